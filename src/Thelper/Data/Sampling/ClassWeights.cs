using System.Globalization;
using System.Numerics;

namespace Thelper.Data.Sampling;

/// <summary>Class weights from class sizes (<c>thelper.data.utils.get_class_weights</c>).</summary>
public static class ClassWeights
{
    /// <summary>Weights the classes.</summary>
    /// <param name="counts">Samples, or pixels, per class.</param>
    /// <param name="stype"><c>uniform</c> (1 / classes), <c>linear</c> or <c>root</c> (share of the samples), or <c>root&lt;x&gt;</c> (its x-th root).</param>
    /// <param name="maxw">Upper bound, applied after the inversion.</param>
    /// <param name="minw">Lower bound, applied after the inversion.</param>
    /// <param name="norm">Divides by the sum, last.</param>
    /// <param name="invmax">Replaces w by (largest w) / max(w, 1e-6): rare classes get large factors.</param>
    /// <exception cref="UserErrorException">The strategy is unknown, both <paramref name="norm"/> and <paramref name="invmax"/> are set, or there is no sample.</exception>
    /// <typeparam name="T">Type of the counts.</typeparam>
    public static IReadOnlyDictionary<string, double> Compute<T>(
        IReadOnlyDictionary<string, T> counts,
        string stype = "linear",
        double maxw = double.PositiveInfinity,
        double minw = 0.0,
        bool norm = true,
        bool invmax = false)
        where T : struct, IBinaryInteger<T>
    {
        ArgumentNullException.ThrowIfNull(counts);
        if (norm && invmax)
        {
            throw new UserErrorException("class weights cannot be both normalised (norm) and inverted (invmax)");
        }

        var total = counts.Values.Sum(long.CreateChecked);
        if (total == 0)
        {
            throw new UserErrorException("class weights need at least one labelled sample");
        }

        var exponent = Exponent(stype);
        var weights = new OrderedDictionary<string, double>(StringComparer.Ordinal);
        foreach (var (label, count) in counts)
        {
            weights[label] = exponent is { } x ? Math.Pow(double.CreateChecked(count) / total, x) : 1.0 / counts.Count;
        }

        var largest = weights.Values.Max();
        var sum = 0.0;
        foreach (var label in counts.Keys)
        {
            var weight = invmax ? largest / Math.Max(weights[label], 1e-6) : weights[label];
            weights[label] = Math.Min(Math.Max(weight, minw), maxw);
            sum += weights[label];
        }

        if (norm)
        {
            foreach (var label in counts.Keys)
            {
                weights[label] /= sum;
            }
        }

        return weights;
    }

    internal static bool IsStrategy(string stype) => stype == "uniform" || TryExponent(stype, out _);

    internal static OrderedDictionary<string, int> Counts(OrderedDictionary<string, List<int>> groups)
    {
        var counts = new OrderedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var (label, members) in groups)
        {
            counts.Add(label, members.Count);
        }

        return counts;
    }

    private static double? Exponent(string stype)
    {
        if (stype == "uniform")
        {
            return null;
        }

        return TryExponent(stype, out var exponent)
            ? exponent
            : throw new UserErrorException($"unknown weighting strategy '{stype}'; expected 'uniform', 'linear' or 'root<number>' such as 'root2'");
    }

    private static bool TryExponent(string stype, out double exponent)
    {
        exponent = 1.0;
        if (stype is "linear" or "root")
        {
            return true;
        }

        if (stype.StartsWith("root", StringComparison.Ordinal)
            && double.TryParse(stype.AsSpan(4), NumberStyles.Float, CultureInfo.InvariantCulture, out var root) && root > 0)
        {
            exponent = 1.0 / root;
            return true;
        }

        return false;
    }
}
