using Thelper.Geo.Scenes;
using Thelper.Infer.Tiling;

namespace Thelper.Geo.Tests.Scenes;

/// <summary>Windows off the grid, for classifiers, detectors and models that answer with numbers; those for pixels are among <see cref="PixelSceneTests"/>.</summary>
public class SceneAuditTests
{
    [Fact]
    public void Windows_of_a_classifier_half_a_step_off_the_grid_disagree_where_they_see_something_else()
    {
        using var scenes = new SceneFixture();
        var scene = scenes.Write("halves.tif", 64, 48, (x, _, band) => (byte)(x < 32 ? band == 2 ? 250 : 1 : band == 0 ? 250 : 1));
        var report = SceneFixture.Run("patches.pt", scene, SceneFixture.Options(scenes.Results, 8, 0) with { Stride = 8, Audit = true, AuditWindows = 1000, Look = true });

        // 7 x 5 windows begin at 4, 12, ...; those from 28 to 36 see both halves, and are of one class.
        var audit = report.Audit!;
        (audit.ShiftedWindows, audit.ComparedPixels, audit.DifferingPixels).ShouldBe((35, 35 * 64L, 5 * 32L));
        var map = scenes.Result("halves_disagreement.tif").Values;
        for (var y = 0; y < 48; y++)
        {
            for (var x = 0; x < 64; x++)
            {
                var isLooked = x is >= 4 and < 60 && y is >= 4 and < 44;
                (map[(y * 64) + x] != 0).ShouldBe(isLooked);
                if (isLooked && x is < 28 or >= 36)
                {
                    map[(y * 64) + x].ShouldBe(1);
                }
            }
        }

        map.Count(value => value == 2).ShouldBe(5 * 32);
        report.Files.ShouldBe(["halves_class.tif", "halves_probs.tif", "halves_disagreement.tif", "halves_look.png"]);
        SceneFixture.Run("patches.pt", scene, SceneFixture.Options(scenes.Results + "2", 8, 0) with { Stride = 8, Audit = true, AuditWindows = 3 }).Audit!.ShiftedWindows.ShouldBe(3);

        // Windows one pixel apart have nothing between them.
        var all = SceneFixture.Run("patches.pt", scene, SceneFixture.Options(scenes.Results + "1", 8, 0) with { Stride = 1, Audit = true });
        all.Audit!.ShiftedWindows.ShouldBe(0);
        all.Files.ShouldBe(["halves_class.tif", "halves_probs.tif"]);
    }

    [Fact]
    public void Pixels_that_windows_off_the_grid_call_something_else_are_counted_and_shown()
    {
        using var scenes = new SceneFixture();

        // The model looks around each pixel, which windows side by side do not let it.
        var options = SceneFixture.Options(scenes.Results, 32, 0, WindowBlend.None) with { Audit = true, AuditWindows = 1000, Look = true };
        var report = SceneFixture.Run("around.pt", SceneFixture.Golden("scene.tif"), options);
        var map = scenes.Result("scene_disagreement.tif").Values;
        report.Audit!.DifferingPixels.ShouldBeGreaterThan(0);
        map.Count(value => value == 2).ShouldBeInRange(1, (int)report.Audit.DifferingPixels);
        map.Count(value => value > 0).ShouldBeInRange(map.Length / 3, (int)report.Audit.ComparedPixels);

        // Windows that overlap by more than it looks around agree better.
        var better = SceneFixture.Run("around.pt", SceneFixture.Golden("scene.tif"), SceneFixture.Options(scenes.Results + "2", 32, 16) with { Audit = true, AuditWindows = 1000 }).Audit!;
        better.DifferingPercent!.Value.ShouldBeLessThan(report.Audit.DifferingPercent!.Value);
    }

    [Fact]
    public void The_middles_of_windows_are_compared_and_shown_where_they_are()
    {
        // Windows of 32 that share 8: a step is 24, and half of what they share is on each side of the middle.
        using var scenes = new SceneFixture();
        var scene = scenes.Write("flat.tif", 60, 36, (x, y, _) => (byte)(1 + x + y));
        var options = SceneFixture.Options(scenes.Results, 32, 8) with { Audit = true, AuditWindows = 1000 };
        SceneFixture.Run("constant.pt", scene, options).Audit!.DifferingPixels.ShouldBe(0);
        var map = scenes.Result("flat_disagreement.tif").Values;
        var windows = ShiftedWindowsOf(60, 36);
        for (var i = 0; i < map.Length; i++)
        {
            var (x, y) = (i % 60, i / 60);
            map[i].ShouldBe(windows.Exists(window => x >= window.Left + 4 && x < window.Right - 4 && y >= window.Top + 4 && y < window.Bottom - 4) ? 1 : 0, $"({x}, {y})");
        }

        // Half a step to the right and down, at the far edges to the left and up.
        static List<Window> ShiftedWindowsOf(int width, int height)
        {
            var plan = new TilePlan(width, height, new() { Size = 32, Overlap = 8 });
            return [.. Enumerable.Range(0, plan.Count).Select(i => plan[i] with { Left = Place(plan[i].Left, width), Top = Place(plan[i].Top, height) })];
        }

        static int Place(int start, int length) => start + 12 <= length - 32 ? start + 12 : Math.Max(0, start - 12);
    }

    [Fact]
    public void A_window_off_the_grid_without_data_is_not_looked_at()
    {
        using var scenes = new SceneFixture();
        var scene = scenes.Write("half.tif", 64, 64, (x, _, _) => (byte)(x < 32 ? 0 : 200), noData: 0);
        var report = SceneFixture.Run("patches.pt", scene, SceneFixture.Options(scenes.Results, 8, 0) with { Stride = 8, Audit = true, AuditWindows = 1000 });

        // Of 7 columns those from 28 on, of which the first has data in its right half.
        (report.Audit!.ShiftedWindows, report.Audit.ComparedPixels).ShouldBe((4 * 7, (64 - 4 - 32) * 7 * 8L));
    }

    [Fact]
    public void Objects_that_only_one_look_finds_differ()
    {
        using var scenes = new SceneFixture();

        // A bar as long as nearly three windows, and a dot that every window sees whole.
        var scene = scenes.Write("bar.tif", 192, 64, (x, y, _) => (byte)(IsIn(x, y, 20, 30, 170, 38) || IsIn(x, y, 50, 5, 56, 11) ? 220 : 0));
        var options = SceneFixture.Options(scenes.Results, 64, 0) with { Audit = true, Vectors = [VectorFormat.GeoJson] };
        var report = SceneFixture.Run("dots.pt", scene, options);
        report.Objects!["dot"].ShouldBe(2);

        // The windows begin at 32 and 96, and see a part of the bar each, which is less than half of it: the bar itself, and both parts, are nobody else's.
        var audit = report.Audit!;
        (audit.ShiftedWindows, audit.ComparedObjects, audit.DifferingObjects).ShouldBe((2, 4L, 3L));
        (audit.LeastCovered, audit.MostCovered).ShouldBe((1, 1));
        var map = scenes.Result("bar_disagreement.tif").Values;
        for (var y = 0; y < 64; y++)
        {
            for (var x = 0; x < 192; x++)
            {
                map[(y * 192) + x].ShouldBe(IsIn(x, y, 20, 30, 170, 38) ? 2 : IsIn(x, y, 50, 5, 56, 11) ? 1 : 0);
            }
        }

        report.Files.ShouldBe(["bar_objects.geojson", "bar_coverage.tif", "bar_disagreement.tif"]);

        // Who asks for surer ones only has none to compare.
        SceneFixture.Run("dots.pt", scene, options with { Folder = scenes.Results + "2", Threshold = 0.99 }).Audit!.ComparedObjects.ShouldBe(0);

        static bool IsIn(int x, int y, int left, int top, int right, int bottom) => x >= left && x < right && y >= top && y < bottom;
    }

    [Theory]
    [InlineData(0, WindowBlend.None)]
    [InlineData(12, WindowBlend.Gaussian)]
    public void Numbers_are_compared_where_the_pixels_are(int overlap, WindowBlend blend)
    {
        using var scenes = new SceneFixture();
        var report = SceneFixture.Run("twice.pt", SceneFixture.Golden("scene.tif"), SceneFixture.Options(scenes.Results, 32, overlap, blend) with { Audit = true });
        // Sixteen, of which some at the edges are the same.
        report.Audit!.ShiftedWindows.ShouldBeInRange(10, 16);

        // The model looks at single pixels: any other place would differ.
        report.Audit!.LargestDifference!.Value.ShouldBeLessThan(1e-5);
        var (info, differences) = scenes.Result("scene_difference.tif");
        (info.Width, info.Height, info.Bands.Count).ShouldBe((260, 186, 1));
        var seen = differences.Count(value => !float.IsNaN(value));
        seen.ShouldBeGreaterThan(4 * 10 * 100);
        seen.ShouldBeLessThanOrEqualTo(4 * 16 * (32 - overlap) * (32 - overlap));
        differences.ShouldAllBe(value => float.IsNaN(value) || value < 1e-5f);
    }

    [Fact]
    public void Numbers_of_pixels_without_data_are_not_compared()
    {
        // Windows without data are passed over, and the model says 1 of black pixels: windows off the grid see both halves.
        using var scenes = new SceneFixture();
        var scene = scenes.Write("half.tif", 128, 64, (x, y, _) => (byte)(x < 64 ? 1 + y : 0), noData: 0);
        var report = SceneFixture.Run("lifted.pt", scene, SceneFixture.Options(scenes.Results, 32, 0, WindowBlend.None) with { Audit = true, AuditWindows = 1000 });
        report.Windows.ShouldBe(new Dictionary<string, long> { ["predicted"] = 4, ["empty"] = 4 });
        report.Audit!.LargestDifference!.Value.ShouldBeLessThan(1e-6);
        var differences = scenes.Result("half_difference.tif").Values;
        differences.Count(value => !float.IsNaN(value)).ShouldBeGreaterThan(0);
        for (var i = 0; i < differences.Length; i++)
        {
            (float.IsNaN(differences[i]) || i % 128 < 64).ShouldBeTrue();
        }
    }
}
