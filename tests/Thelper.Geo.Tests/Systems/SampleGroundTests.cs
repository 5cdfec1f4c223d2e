using NetTopologySuite.Geometries;
using Thelper.Geo.Parsers;
using Thelper.Geo.Sampling;
using Thelper.Geo.Tests.Scenes;

namespace Thelper.Geo.Tests.Systems;

/// <summary>Where samples say that they lie.</summary>
public class SampleGroundTests
{
    [Fact]
    public void A_tile_lies_in_its_scene()
    {
        using var scenes = new SceneFixture();
        scenes.Write("s.tif", 100, 80, (x, _, _) => (byte)x, transform: new(600000, 0.5, 0.1, 5040000, 0.1, -0.5));
        scenes.Write("l.tif", 100, 80, (_, _, _) => 0, bands: 1, transform: new(600000, 0.5, 0.1, 5040000, 0.1, -0.5));
        using var data = new SceneTileDataset(Path.Combine(scenes.Folder, "s.tif"), Path.Combine(scenes.Folder, "l.tif"), new List<string> { "ground" }, tileSize: 40);
        for (var i = 0; i < data.Count; i++)
        {
            var (window, ground) = (data.TileOf(i).Window, data.GroundOf(i)!);
            ground.System.ShouldBe("EPSG:32618");
            var place = new GeoPlace(600000, 0.5, 0.1, 5040000, 0.1, -0.5);
            Corners(ground.Whole.ShouldHaveSingleItem()).ShouldBe(place.Corners(0, 0, 100, 80), ignoreOrder: true);
            Corners(ground.Outline).ShouldBe(place.Corners(window.Left, window.Top, 40, 40), ignoreOrder: true);
        }
    }

    [Fact]
    public void A_crop_lies_in_the_area_of_all_rasters_and_a_window_in_its_raster()
    {
        using var tiles = new TileDataset(new List<object?> { Folder.Original("s_a.tif"), Folder.Original("s_b.tif") }, Folder.Original("v.geojson"), 32L, pxSize: 10L, srsTarget: 32618L);
        for (var i = 0; i < tiles.Count; i++)
        {
            var ground = tiles.GroundOf(i)!;
            Ring(ground.Outline).EqualsTopologically(tiles.FootprintOf(i)).ShouldBeTrue();
            ground.Whole.Sum(outline => Ring(outline).Area).ShouldBe(tiles.Coverage.Area, 1e-6);
        }

        using var windows = new SlidingWindowDataset(Folder.Original("s_a.tif"), [1], 9);
        var info = windows.Raster.Source.Info;
        var (x, y) = windows.OffsetOf(1234);
        Ring(windows.GroundOf(1234)!.Outline).EqualsTopologically(Thelper.Geo.Shapes.Ring(info.Transform.Extent(x, y, 9, 9))).ShouldBeTrue();
        Ring(windows.GroundOf(1234)!.Whole[0]).EqualsTopologically(info.Footprint()).ShouldBeTrue();
    }

    [Fact]
    public void A_raster_without_a_place_counts_pixels_with_the_first_row_above()
    {
        using var scenes = new SceneFixture();
        var path = Path.Combine(scenes.Folder, "plain.png");
        using (var picture = Torch.torch.zeros([30L, 50L, 3L], Torch.torch.ScalarType.Byte))
        {
            Imaging.ImageCodec.Save(path, picture);
        }

        using var windows = new SlidingWindowDataset(path, [1, 2, 3], 10);
        var ground = windows.GroundOf(0)!;
        ground.System.ShouldBe("pixels");
        Ring(ground.Outline).EnvelopeInternal.ShouldBe(new Envelope(0, 10, -10, 0));
        Ring(ground.Whole[0]).EnvelopeInternal.ShouldBe(new Envelope(0, 50, -30, 0));
    }

    [Fact]
    public void Outlines_of_very_many_corners_are_drawn_with_fewer()
    {
        var ring = Enumerable.Range(0, 50_000).Select(i => i * Math.Tau / 50_000).Select(turn => new Coordinate(1000 * Math.Cos(turn), 1000 * Math.Sin(turn))).ToList();
        var round = new Polygon(new LinearRing([.. ring, ring[0]]));
        var ground = Thelper.Geo.Systems.GroundOutlines.Of(Thelper.Geo.Systems.SpatialReference.OfEpsg(32618), round, Thelper.Geo.Shapes.Box(0, 0, 10, 10));
        ground.Whole[0].Count.ShouldBeLessThan(1000);
        Ring(ground.Whole[0]).Area.ShouldBe(round.Area, round.Area / 100);
    }

    private static List<(double X, double Y)> Corners(IReadOnlyList<double[]> outline) => [.. outline.Skip(1).Select(place => (Math.Round(place[0], 9), Math.Round(place[1], 9)))];

    private static Polygon Ring(IReadOnlyList<double[]> outline) => new(new LinearRing([.. outline.Select(place => new Coordinate(place[0], place[1]))]));

    private sealed record GeoPlace(double X, double Width, double SkewX, double Y, double SkewY, double Height)
    {
        public List<(double X, double Y)> Corners(int left, int top, int width, int height) =>
        [
            .. new[] { (left, top), (left + width, top), (left + width, top + height), (left, top + height) }
                .Select(corner => (Math.Round(X + (Width * corner.Item1) + (SkewX * corner.Item2), 9), Math.Round(Y + (SkewY * corner.Item1) + (Height * corner.Item2), 9))),
        ];
    }
}
