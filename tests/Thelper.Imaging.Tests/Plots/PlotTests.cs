using System.Buffers.Binary;
using Thelper.Imaging.Plots;
using Thelper.Testing;

namespace Thelper.Imaging.Tests.Plots;

/// <summary>Charts through a real gnuplot, which the project's set-up installs.</summary>
[Collection("plots")]
public sealed class PlotTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("plots").FullName;
    private readonly Action<string> problem = PlotRenderer.Problem;
    private readonly List<string> problems = [];

    public PlotTests() => PlotRenderer.Problem = problems.Add;

    public void Dispose()
    {
        PlotRenderer.Flush(Endless.Limit);
        PlotRenderer.Problem = problem;
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void A_curve_becomes_a_PNG_file()
    {
        var path = Path.Combine(folder, "roc.png");
        var image = RocPlot.Create([0, 0, 0.5, 1], [0, 0.5, 1, 1], 0.875, "ROC curve of class '3'");
        image.Save(path);
        PlotRenderer.Flush(Endless.Limit).ShouldBeTrue();
        image.IsRendered.ShouldBeTrue();
        image.ReadPng().ShouldBe(File.ReadAllBytes(path));
        SizeOf(path).ShouldBe((800, 800));
        problems.ShouldBeEmpty();
        Directory.GetFiles(folder).ShouldBe([path]);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    [InlineData(10, true)]
    [InlineData(25, false)]
    [InlineData(120, true)]
    public void Matrices_of_all_sizes(int classes, bool normalized)
    {
        var counts = new long[classes, classes];
        for (var i = 0; i < classes; i++)
        {
            counts[i, i] = 10 * i;
            counts[i, 0] = 1;
        }

        var path = Path.Combine(folder, "matrix.png");
        ConfusionMatrixPlot.Create(counts, [.. Enumerable.Range(0, classes).Select(i => $"class {i}")], normalized).Save(path);
        PlotRenderer.Flush(Endless.Limit).ShouldBeTrue();
        var (width, height) = SizeOf(path);
        width.ShouldBe(800);
        height.ShouldBeInRange(660, 780);
        problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(2, true, "'7' at 1,0 ", "'70 %' at 1,0 ")]
    [InlineData(2, false, "'7' at 1,0 ", null)]
    [InlineData(16, true, "'7' at 1,0 ", null)]
    public void Matrices_have_counts_in_their_cells(int classes, bool normalized, string count, string? share)
    {
        var counts = new long[classes, classes];
        (counts[0, 0], counts[0, 1], counts[1, 1]) = (3, 7, 1_234_567);
        var script = ConfusionMatrixPlot.Create(counts, [.. Enumerable.Range(0, classes).Select(i => $"class {i}")], normalized).Script;
        script.ShouldContain("set label " + count);
        script.ShouldContain("set label '1235k' at 1,1 ");
        script.ShouldNotContain(" at 0,1 ");
        (share is null ? script.Contains(" %'", StringComparison.Ordinal) : !script.Contains("set label " + share, StringComparison.Ordinal)).ShouldBeFalse();
        script.ShouldContain("set xlabel 'prediction'");
        script.ShouldContain("set ylabel 'truth'");
    }

    [Fact]
    public void A_matrix_of_zeros_can_be_drawn()
    {
        var path = Path.Combine(folder, "zeros.png");
        ConfusionMatrixPlot.Create(new long[2, 2], ["a", "b"], normalized: true).Save(path);
        PlotRenderer.Flush(Endless.Limit).ShouldBeTrue();
        SizeOf(path).Width.ShouldBe(800);
        problems.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("quotes ' \" and `touch MARK`")]
    [InlineData("'; system('touch MARK'); '")]
    [InlineData("line\nsystem('touch MARK')\nEOD\n")]
    [InlineData("ends with a backslash \\")]
    [InlineData("50% @x_{1} %s %%")]
    [InlineData("@macro ${x} %s {/Symbol a}_b^c été 漢字")]
    [InlineData("")]
    public void Labels_are_text_and_nothing_else(string label)
    {
        var mark = Path.Combine(folder, "mark");
        var name = label.Replace("MARK", mark, StringComparison.Ordinal);
        RocPlot.Create([0, 1], [0, 1], 0.5, name).Save(Path.Combine(folder, "a.png"));
        ConfusionMatrixPlot.Create(new long[,] { { 1, 0 }, { 0, 1 } }, [name, "b"], normalized: false).Save(Path.Combine(folder, "b.png"));
        PlotRenderer.Flush(Endless.Limit).ShouldBeTrue();
        problems.ShouldBeEmpty();
        SizeOf(Path.Combine(folder, "a.png")).ShouldBe((800, 800));
        SizeOf(Path.Combine(folder, "b.png")).Width.ShouldBe(800);
        File.Exists(mark).ShouldBeFalse();
    }

    // gnuplot takes the label of a tic for a format of its number.
    [Fact]
    public void A_class_called_with_a_percent_sign_is_drawn_as_it_is()
    {
        ConfusionMatrixPlot.Create(new long[,] { { 1, 0 }, { 0, 1 } }, ["50% @x{1}", "b"], normalized: false).Script.ShouldContain("('50%% @x{1}' 0, 'b' 1)");
        BarPlot.Create(["50% @x{1}"], [1]).Script.ShouldContain("('50%% @x{1}' 0)");
        var label = PlotText.QuoteTic("50% @x{1}");
        var drawn = new[] { label, "'50 @x{1}'" }.Select((tic, index) =>
        {
            var image = new PlotImage($"set xtics ({tic} 0)\nplot [-1:1] x\n", 300, 200);
            image.Save(Path.Combine(folder, $"{index}.png"));
            return image.ReadPng();
        }).ToList();
        problems.ShouldBeEmpty();
        drawn[0].ShouldNotBe(drawn[1]);
    }

    [Fact]
    public void A_problem_is_told_once_and_later_charts_are_drawn()
    {
        for (var i = 0; i < 2; i++)
        {
            var bad = new PlotImage("plot 'there is no such file'", 100, 100);
            bad.Save(Path.Combine(folder, "bad.png"));
            bad.ReadPng().ShouldBeNull();
        }

        problems.Count.ShouldBe(1);
        problems[0].ShouldContain("gnuplot could not draw a chart");
        A_curve_becomes_a_PNG_file_after(problems);
        var missing = RocPlot.Create([0, 1], [0, 1], 0.5, "x");
        missing.Save(Path.Combine(folder, "no", "folder.png"));
        PlotRenderer.Flush(Endless.Limit).ShouldBeTrue();
        problems.Count.ShouldBe(2);
        problems[1].ShouldContain("the chart is lost");
        Directory.GetFiles(folder).Select(Path.GetFileName).ShouldBe(["good.png"]);
    }

    [Fact]
    public void Saving_returns_at_once()
    {
        // The first one is not drawn before a file is there.
        var open = Path.Combine(folder, "open");
        var slow = new PlotImage($"plot '< until test -e {open}; do sleep 0.1; done; echo 1 1'", 100, 100);
        var images = Enumerable.Range(0, 12).Select(_ => RocPlot.Create([0, 1], [0, 1], 0.5, "x")).Prepend(slow).ToList();
        Endless.Forbid(() =>
        {
            for (var i = 0; i < images.Count; i++)
            {
                images[i].Save(Path.Combine(folder, $"{i}.png"));
            }
        });
        images.ShouldAllBe(image => !image.IsRendered);
        File.WriteAllText(open, "");
        PlotRenderer.Flush(Endless.Limit).ShouldBeTrue();
        images.ShouldAllBe(image => image.ReadPng() != null);
    }

    [Fact]
    public void A_chart_is_saved_once_and_before_it_is_read()
    {
        var image = RocPlot.Create([0, 1], [0, 1], 0.5, "x");
        Should.Throw<InvalidOperationException>(() => image.ReadPng());
        image.Save(Path.Combine(folder, "x.png"));
        Should.Throw<InvalidOperationException>(() => image.Save(Path.Combine(folder, "y.png")));
    }

    [Fact]
    public void Long_curves_make_short_scripts()
    {
        var x = Enumerable.Range(0, 1_000_001).Select(i => i / 1e6).ToArray();
        RocPlot.Create(x, x, 0.5, "long").Script.Length.ShouldBeLessThan(100_000);
        Should.Throw<ArgumentException>(() => RocPlot.Create([0, 1], [0], 0.5, "x"));
        Should.Throw<ArgumentException>(() => ConfusionMatrixPlot.Create(new long[2, 3], ["a", "b"], true));
    }

    private static (int Width, int Height) SizeOf(string path)
    {
        var png = File.ReadAllBytes(path);
        png[..8].ShouldBe([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        png[^8..^4].ShouldBe("IEND"u8.ToArray());
        return (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20)));
    }

    private void A_curve_becomes_a_PNG_file_after(List<string> before)
    {
        var count = before.Count;
        var path = Path.Combine(folder, "good.png");
        RocPlot.Create([0, 1], [0, 1], 0.5, "good").Save(path);
        PlotRenderer.Flush(Endless.Limit).ShouldBeTrue();
        SizeOf(path).ShouldBe((800, 800));
        before.Count.ShouldBe(count);
    }
}
