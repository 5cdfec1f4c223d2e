namespace Thelper.Data.Sampling;

/// <summary>The samples in random order: as many whole permutations as the scale needs, permuted together once more.</summary>
[TypeName("thelper.data.samplers.SubsetRandomSampler", "thelper.data.SubsetRandomSampler")]
public sealed class SubsetRandomSampler : Sampler
{
    /// <summary>Creates the sampler.</summary>
    /// <param name="input">The samples.</param>
    /// <param name="epoch">The first epoch, at least 0.</param>
    /// <param name="scale">Overrides the scale of <paramref name="input"/>.</param>
    public SubsetRandomSampler(SamplerInput input, int epoch = 0, double? scale = null)
        : base(Scaled(input, scale), epoch)
    {
    }

    /// <inheritdoc/>
    protected override int[] Draw() => Input.Indices.Count == 0 ? [] : Permute(Repeat(Input.Indices, Total));

    internal static SamplerInput Scaled(SamplerInput input, double? scale)
    {
        ArgumentNullException.ThrowIfNull(input);
        return scale is { } given ? input with { Scale = given } : input;
    }
}
