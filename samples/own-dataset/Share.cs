using Thelper.Data.Sampling;

namespace Samples;

/// <summary>Draws a part of the samples per epoch, in another order each time.</summary>
public sealed class Share : Sampler
{
    private readonly double share;

    public Share(SamplerInput input, double share = 0.5)
        : base(input) => this.share = share;

    public override int Total => (int)(Input.Indices.Count * share);

    protected override int[] Draw() => Permute([.. Input.Indices])[..Total];
}
