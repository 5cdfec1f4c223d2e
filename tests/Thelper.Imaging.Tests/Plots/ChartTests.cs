using System.Buffers.Binary;
using System.Text.Json;
using Thelper.Imaging.Plots;
using Thelper.Testing;

namespace Thelper.Imaging.Tests.Plots;

/// <summary>Charts of numbers through a real gnuplot; set <c>THELPER_PICTURES</c> to a folder to keep and look at them.</summary>
[Collection("plots")]
public sealed class ChartTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("charts").FullName;
    private readonly Action<string> problem = PlotRenderer.Problem;
    private readonly List<string> problems = [];

    public ChartTests() => PlotRenderer.Problem = problems.Add;

    public void Dispose()
    {
        PlotRenderer.Problem = problem;
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(0, "class")]
    [InlineData(1, "cat")]
    [InlineData(3, "a class with a very long name that has no room anywhere")]
    [InlineData(10, "class")]
    [InlineData(20, "motorbike ")]
    [InlineData(1000, "n0")]
    public void Bars(int count, string name)
    {
        string[] labels = [.. Enumerable.Range(0, count).Select(i => $"{name} {i}")];
        double[] values = [.. Enumerable.Range(0, count).Select(i => 1000.0 * (i % 7) * (i + 1) / Math.Max(1, count))];
        Draw(BarPlot.Create(labels, values, "Classes"), $"bars-{count}").ShouldBe((800, 600));
        double[] spread = [.. values.Select(value => 50 + (value / 10))];
        Draw(
            ErrorBarPlot.Create(labels, [.. values.Zip(spread, (value, s) => value - (3 * s))], [.. values.Zip(spread, (value, s) => value + (2 * s))], spread, values, "Classes", title: "Spread of values"),
            $"errbars-{count}").ShouldBe((800, 600));
    }

    [Fact]
    public void Bars_without_any_height() => Draw(BarPlot.Create(["a", "b"], [0, 0]), "bars-zero").ShouldBe((800, 600));

    [Fact]
    public void Histograms()
    {
        double[] bell = [.. Enumerable.Range(0, 5000).Select(i => Math.Sin(i) + Math.Cos(i * 0.37) + Math.Sin(i * 1.7))];
        Draw(HistogramPlot.Create(bell, xLabel: "Value"), "histogram").ShouldBe((800, 600));
        Draw(HistogramPlot.Create([7], 10), "histogram-one").ShouldBe((800, 600));
        Draw(HistogramPlot.Create([double.NaN]), "histogram-none").ShouldBe((800, 600));
        Draw(HistogramPlot.Create([1e-9, 2e-9, 2.5e-9], 8, "Tiny values", title: "Tiny"), "histogram-tiny").ShouldBe((800, 600));
    }

    [Fact]
    public void Histograms_count_as_numpy()
    {
        foreach (var entry in JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "histograms.json"))).RootElement.EnumerateArray())
        {
            double[] Numbers(string name) => [.. entry.GetProperty(name).EnumerateArray().Select(value => value.GetDouble())];
            var (edges, shares) = HistogramPlot.Count(Numbers("values"), entry.GetProperty("bins").GetInt32());
            edges.Zip(Numbers("edges")).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-12);
            shares.Zip(Numbers("shares")).ShouldAllBe(pair => Math.Abs(pair.First - pair.Second) < 1e-12);
            shares.Length.ShouldBe(Numbers("shares").Length);
        }
    }

    [Fact]
    public void Precision_over_recall()
    {
        double[] recall = [1, 1, 0.9, 0.8, 0.8, 0.6, 0.5, 0.3, 0.1, 0];
        double[] precision = [0.3, 0.4, 0.5, 0.55, 0.7, 0.7, 0.9, 0.85, 1, 1];
        Draw(PrecisionRecallPlot.Create(recall, precision, 0.7654, "Precision and recall of class 'a class with a very long name that has no room anywhere'", 0.3), "precision-recall").ShouldBe((800, 800));
        Draw(PrecisionRecallPlot.Create([], [], double.NaN, "Nothing"), "precision-recall-none").ShouldBe((800, 800));
        Draw(PrecisionRecallPlot.Create([1, 0], [0.5, 1], 0.5, "Two"), "precision-recall-two").ShouldBe((800, 800));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(10)]
    [InlineData(21)]
    [InlineData(100)]
    public void Matrices(int classes)
    {
        var counts = new long[classes, classes];
        for (var i = 0; i < classes * classes; i++)
        {
            counts[i / classes, i % classes] = i / classes == i % classes ? 50 + i : i % 13 == 0 ? i % 40 : 0;
        }

        string[] names = [.. Enumerable.Range(0, classes).Select(i => i % 3 == 0 ? $"c{i}" : i % 3 == 1 ? $"diningtable {i}" : $"person{i}")];
        Draw(ConfusionMatrixPlot.Create(counts, names, normalized: classes != 10), $"matrix-{classes}").Width.ShouldBe(800);
    }

    [Fact]
    public void Operating_characteristics() => Draw(RocPlot.Create([0, 0, 0.1, 0.5, 1], [0, 0.4, 0.8, 0.95, 1], 0.87654, "ROC curve of class 'cat'"), "roc").ShouldBe((800, 800));

    private (int Width, int Height) Draw(PlotImage image, string name)
    {
        var path = Path.Combine(folder, name + ".png");
        image.Save(path);
        PlotRenderer.Flush(Endless.Limit).ShouldBeTrue();
        problems.ShouldBeEmpty();
        var bytes = File.ReadAllBytes(path);
        if (Environment.GetEnvironmentVariable("THELPER_PICTURES") is { Length: > 0 } kept)
        {
            Directory.CreateDirectory(kept);
            File.Copy(path, Path.Combine(kept, name + ".png"), overwrite: true);
        }

        return (BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(20)));
    }
}
