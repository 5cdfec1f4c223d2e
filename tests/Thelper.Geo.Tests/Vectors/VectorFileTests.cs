using NetTopologySuite.Geometries;
using Thelper.Geo.Systems;
using Thelper.Geo.Vectors;
using Thelper.Torch;

namespace Thelper.Geo.Tests.Vectors;

/// <summary>Vectors that are written come back; geometries that are drawn and outlined, too.</summary>
public sealed class VectorFileTests
{
    [Theory]
    [InlineData("waters.gpkg", 32618)]
    [InlineData("waters.shp", 32618)]
    [InlineData("waters.geojson", 4326)]
    public void What_is_written_comes_back_in_its_system(string name, int epsg)
    {
        using var folder = new Folder();
        var document = GeoJson.Read(Folder.Original("v.geojson"));
        VectorFiles.Write(folder.File(name), document.Features, document.System);
        IReadOnlyList<GeoFeature> found;
        SpatialReference system;
        if (name.EndsWith(".geojson", StringComparison.Ordinal))
        {
            var again = GeoJson.Read(folder.File(name));
            (found, system) = (again.Features, again.System);
        }
        else
        {
            using var layer = VectorLayer.Open(folder.File(name));
            layer.Fields.ShouldBe(["OBJECTID", "name", "TYPECE"]);
            (found, system) = ([.. layer.Features()], layer.System!);
        }

        system.Epsg.ShouldBe(epsg);
        using var transform = new CoordinateTransform(system, document.System);
        found.Count.ShouldBe(document.Features.Count);
        foreach (var (before, after) in document.Features.Zip(found))
        {
            transform.Transform(after.Geometry).Symmetrical(before.Geometry).ShouldBeLessThan(1e-3 * before.Geometry.Area);
            after.Properties.ShouldBe(before.Properties);
        }

        Directory.GetFiles(folder.Root, "*.part").ShouldBeEmpty();
    }

    [Fact]
    public void A_GeoPackage_whose_features_did_not_come_to_the_disk_is_not_put_in_its_place()
    {
        using var folder = new Folder();
        var path = folder.File("unfinished.gpkg");
        var document = GeoJson.Read(Folder.Original("v.geojson"));

        // As good as a disk that fails: SQLite cannot end what it has begun.
        var features = new Meddling<GeoFeature>(document.Features, () =>
        {
            foreach (var journal in Directory.GetDirectories(Path.GetTempPath(), "thelper-vector-*").Select(drafts => Path.Combine(drafts, "unfinished.gpkg-journal")))
            {
                if (File.Exists(journal))
                {
                    File.Delete(journal);
                }
            }
        });
        Should.Throw<GeoException>(() => VectorFiles.Write(path, features, document.System)).Message.ShouldStartWith($"{path}: ");
        Directory.GetFiles(folder.Root).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("TIN Z (((0 0 0, 0 0 1, 0 1 0, 0 0 0)))")]
    public void Geometries_that_only_GDAL_holds_are_named(string shape)
    {
        using var folder = new Folder();
        using var layer = VectorLayer.Open(folder.Write("shapes.csv", $"WKT,name\n\"POLYGON ((0 0, 1 1, 1 0, 0 0))\",a\n\"{shape}\",b\n"));
        Should.Throw<GeoException>(() => layer.Features().ToList()).Message.ShouldStartWith($"{folder.File("shapes.csv")}: feature 1: its geometry cannot be used: ");
    }

    [Fact]
    public void A_layer_is_read_where_one_looks()
    {
        using var folder = new Folder();
        var document = GeoJson.Read(Folder.Original("v.geojson"));
        VectorFiles.Write(folder.File("waters.gpkg"), document.Features, document.System);
        using var layer = VectorLayer.Open(folder.File("waters.gpkg"), name: "waters");
        layer.Features(new Envelope(600200, 600600, 5039300, 5039700)).Select(feature => feature.Properties["name"]).ShouldBe(["A"]);
        Should.Throw<GeoException>(() => VectorLayer.Open(folder.File("waters.gpkg"), 3)).Message.ShouldContain("there is no layer 3; it has 1: waters");
        Should.Throw<GeoException>(() => VectorFiles.Write(folder.File("waters.kml"), document.Features, document.System)).Message.ShouldContain("the ending says the format");
    }

    [Fact]
    public void Arcs_are_read_as_many_short_lines()
    {
        using var folder = new Folder();
        var path = folder.Write("round.csv", "WKT,name\n\"CURVEPOLYGON(CIRCULARSTRING(-10 0,0 10,10 0,0 -10,-10 0))\",disc\n");
        using var layer = VectorLayer.Open(path);
        var disc = layer.Features().ShouldHaveSingleItem().Geometry.ShouldBeOfType<Polygon>();
        disc.NumPoints.ShouldBeGreaterThan(40);
        disc.Area.ShouldBe(100 * Math.PI, 1);
    }

    [Theory]
    [InlineData("mixed.gpkg")]
    [InlineData("mixed.shp")]
    public void Properties_of_several_types_become_the_one_that_holds_all(string name)
    {
        using var folder = new Folder();
        GeoFeature Of(object? a, object? b, object? c) => new(null, Shapes.Box(0, 0, 1, 1), new Dictionary<string, object?> { ["a"] = a, ["b"] = b, ["c"] = c });
        VectorFiles.Write(folder.File(name), [Of(1L, "x", null), Of(2.5, 3L, true), Of(4L, null, null)], SpatialReference.OfEpsg(32618));
        using var layer = VectorLayer.Open(folder.File(name));
        var found = layer.Features().ToList();
        found.Select(feature => feature.Properties["a"]).ShouldBe([1.0, 2.5, 4.0]);
        found.Select(feature => feature.Properties["b"]).ShouldBe(["x", "3", null]);
        found.Select(feature => feature.Properties["c"]).ShouldBe([null, 1L, null]);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(45, 1)]
    [InlineData(90, -1)]
    public void Outlines_that_are_drawn_again_are_the_same_pixels(int degrees, int height)
    {
        var (sin, cos) = Math.SinCos(degrees * Math.PI / 180);
        var transform = degrees == 90
            ? new GeoTransform(600000, 0, 10, 5040000, 10, 0)
            : new GeoTransform(600000, 10 * cos, -10 * sin * height, 5040000, 10 * sin, 10 * cos * height);
        var random = new System.Random(degrees);
        using var map = torch.zeros([37, 29], torch.uint8);
        foreach (ref var value in map.DataSpan<byte>())
        {
            value = (byte)random.Next(3);
        }

        using var some = map.ne(0);
        using var mask = some.to(torch.uint8);
        var areas = Rasterizer.Outline(map, transform, mask);
        areas.ShouldAllBe(area => area.Value > 0 && area.Shape.IsValid && !area.Shape.IsEmpty);
        areas.Sum(area => area.Shape.Area).ShouldBe(mask.DataSpan<byte>().ToArray().Sum(value => value) * 100.0, 1e-3);
        using var drawn = Rasterizer.Draw([.. areas.Select(area => ((Geometry)area.Shape, (double)area.Value))], 37, 29, transform);
        drawn.bytes.SequenceEqual(map.bytes).ShouldBeTrue();
    }

    [Fact]
    public void A_pixel_belongs_to_a_polygon_that_covers_its_centre_or_touches_it_as_asked()
    {
        var transform = new GeoTransform(0, 1, 0, 0, 0, 1);
        var small = Shapes.Box(2.1, 1.1, 2.4, 1.4);
        using var centres = Rasterizer.Draw([(small, 1)], 4, 5, transform);
        centres.DataSpan<byte>().ToArray().ShouldAllBe(value => value == 0);
        using var touched = Rasterizer.Draw([(small, 7)], 4, 5, transform, allTouched: true, fill: 3);
        var values = touched.DataSpan<byte>().ToArray();
        (values[7], values.Count(value => value == 3)).ShouldBe(((byte)7, 19));
    }

    // Does something after each one that is asked for.
    private sealed class Meddling<T>(IReadOnlyList<T> items, Action meddle) : IReadOnlyList<T>
    {
        public int Count => items.Count;

        public T this[int index] => items[index];

        public IEnumerator<T> GetEnumerator()
        {
            foreach (var item in items)
            {
                yield return item;
                meddle();
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

/// <summary>How much two geometries differ.</summary>
internal static class GeometryDifference
{
    /// <summary>The area that only one of them has.</summary>
    public static double Symmetrical(this Geometry one, Geometry other) => one.SymmetricDifference(other).Area;
}
