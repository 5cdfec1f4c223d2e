using System.Text.Json;
using NetTopologySuite.Algorithm;
using NetTopologySuite.Geometries;
using Thelper.Geo.Scenes;
using Thelper.Geo.Systems;
using Thelper.Geo.Vectors;

namespace Thelper.Geo.Tests.Scenes;

public class SceneVectorTests
{
    private static readonly VectorFormat[] All = [VectorFormat.GeoJson, VectorFormat.GeoJsonCrs, VectorFormat.GeoPackage, VectorFormat.Shapefile];

    [Fact]
    public void A_building_across_four_tiles_is_one_polygon_with_its_courtyard()
    {
        using var scenes = new SceneFixture();
        var scene = scenes.Write("town.tif", 128, 128, (x, y, band) => (byte)(IsRoof(x, y) ? band == 2 ? 250 : 1 : band == 0 ? 250 : 1));
        var report = SceneFixture.Run("pixels.pt", scene, SceneFixture.Options(scenes.Results, 64, 0, Thelper.Infer.Tiling.WindowBlend.None) with { Vectors = All, Audit = true });
        report.Polygons.ShouldBe(new Dictionary<string, long> { ["water"] = 0, ["roof"] = 1 });
        report.Audit!.RoundTrip.ShouldBe(new Dictionary<string, long> { ["town_polygons.geojson"] = 0, ["town_polygons.crs.geojson"] = 0, ["town_polygons.gpkg"] = 0, ["town_polygons.shp"] = 0 });
        foreach (var (name, system) in new[] { ("town_polygons.gpkg", 32618), ("town_polygons.shp", 32618), ("town_polygons.geojson", 4326) })
        {
            using var layer = VectorLayer.Open(Path.Combine(scenes.Results, name));
            layer.System!.Epsg.ShouldBe(system);
            var feature = layer.Features().ShouldHaveSingleItem();
            var polygon = feature.Geometry.ShouldBeOfType<Polygon>();
            polygon.IsValid.ShouldBeTrue();
            polygon.NumInteriorRings.ShouldBe(1);
            feature.Properties["class"].ShouldBe("roof");
            feature.Properties["pixels"].ShouldBe(40L * 50 - 10 * 10);
            if (system == 32618)
            {
                polygon.EnvelopeInternal.ShouldBe(new Envelope(600020, 600040, 5039955, 5039980));
                polygon.Area.ShouldBe(0.25 * 1900, 1e-6);
            }
        }

        static bool IsRoof(int x, int y) => x is >= 40 and < 80 && y is >= 40 and < 90 && !(x is >= 60 and < 70 && y is >= 60 and < 70);
    }

    // Each in a folder of drafts where the others are still open.
    [Theory]
    [InlineData(VectorFormat.Shapefile, VectorFormat.GeoPackage)]
    [InlineData(VectorFormat.GeoPackage, VectorFormat.Shapefile)]
    [InlineData(VectorFormat.Shapefile, VectorFormat.GeoJsonCrs, VectorFormat.GeoPackage, VectorFormat.GeoJson)]
    public void Formats_in_any_order_have_the_same_polygons(params VectorFormat[] formats)
    {
        using var scenes = new SceneFixture();
        var scene = scenes.Write("town.tif", 64, 64, (x, y, band) => (byte)(x is >= 10 and < 30 && y is >= 10 and < 50 ? band == 2 ? 250 : 1 : band == 0 ? 250 : 1));
        var report = SceneFixture.Run("pixels.pt", scene, SceneFixture.Options(scenes.Results) with { Vectors = formats, Audit = true });
        report.Audit!.RoundTrip.Count.ShouldBe(formats.Length);
        report.Audit.RoundTrip.ShouldAllBe(file => file.Value == 0);
        foreach (var format in formats)
        {
            using var layer = VectorLayer.Open(Path.Combine(scenes.Results, "town_polygons" + SceneVectors.EndingOf(format)));
            layer.Features().ShouldHaveSingleItem().Properties["pixels"].ShouldBe(20L * 40);
        }

        Directory.EnumerateFiles(scenes.Results, "town_polygons.*").Select(Path.GetFileName).ShouldBe(formats.SelectMany(format => SceneVectors.PartsOf(format)).Select(end => "town_polygons" + end), ignoreOrder: true);
    }

    [Fact]
    public void GeoJson_is_in_longitude_and_latitude_counter_clockwise_and_the_originals_form_in_the_scenes_own_system()
    {
        using var scenes = new SceneFixture();

        // A landmark: the corner of zone 18's middle meridian, 75 W, at 45 N: easting 500000, northing 4982950.4.
        var scene = scenes.Write("mark.tif", 64, 64, (x, y, band) => (byte)(x >= 32 && y >= 32 ? band == 2 ? 250 : 1 : band == 0 ? 250 : 1), transform: new(500000 - 320, 10, 0, 4982950.400227 + 320, 0, -10));
        SceneFixture.Run("pixels.pt", scene, SceneFixture.Options(scenes.Results) with { Vectors = All });
        var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(scenes.Results, "mark_polygons.geojson"))).RootElement;
        json.TryGetProperty("crs", out _).ShouldBeFalse();
        var ring = Ring(json);
        Orientation.IsCCW(ring).ShouldBeTrue();
        ring.ShouldContain(place => Math.Abs(place.X + 75) < 1e-9 && Math.Abs(place.Y - 45) < 1e-8);
        var own = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(scenes.Results, "mark_polygons.crs.geojson"))).RootElement;
        own.GetProperty("crs").GetProperty("type").GetString().ShouldBe("EPSG");
        own.GetProperty("crs").GetProperty("properties").GetProperty("code").GetInt32().ShouldBe(32618);
        Ring(own).ShouldContain(place => place.X == 500000 && place.Y == 4982950.400227);

        static Coordinate[] Ring(JsonElement root) => [.. root.GetProperty("features")[0].GetProperty("geometry").GetProperty("coordinates")[0].EnumerateArray().Select(place => new Coordinate(place[0].GetDouble(), place[1].GetDouble()))];
    }

    [Fact]
    public void A_polygon_across_the_meridian_of_180_degrees_is_cut_there()
    {
        using var scenes = new SceneFixture();

        // In UTM zone 1, whose western edge on the equator is at an easting of 166021.
        var scene = scenes.Write("fiji.tif", 64, 64, (x, y, band) => (byte)(x is >= 10 and < 50 && y is >= 10 and < 50 ? band == 2 ? 250 : 1 : band == 0 ? 250 : 1), transform: new(166021 - 320, 10, 0, 1000, 0, -10), epsg: 32601);
        var report = SceneFixture.Run("pixels.pt", scene, SceneFixture.Options(scenes.Results) with { Vectors = [VectorFormat.GeoJson], Audit = true });
        var geometry = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(scenes.Results, "fiji_polygons.geojson"))).RootElement.GetProperty("features")[0].GetProperty("geometry");
        geometry.GetProperty("type").GetString().ShouldBe("MultiPolygon");
        foreach (var part in geometry.GetProperty("coordinates").EnumerateArray())
        {
            var longitudes = part[0].EnumerateArray().Select(place => place[0].GetDouble()).ToList();
            (longitudes.Max() - longitudes.Min()).ShouldBeLessThan(0.01);
            longitudes.ShouldAllBe(longitude => Math.Abs(longitude) <= 180);
        }

        report.Audit!.RoundTrip["fiji_polygons.geojson"].ShouldBe(0);
    }

    [Fact]
    public void Simplified_outlines_have_fewer_corners_and_stay_valid()
    {
        using var scenes = new SceneFixture();
        var scene = scenes.Write("slope.tif", 128, 128, (x, y, band) => (byte)(Math.Abs(x - 64) + Math.Abs(y - 64) < 50 ? band == 2 ? 250 : 1 : band == 0 ? 250 : 1));
        SceneFixture.Run("pixels.pt", scene, SceneFixture.Options(scenes.Results) with { Vectors = [VectorFormat.GeoPackage], Simplify = 1 });
        using var layer = VectorLayer.Open(Path.Combine(scenes.Results, "slope_polygons.gpkg"));
        var polygon = layer.Features().ShouldHaveSingleItem().Geometry;
        polygon.IsValid.ShouldBeTrue();
        polygon.NumPoints.ShouldBeLessThan(20);

        // The second look says what that has changed.
        var disc = scenes.Write("disc.tif", 128, 128, (x, y, band) => (byte)(((x - 64) * (x - 64)) + ((y - 64) * (y - 64)) < 2500 ? band == 2 ? 250 : 1 : band == 0 ? 250 : 1));
        SceneFixture.Run("pixels.pt", disc, SceneFixture.Options(scenes.Results) with { Vectors = [VectorFormat.GeoPackage], Simplify = 8, Audit = true }).Audit!.RoundTrip["disc_polygons.gpkg"].ShouldBeInRange(50, 4000);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(24)]
    public void Objects_are_found_once_wherever_tiles_cut_them_and_stand_on_the_ground(int overlap)
    {
        using var scenes = new SceneFixture();
        (int X, int Y, int Width, int Height, byte Score)[] dots = [(5, 5, 10, 8, 200), (60, 20, 9, 9, 250), (30, 61, 20, 7, 180), (58, 58, 12, 12, 220), (110, 115, 15, 12, 255)];
        var scene = scenes.Write("dots.tif", 128, 128, (x, y, _) => Array.Find(dots, dot => x >= dot.X && x < dot.X + dot.Width && y >= dot.Y && y < dot.Y + dot.Height).Score);
        var options = SceneFixture.Options(scenes.Results, 64, overlap) with { Vectors = [VectorFormat.GeoPackage, VectorFormat.GeoJson], Audit = true };
        var report = SceneFixture.Run("dots.pt", scene, options);
        report.Objects.ShouldBe(new Dictionary<string, long> { ["dot"] = dots.Length });
        report.Pixels.ShouldBeNull();
        using (var layer = VectorLayer.Open(Path.Combine(scenes.Results, "dots_objects.gpkg")))
        {
            var found = layer.Features().Select(feature => (feature.Geometry.EnvelopeInternal, Score: (double)feature.Properties["score"]!)).ToList();
            found.Select(entry => entry.Score).ShouldBe(found.Select(entry => entry.Score).OrderDescending());
            found.Select(entry => entry.EnvelopeInternal).ShouldBe(
                dots.Select(dot => new Envelope(600000 + (dot.X / 2.0), 600000 + ((dot.X + dot.Width) / 2.0), 5040000 - (dot.Y / 2.0), 5040000 - ((dot.Y + dot.Height) / 2.0))), ignoreOrder: true);
        }

        SceneFixture.Run("dots.pt", scene, options with { Folder = scenes.Results + "2", Threshold = 0.9 }).Objects!["dot"].ShouldBe(2);

        // Stopped after any number of windows, the same comes out.
        for (var windows = 1; windows < 3; windows++)
        {
            var again = options with { Folder = scenes.Results + FormattableString.Invariant($"again{windows}") };
            Should.Throw<Thelper.Logging.SessionInterruptedException>(() => SceneFixture.Run("dots.pt", scene, again, SceneFixture.StoppedAfter(windows)));
            SceneFixture.Run("dots.pt", scene, again);
            File.ReadAllBytes(Path.Combine(again.Folder, "dots_objects.geojson")).ShouldBe(File.ReadAllBytes(Path.Combine(scenes.Results, "dots_objects.geojson")));
            File.ReadAllBytes(Path.Combine(again.Folder, "dots_objects.gpkg")).ShouldBe(File.ReadAllBytes(Path.Combine(scenes.Results, "dots_objects.gpkg")));
        }
    }

    [Fact]
    public void A_classifier_gives_each_pixel_the_class_of_the_window_around_it()
    {
        using var scenes = new SceneFixture();
        var report = SceneFixture.Run("patches.pt", SceneFixture.Golden("scene.tif"), SceneFixture.Options(scenes.Results, 9, 0) with { Stride = 1, Batch = 64 });
        var shares = SceneFixture.Read(SceneFixture.Golden("patches_probs.tif")).Values;
        SceneFixture.Differing(scenes.Result("scene_probs.tif").Values, shares, 3e-6f).ShouldBe(0);

        // Where two classes are as likely as each other but for rounding, either is right.
        var margins = shares.Chunk(3).Select(pixel => pixel.OrderDescending().ToArray()).Select(pixel => pixel[0] - pixel[1]).ToArray();
        var (found, expected) = (scenes.Result("scene_class.tif").Values, SceneFixture.Read(SceneFixture.Golden("patches_class.tif")).Values);
        Enumerable.Range(0, found.Length).Where(i => found[i] != expected[i] && !(margins[i] < 1e-5 && shares[3 * i] > 0)).ShouldBeEmpty();
        report.Pixels!.Values.Sum().ShouldBe(130 * 93);
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(8, 4)]
    [InlineData(9, 3)]
    [InlineData(5, 2)]
    public void With_a_stride_the_middle_of_a_window_as_large_as_it_gets_its_class(int size, int stride)
    {
        using var scenes = new SceneFixture();
        var scene = scenes.Write("halves.tif", 64, 48, (x, _, band) => (byte)(x < 32 ? band == 2 ? 250 : 1 : band == 0 ? 250 : 1));
        SceneFixture.Run("patches.pt", scene, SceneFixture.Options(scenes.Results, size, 0) with { Stride = stride });
        var classes = scenes.Result("halves_class.tif").Values;
        var (inset, columns, rows) = ((size / 2) - (stride / 2), ((64 - size) / stride) + 1, ((48 - size) / stride) + 1);
        for (var y = 0; y < 48; y++)
        {
            for (var x = 0; x < 64; x++)
            {
                var (column, row) = ((x - inset) / stride, (y - inset) / stride);
                var inside = x >= inset && y >= inset && column < columns && row < rows;

                // The window's pixels of the left half, and those of the right.
                var left = Math.Clamp(32 - (column * stride), 0, size);
                classes[(y * 64) + x].ShouldBe(!inside ? 0 : 2 * left == size ? classes[(y * 64) + x] : 2 * left > size ? 3 : 1);
            }
        }
    }

    [Theory]
    [InlineData(20, 12, 1)]
    [InlineData(31, 40, 1)]
    [InlineData(70, 12, 2)]
    [InlineData(1, 1, 1)]
    public void A_scene_smaller_than_a_window_is_mirrored_until_it_is_one(int width, int height, int windows)
    {
        using var scenes = new SceneFixture();
        var scene = scenes.Write("small.tif", width, height, (x, y, band) => (byte)(x == 3 && y == 3 ? 0 : band == 2 ? 250 : 1), noData: 0);
        var report = SceneFixture.Run("patches.pt", scene, SceneFixture.Options(scenes.Results, 32, 0) with { Audit = true });
        report.Windows.ShouldBe(new Dictionary<string, long> { ["predicted"] = windows, ["empty"] = 0 });
        var (classes, shares) = (scenes.Result("small_class.tif").Values, scenes.Result("small_probs.tif").Values);
        for (var i = 0; i < classes.Length; i++)
        {
            // As elsewhere, what is less than a window beyond the last one has no class.
            var (x, y) = (i % width, i / width);
            var hasClass = (x, y) != (3, 3) && x < Math.Max(1, width / 32) * 32 && y < Math.Max(1, height / 32) * 32;
            classes[i].ShouldBe(hasClass ? 3 : 0);
            (shares[(3 * i) + 2] > 0).ShouldBe(hasClass);
        }
    }

    [Fact]
    public void A_scene_smaller_than_a_window_of_which_only_the_middle_gets_a_class_is_refused()
    {
        using var scenes = new SceneFixture();
        var scene = scenes.Write("small.tif", 64, 20, (_, _, _) => 100);
        Should.Throw<UserErrorException>(() => SceneFixture.Run("patches.pt", scene, SceneFixture.Options(scenes.Results, 32, 0) with { Stride = 1 })).Message.ShouldBe(
            $"{scene}: has 64 x 20 pixels, less than a window of 32, of which only the middle would get a class (--stride 1): take smaller windows (--tile N, at most 20), or no stride");
        Directory.Exists(scenes.Results).ShouldBeFalse();
    }

    // Longitudes beyond 180 degrees: those of a scene across the meridian, and of one that counts from 0 to 360.
    [Theory]
    [InlineData(179.9977)]
    [InlineData(185)]
    [InlineData(-180.002)]
    public void Polygons_in_longitude_and_latitude_are_compared_with_pixels_however_the_scene_counts(double left)
    {
        using var scenes = new SceneFixture();
        var scene = scenes.Write("east.tif", 60, 40, (x, y, band) => (byte)((x / 7 * 83 * (band + 1)) + (y / 5 * 40)), transform: new(left, 1e-4, 0, -17, 0, -1e-4), epsg: 4326);
        var report = SceneFixture.Run("pixels.pt", scene, SceneFixture.Options(scenes.Results) with { Audit = true, Vectors = [VectorFormat.GeoJson, VectorFormat.GeoPackage] });
        report.Polygons!.Values.Sum().ShouldBeGreaterThan(3);
        report.Audit!.RoundTrip.ShouldAllBe(file => file.Value == 0);
    }
}
