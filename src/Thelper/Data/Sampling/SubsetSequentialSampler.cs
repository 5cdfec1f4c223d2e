namespace Thelper.Data.Sampling;

/// <summary>Every sample once, in the given order.</summary>
[TypeName("thelper.data.samplers.SubsetSequentialSampler", "thelper.data.SubsetSequentialSampler")]
public sealed class SubsetSequentialSampler : Sampler
{
    private readonly int[] indices;

    /// <summary>Creates the sampler.</summary>
    /// <param name="input">The samples; the scale must be 1.</param>
    /// <exception cref="UserErrorException">The scale is not 1.</exception>
    public SubsetSequentialSampler(SamplerInput input)
        : base(input)
    {
        if (Input.Scale != 1.0)
        {
            throw new UserErrorException("a sequential sampler takes every sample once, so its scale must be 1; shuffle the set, or use a sampler that can scale");
        }

        indices = [.. Input.Indices];
    }

    /// <inheritdoc/>
    public override bool IsRepeatable => true;

    /// <inheritdoc/>
    protected override int[] Draw() => indices;
}
