using Thelper.Geo.Scenes;
using Thelper.Imaging;
using Thelper.Infer.Tiling;
using Thelper.Torch;

namespace Thelper.Geo.Tests.Scenes;

/// <summary>The small picture of a scene.</summary>
public class SceneLookTests
{
    [Fact]
    public void The_scene_is_stretched_by_its_data_and_stands_beside_its_classes()
    {
        using var scenes = new SceneFixture();

        // No data on the left; then numbers from 100 to 198.
        var scene = scenes.Write("look.tif", 90, 40, (x, _, _) => (byte)(x < 40 ? 0 : 100 + (2 * (x - 40))), noData: 0);
        SceneFixture.Run("constant.pt", scene, SceneFixture.Options(scenes.Results) with { Look = true });
        using var picture = ImageCodec.Decode(Path.Combine(scenes.Results, "look_look.png"));
        picture.shape[1].ShouldBe(90 + 8 + 90);
        picture.shape[0].ShouldBeGreaterThan(40, "the names of the classes are below");
        Rgb(10, 10).ShouldBe([255, 255, 255]);
        Rgb(40, 10).ShouldAllBe(value => value < 15);
        Rgb(89, 10).ShouldAllBe(value => value > 240);

        // The class water, in a dark red, over the scene in grey.
        Rgb(98 + 10, 10).ShouldBe([255, 255, 255]);
        Rgb(98 + 40, 10).ShouldBe([77, 0, 0], 6);
        Rgb(98 + 89, 10).ShouldBe([179, 102, 102], 6);

        double[] Rgb(int x, int y) => [.. picture.DataSpan<byte>().Slice(((y * (int)picture.shape[1]) + x) * 3, 3).ToArray().Reverse().Select(value => (double)value)];
    }

    [Fact]
    public void A_large_scene_is_drawn_small_with_the_outlines_of_its_objects()
    {
        using var scenes = new SceneFixture();
        var scene = scenes.Write("dots.tif", 1300, 64, (x, y, _) => (byte)(x is >= 330 and < 360 && y is >= 12 and < 42 ? 220 : 0));
        SceneFixture.Run("dots.pt", scene, SceneFixture.Options(scenes.Results, 64, 0) with { Look = true, Vectors = [VectorFormat.GeoJson] });
        using var picture = ImageCodec.Decode(Path.Combine(scenes.Results, "dots_look.png"));

        // Every third pixel: 1300 are 434, and the object's corners lie at (110, 4) and (120, 14).
        picture.shape[1].ShouldBe(434);
        foreach (var (x, y) in new[] { (110, 4), (120, 4), (110, 14), (120, 14), (115, 4), (110, 9) })
        {
            picture.DataSpan<byte>().Slice(((y * 434) + x) * 3, 3).ToArray().ShouldBe([(byte)40, (byte)40, (byte)220]);
        }

        picture.DataSpan<byte>().Slice(((9 * 434) + 115) * 3, 3).ToArray().Distinct().Count().ShouldBe(1, "grey within");
    }

    [Fact]
    public void Of_the_rows_of_a_scene_only_what_is_drawn_is_kept()
    {
        const int Rows = 640;
        using var scenes = new SceneFixture();
        using var source = new SceneSource(scenes.Write("tall.tif", 40, Rows, (x, y, _) => (byte)(x + y)), null);
        var (before, held) = (torch.Diagnostics.LiveHandles, 0L);
        new SceneLook(source).WriteObjects(Path.Combine(scenes.Folder, "look.png"), new NoBoxes(() => held = torch.Diagnostics.LiveHandles - before));

        // Of each row its pixels and where they have data, and some of the whole picture.
        held.ShouldBeInRange(1, 3 * Rows);
    }

    // Tells when the outlines are drawn: the scene is there, and all that belongs to it.
    private sealed class NoBoxes(Action asked) : IReadOnlyList<ScoredBox>
    {
        public int Count => 0;

        public ScoredBox this[int index] => throw new ArgumentOutOfRangeException(nameof(index));

        public IEnumerator<ScoredBox> GetEnumerator()
        {
            asked();
            return Enumerable.Empty<ScoredBox>().GetEnumerator();
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
