using Thelper.Imaging.Plots;
using Thelper.Testing;

namespace Thelper.Imaging.Tests.Plots;

[Collection("plots")]
public sealed class LossPlotTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("plots").FullName;
    private readonly Action<string> problem = PlotRenderer.Problem;
    private readonly List<string> problems = [];

    public LossPlotTests() => PlotRenderer.Problem = problems.Add;

    public void Dispose()
    {
        PlotRenderer.Flush(Endless.Limit);
        PlotRenderer.Problem = problem;
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Curves_with_gaps_with_one_point_and_without_any()
    {
        (int, double)[][] curves = [[(0, 1), (1, double.NaN), (2, 0.5)], [(0, 3)], [(0, double.NaN)], []];
        for (var i = 0; i < curves.Length; i++)
        {
            LossPlot.Create([("it's train", curves[i]), ("valid", [])]).Save(Path.Combine(folder, $"{i}.png"));
        }

        PlotRenderer.Flush(Endless.Limit).ShouldBeTrue();
        problems.ShouldBeEmpty();
        Directory.GetFiles(folder).Length.ShouldBe(4);
        var sizes = Directory.GetFiles(folder).Order().Select(file => new FileInfo(file).Length).ToArray();
        sizes[0].ShouldBeGreaterThan(sizes[2]);
    }
}
