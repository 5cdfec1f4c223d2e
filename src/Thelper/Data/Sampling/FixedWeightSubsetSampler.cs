namespace Thelper.Data.Sampling;

/// <summary>Multiplies each class by a factor of its own: <c>round(weight * size)</c> samples of it per epoch.</summary>
[TypeName("thelper.data.samplers.FixedWeightSubsetSampler")]
public sealed class FixedWeightSubsetSampler : Sampler
{
    private readonly OrderedDictionary<string, List<int>> groups;
    private readonly IReadOnlyDictionary<string, double> weights;
    private readonly bool shuffle;

    /// <summary>Creates the sampler.</summary>
    /// <param name="input">The samples, with a label for each; its scale must be 1.</param>
    /// <param name="weights">A factor of at least 0 for every label that occurs.</param>
    /// <param name="epoch">The first epoch, at least 0.</param>
    /// <param name="shuffle">Mixes the classes; the original emits one class after another.</param>
    /// <exception cref="UserErrorException">A label has no factor, a factor is negative, the samples have no labels, or an epoch would have too many samples.</exception>
    public FixedWeightSubsetSampler(SamplerInput input, IReadOnlyDictionary<string, double> weights, int epoch = 0, bool shuffle = false)
        : base(input, epoch)
    {
        ArgumentNullException.ThrowIfNull(weights);
        if (Input.Scale != 1.0)
        {
            throw new UserErrorException("a sampler with fixed weights is scaled by its weights; remove the scale");
        }

        groups = LabelGroups.Of(Input, nameof(FixedWeightSubsetSampler));
        foreach (var label in groups.Keys)
        {
            if (!weights.TryGetValue(label, out var weight) || !(weight >= 0) || double.IsInfinity(weight))
            {
                throw new UserErrorException($"the sampling weights need a number of at least 0 for the class '{label}'");
            }
        }

        this.weights = weights;
        this.shuffle = shuffle;
        var shares = groups.ToDictionary(group => group.Key, group => Math.Round(weights[group.Key] * group.Value.Count), StringComparer.Ordinal);
        if (shares.Values.Sum() is var total && total > Limits.Samples.Value)
        {
            var largest = shares.MaxBy(share => share.Value).Key;
            throw new UserErrorException(FormattableString.Invariant(
                $"the sampling weights make an epoch of {total} samples, most of them of the class '{largest}', whose weight is {weights[largest]}; more than {Limits.Samples.Value} are not drawn; {Limits.Samples.Hint}"));
        }
    }

    /// <inheritdoc/>
    public override int Total => groups.Sum(group => Share(group.Key));

    /// <inheritdoc/>
    protected override int[] Draw()
    {
        var drawn = new List<int>(Total);
        foreach (var (label, members) in groups)
        {
            drawn.AddRange(Repeat(members, Share(label)));
        }

        return shuffle ? Permute([.. drawn]) : [.. drawn];
    }

    private int Share(string label) => (int)Math.Round(weights[label] * groups[label].Count);
}
