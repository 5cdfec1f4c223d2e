using Thelper.Torch;

namespace Thelper.Data.Sampling;

/// <summary>Draws samples so that the classes are represented as a strategy says, whatever their sizes.</summary>
/// <remarks>
/// <c>random</c> draws with replacement, each sample with the weight 1 / (size of its class). <c>uniform</c> and <c>root&lt;x&gt;</c> give each
/// class its share of <see cref="ClassWeights"/>, filled with whole permutations of its samples, and permute the result.
/// </remarks>
[TypeName("thelper.data.samplers.WeightedSubsetRandomSampler", "thelper.data.WeightedSubsetRandomSampler")]
public sealed class WeightedSubsetRandomSampler : Sampler
{
    private readonly string stype;
    private readonly OrderedDictionary<string, List<int>> groups;

    /// <summary>Creates the sampler.</summary>
    /// <param name="input">The samples, with a label for each.</param>
    /// <param name="stype"><c>random</c>, <c>uniform</c>, <c>root</c> or <c>root</c> followed by a number.</param>
    /// <param name="epoch">The first epoch, at least 0.</param>
    /// <param name="scale">Overrides the scale of <paramref name="input"/>.</param>
    /// <exception cref="UserErrorException">The strategy is unknown, or the samples have no labels.</exception>
    public WeightedSubsetRandomSampler(SamplerInput input, string stype = "uniform", int epoch = 0, double? scale = null)
        : base(SubsetRandomSampler.Scaled(input, scale), epoch)
    {
        this.stype = stype;
        groups = Total == 0 ? [] : LabelGroups.Of(Input, nameof(WeightedSubsetRandomSampler));
        if (stype != "random" && (stype == "linear" || !ClassWeights.IsStrategy(stype)))
        {
            throw new UserErrorException($"unknown sampling strategy '{stype}'; expected 'random', 'uniform' or 'root<number>' such as 'root2'");
        }
    }

    /// <inheritdoc/>
    protected override int[] Draw()
    {
        if (Total == 0)
        {
            return [];
        }

        return stype == "random" ? DrawWithReplacement() : DrawShares();
    }

    private int[] DrawWithReplacement()
    {
        var labels = Input.Labels!;
        var weights = new double[labels.Count];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = 1.0 / groups[LabelGroups.NameOf(labels[i])].Count;
        }

        using var table = torch.tensor(weights);
        using var drawn = aten.multinomial(table, Total, replacement: true);
        return Array.ConvertAll(drawn.DataSpan<long>().ToArray(), place => Input.Indices[(int)place]);
    }

    private int[] DrawShares()
    {
        var counts = ClassWeights.Counts(groups);
        var weights = ClassWeights.Compute(counts, stype);
        var shares = groups.Keys.ToDictionary(label => label, label => (int)(Total * weights[label]), StringComparer.Ordinal);
        var largest = groups.Keys.First(label => groups[label].Count == groups.Values.Max(group => group.Count));
        shares[largest] += Total - shares.Values.Sum();
        var drawn = new List<int>(Total);
        foreach (var (label, members) in groups)
        {
            drawn.AddRange(Repeat(members, shares[label]));
        }

        return Permute([.. drawn]);
    }
}
