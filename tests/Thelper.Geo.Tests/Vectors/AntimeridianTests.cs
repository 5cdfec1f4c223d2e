using System.Text;
using NetTopologySuite.Geometries;
using Thelper.Geo.Systems;
using Thelper.Geo.Utils;
using Thelper.Geo.Vectors;

namespace Thelper.Geo.Tests.Vectors;

/// <summary>Polygons in longitude and latitude, across the meridian of 180 degrees, around a pole, and around nearly the whole globe.</summary>
public class AntimeridianTests
{
    [Fact]
    public void What_was_cut_at_the_meridian_is_one_polygon_again_in_a_map_without_it()
    {
        var cut = GeoJson.Parse(Encoding.UTF8.GetBytes("""
            {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry": {"type": "MultiPolygon", "coordinates": [
                [[[179.99, 50], [180, 50], [180, 50.02], [179.99, 50.02], [179.99, 50]]], [[[-180, 50], [-179.98, 50], [-179.98, 50.02], [-180, 50.02], [-180, 50]]]]}}]}
            """), "cut");
        var joined = GeoUtils.ParseGeojson(cut, "cut", SpatialReference.OfEpsg(32660)).ShouldHaveSingleItem().Geometry.ShouldBeOfType<Polygon>();
        joined.IsValid.ShouldBeTrue();
        joined.Area.ShouldBe(2152.0 * 2224, 2152 * 2224 * 0.01);

        // Parts that share a side where they come from are a mistake.
        var touching = GeoJson.Parse(Encoding.UTF8.GetBytes("""
            {"type": "Feature", "properties": {}, "geometry": {"type": "MultiPolygon", "coordinates": [[[[9, 50], [9.1, 50], [9.1, 50.1], [9, 50]]], [[[9.1, 50], [9.2, 50], [9.1, 50.1], [9.1, 50]]]]}}
            """), "touching");
        Should.Throw<GeoException>(() => GeoUtils.ParseGeojson(touching, "touching", SpatialReference.OfEpsg(32632))).Message.ShouldContain("is no valid polygon");
    }

    [Fact]
    public void A_polygon_around_most_of_the_globe_stays_as_it_is()
    {
        // In degrees, and in Mercator's map: 340 degrees of longitude that do not cross the meridian.
        var world = Shapes.Box(-170, -50, 170, 60);
        Written(world, SpatialReference.Wgs84).EqualsTopologically(world).ShouldBeTrue();
        using var mercator = new CoordinateTransform(SpatialReference.Wgs84, SpatialReference.OfEpsg(3857));
        var again = Written(mercator.Transform(world), SpatialReference.OfEpsg(3857));
        again.SymmetricDifference(world).Area.ShouldBe(0, 1e-6);
    }

    [Fact]
    public void Longitudes_beyond_180_are_turned_back()
    {
        // A scene from 170 to 190 degrees, with a hole on the other side.
        var ring = Shapes.Factory.CreatePolygon(
            (LinearRing)Shapes.Box(170, -10, 190, 10).ExteriorRing, [(LinearRing)Shapes.Box(182, -5, 188, 5).ExteriorRing]);
        var written = Written(ring, SpatialReference.Wgs84);
        written.IsValid.ShouldBeTrue();
        written.Area.ShouldBe(ring.Area, 1e-9);
        written.EnvelopeInternal.ShouldBe(new Envelope(-180, 180, -10, 10));
        written.Contains(new Point(175, 0)).ShouldBeTrue();
        written.Contains(new Point(-179, 0)).ShouldBeTrue();
        written.Contains(new Point(-175, 0)).ShouldBeFalse("it is in the hole");
        written.Contains(new Point(0, 0)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(3413, 90)]
    [InlineData(3031, -90)]
    public void A_polygon_around_a_pole_has_the_pole_in_it(int epsg, int pole)
    {
        var system = SpatialReference.OfEpsg(epsg);
        var around = Shapes.Factory.CreatePolygon(
            (LinearRing)Shapes.Box(-1_000_000, -800_000, 1_200_000, 900_000).ExteriorRing, [(LinearRing)Shapes.Box(300_000, 300_000, 500_000, 600_000).ExteriorRing]);
        var written = Written(around, system);
        written.IsValid.ShouldBeTrue();
        written.EnvelopeInternal.MinX.ShouldBe(-180);
        written.EnvelopeInternal.MaxX.ShouldBe(180);
        using var degrees = new CoordinateTransform(system, SpatialReference.Wgs84);
        for (var longitude = -175; longitude < 180; longitude += 10)
        {
            written.Covers(new Point(longitude, pole * 0.9999)).ShouldBeTrue();
            written.Covers(new Point(longitude, pole * 0.8)).ShouldBeFalse();
        }

        var (x, y) = degrees.Transform(400_000, 450_000);
        written.Covers(new Point(x, y)).ShouldBeFalse("it is in the hole");
    }

    [Theory]
    [InlineData(3413, 90)]
    [InlineData(3031, -90)]
    public void A_polygon_with_a_corner_at_a_pole_is_what_it_is_on_the_map(int epsg, int pole)
    {
        var system = SpatialReference.OfEpsg(epsg);
        var triangle = Shapes.Ring([(0, 0), (1_500_000, 200_000), (900_000, 1_300_000)]);
        var written = Written(triangle, system);
        written.IsValid.ShouldBeTrue();
        using var degrees = new CoordinateTransform(system, SpatialReference.Wgs84);
        for (var turn = 0; turn < 360; turn += 15)
        {
            // 150 km from the pole, where sides are still nearly straight in degrees.
            var (x, y) = (150_000 * Math.Cos(turn * Math.PI / 180), 150_000 * Math.Sin(turn * Math.PI / 180));
            var (longitude, latitude) = degrees.Transform(x, y);
            written.Covers(new Point(longitude, latitude)).ShouldBe(triangle.Covers(new Point(x, y)), $"{turn} degrees of {pole}");
        }
    }

    [Fact]
    public void Several_polygons_are_cut_each()
    {
        var system = SpatialReference.OfEpsg(32601);
        var both = Shapes.Factory.CreateMultiPolygon([Shapes.Box(165_000, 0, 167_000, 1000), Shapes.Box(180_000, 0, 181_000, 1000)]);
        var written = Written(both, system);
        written.NumGeometries.ShouldBe(3);
        using var back = new CoordinateTransform(SpatialReference.Wgs84, system);
        var again = back.Transform(written);
        again.Area.ShouldBe(both.Area, both.Area * 1e-6);
    }

    private static Geometry Written(Geometry geometry, SpatialReference system) => GeoJson.Parse(
        Encoding.UTF8.GetBytes(GeoJsonWriter.Text([new GeoFeature(null, geometry, new Dictionary<string, object?>())], system)), "test").Features.ShouldHaveSingleItem().Geometry;
}
