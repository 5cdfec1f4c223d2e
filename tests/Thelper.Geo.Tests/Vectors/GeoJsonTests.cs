using System.Text;
using System.Text.Json;
using NetTopologySuite.Geometries;
using Thelper.Geo.Systems;
using Thelper.Geo.Utils;
using Thelper.Geo.Vectors;

namespace Thelper.Geo.Tests.Vectors;

/// <summary>GeoJSON as files have it, good and bad.</summary>
public sealed class GeoJsonTests
{
    private const string Square = "[[600000, 5039000], [600100, 5039000], [600100, 5039100], [600000, 5039100], [600000, 5039000]]";

    [Theory]
    [InlineData("""{"type": "EPSG", "properties": {"code": 32618}}""", 32618)]
    [InlineData("""{"type": "epsg", "properties": {"code": "32618"}}""", 32618)]
    [InlineData("""{"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::32618"}}""", 32618)]
    [InlineData("""{"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}""", 4326)]
    [InlineData("""{"type": "name", "properties": {"name": "EPSG:2959"}}""", 2959)]
    public void A_file_names_its_system(string crs, int epsg)
    {
        using var body = JsonDocument.Parse($$"""{"crs": {{crs}}}""");
        GeoJson.SystemOf(body.RootElement, "test").ShouldBe(SpatialReference.OfEpsg(epsg));
        using var other = JsonDocument.Parse($$"""{"srs": {{crs}}}""");
        GeoJson.SystemOf(other.RootElement, "test").ShouldBe(SpatialReference.OfEpsg(epsg));
    }

    [Fact]
    public void Metres_in_a_file_that_names_no_system_are_said_to_be_no_degrees()
    {
        using var folder = new Folder();
        folder.Write("metres.geojson", """{"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [[[600100, 5039200], [600400, 5039200], [600400, 5039500], [600100, 5039200]]]}}""");
        var message = Should.Throw<GeoException>(() => GeoUtils.ParseGeojson(folder.File("metres.geojson"), SpatialReference.OfEpsg(32618))).Message;
        message.ShouldStartWith($"{folder.File("metres.geojson")}: feature 0");
        message.ShouldContain("\"crs\"");
    }

    [Fact]
    public void Without_a_name_it_is_longitude_and_latitude()
    {
        var document = Parse($"[{Feature("""[[[-73.6, 45.5], [-73.5, 45.5], [-73.5, 45.6], [-73.6, 45.5]]]""")}]", crs: null);
        (document.NamesSystem, document.System.Epsg).ShouldBe((false, 4326));
        var inUtm = GeoUtils.ParseGeojson(document, "test", SpatialReference.OfEpsg(32618)).ShouldHaveSingleItem();
        inUtm.TopLeft.X.ShouldBe(609352, 1500);
        inUtm.TopLeft.Y.ShouldBe(5039500, 1500);
    }

    [Fact]
    public void Holes_are_kept_and_written_with_the_clock()
    {
        var holed = Parse($"[{Feature($"[{Square}, [[600020, 5039020], [600040, 5039020], [600040, 5039040], [600020, 5039040], [600020, 5039020]]]")}]").Features[0].Geometry.ShouldBeOfType<Polygon>();
        (holed.NumInteriorRings, holed.Area).ShouldBe((1, 9600.0));
        foreach (var asOriginal in new[] { false, true })
        {
            var text = GeoJsonWriter.Text([new GeoFeature(null, holed, new Dictionary<string, object?>())], SpatialReference.OfEpsg(32618), asOriginal);
            var written = (Polygon)GeoJson.Parse(Encoding.UTF8.GetBytes(text), "written").Features[0].Geometry;
            (((LinearRing)written.ExteriorRing).IsCCW, ((LinearRing)written.GetInteriorRingN(0)).IsCCW).ShouldBe((true, false));
        }
    }

    [Fact]
    public void A_system_that_nobody_knows_is_refused_with_a_way_out() =>
        Should.Throw<GeoException>(() => Parse("[]", """{"type": "link", "properties": {"href": "http://example.invalid"}}""")).Message.ShouldContain("""write it as "crs": {"type": "EPSG",""");

    [Fact]
    public void Rings_that_run_the_wrong_way_or_are_open_are_the_same_polygon()
    {
        var right = GeoUtils.ParseGeojson(Parse($"[{Feature($"[{Square}]")}]"), "test")[0].Geometry;
        var wrong = GeoUtils.ParseGeojson(Parse($"[{Feature("[[[600000, 5039000], [600000, 5039100], [600100, 5039100], [600100, 5039000], [600000, 5039000]]]")}]"), "test")[0].Geometry;
        var open = GeoUtils.ParseGeojson(Parse($"[{Feature("[[[600000, 5039000], [600100, 5039000], [600100, 5039100], [600000, 5039100]]]")}]"), "test")[0].Geometry;
        wrong.EqualsTopologically(right).ShouldBeTrue();
        open.EqualsTopologically(right).ShouldBeTrue();
        foreach (var geometry in new[] { right, wrong })
        {
            var text = GeoJsonWriter.Text([new GeoFeature(null, geometry, new Dictionary<string, object?>())], SpatialReference.OfEpsg(32618));
            var written = GeoJson.Parse(Encoding.UTF8.GetBytes(text), "written").Features[0].Geometry;
            ((LinearRing)((Polygon)written).ExteriorRing).IsCCW.ShouldBeTrue();
            written.Coordinate.X.ShouldBe(-73.7, 0.2);
        }
    }

    [Fact]
    public void A_polygon_that_crosses_itself_is_refused_mended_or_left_out()
    {
        var bow = Parse($"[{Feature($"[{Square}]")}, {Feature("[[[600000, 5039000], [600100, 5039100], [600100, 5039000], [600000, 5039100], [600000, 5039000]]]")}]");
        var message = Should.Throw<GeoException>(() => GeoUtils.ParseGeojson(bow, "waters.geojson")).Message;
        message.ShouldStartWith("waters.geojson: feature 1 is no valid polygon: ");
        message.ShouldContain("(600050, 5039050)");
        message.ShouldContain("\"invalid_geometry\" to \"fix\"");
        var mended = GeoUtils.ParseGeojson(bow, "test", options: new() { Invalid = FeatureOptions.Fix });
        mended.Count.ShouldBe(2);
        mended[1].Geometry.IsValid.ShouldBeTrue();
        mended[1].Geometry.Area.ShouldBe(5000, 1e-6);
        GeoUtils.ParseGeojson(bow, "test", options: new() { Invalid = FeatureOptions.Skip }).Count.ShouldBe(1);
    }

    [Fact]
    public void Features_without_a_geometry_are_counted_and_left_out()
    {
        var document = Parse($$"""[{"type": "Feature", "properties": {}, "geometry": null}, {{Feature($"[{Square}]")}}]""");
        document.WithoutGeometry.ShouldBe([0]);
        document.Features.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""[{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}}]""", "feature 0: a list of at least 3 points is needed, got 2")]
    [InlineData("""[{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[0, 0], ["x", 1], [2, 2], [0, 0]]]}}]""", "a point is a list of two numbers")]
    [InlineData("""[{"type": "Feature", "geometry": {"type": "Sphere", "coordinates": []}}]""", "no geometry of the type 'Sphere'")]
    [InlineData("""[{"type": "Feature", "geometry": 5}]""", "feature 0: its geometry is no object: 5")]
    [InlineData("""[{"type": "Feature", "geometry": "POINT (1 2)"}]""", "feature 0: its geometry is no object")]
    [InlineData("""[{"type": "Feature", "geometry": {"type": "GeometryCollection", "geometries": [null]}}]""", "feature 0: its geometry is no object: null")]
    [InlineData("""[17]""", "feature 0: a Feature is needed")]
    [InlineData("""[{"type": "Feature", "geometry": {"type": "Point", "coordinates": [1, 2]}}]""", "is a Point; polygons and multi-polygons are used here")]
    public void Mistakes_are_named_with_their_feature(string features, string message) =>
        Should.Throw<GeoException>(() => GeoUtils.ParseGeojson(Parse(features), "test.geojson")).Message.ShouldContain(message);

    [Theory]
    [InlineData("\\ud800", "name")]
    [InlineData("\xff", "name")]
    [InlineData("x", "\\udc00")]
    public void Texts_that_are_no_Unicode_are_refused(string text, string key) =>
        Should.Throw<GeoException>(() => GeoJson.Parse(
            Encoding.Latin1.GetBytes($$$"""{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"{{{key}}}": "{{{text}}}"}, "geometry": {"type": "Polygon", "coordinates": [{{{Square}}}]}}]}"""), "test.geojson"))
            .Message.ShouldStartWith("test.geojson: this is no GeoJSON: ");

    [Fact]
    public void Features_outside_of_the_area_are_left_out_and_cut_as_asked()
    {
        var document = Parse($"[{Feature($"[{Square}]")}]");
        var roi = Shapes.Box(600050, 5038000, 601000, 5040000);
        GeoUtils.ParseGeojson(document, "test", null, new() { Roi = roi }).ShouldBeEmpty();
        var whole = GeoUtils.ParseGeojson(document, "test", null, new() { Roi = roi, AllowOutlying = true }).ShouldHaveSingleItem();
        (whole.Clipped, whole.Geometry.Area).ShouldBe((false, 10000.0));
        var cut = GeoUtils.ParseGeojson(document, "test", null, new() { Roi = roi, AllowOutlying = true, ClipOutlying = true }).ShouldHaveSingleItem();
        (cut.Clipped, cut.Geometry.Area, cut.TopLeft.X, cut.Centroid.X).ShouldBe((true, 5000.0, 600000.0, 600050.0));
    }

    private static string Feature(string rings) => $$$"""{"type": "Feature", "properties": {"a": 1}, "geometry": {"type": "Polygon", "coordinates": {{{rings}}}}}""";

    private static GeoJsonDocument Parse(string features, string? crs = """{"type": "EPSG", "properties": {"code": 32618}}""") =>
        GeoJson.Parse(Encoding.UTF8.GetBytes($$"""{"type": "FeatureCollection", {{(crs is null ? "" : $"\"crs\": {crs},")}} "features": {{features}}}"""), "test.geojson");
}
