using System.Globalization;
using System.IO.Compression;
using Thelper.Torch;
using Thelper.Viz.Projection;
using static Thelper.Torch.torch;

namespace Thelper.Bench;

/// <summary>Projections of scikit-learn's 1,797 digits, the counterpart of <c>bench/projections.py</c>. A step's value is the trustworthiness, which is not part of its time there.</summary>
internal static class ProjectionBench
{
    private const int Neighbors = 12;

    /// <summary>The cases by name.</summary>
    public static readonly IReadOnlyDictionary<string, Func<Func<double>>> All = new Dictionary<string, Func<Func<double>>>
    {
        ["projection-tsne"] = () => Step(points => TSne.Project(points)),
        ["projection-umap"] = () => Step(points => Umap.Project(points)),
    };

    private static Func<double> Step(Func<Tensor, Tensor> project)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead("tests/Thelper.Tests/Golden/viz/digits.csv.gz"), CompressionMode.Decompress));
        var rows = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var digits = tensor(rows.SelectMany(row => row.Split(',')[..64].Select(value => double.Parse(value, CultureInfo.InvariantCulture))).ToArray(), [rows.Length, 64]);
        double? trust = null;
        return () =>
        {
            using var projected = project(digits);

            // The same every time; rated once, in the step that is not timed.
            return trust ??= Trustworthiness.Of(digits, projected, Neighbors);
        };
    }
}
