using NetTopologySuite.Geometries;
using Thelper.Geo.Systems;

namespace Thelper.Geo.Tests.Systems;

/// <summary>Distances on the ground, in metres, whatever the map.</summary>
public class GroundPlaneTests
{
    // A hundredth of a degree to the east and to the north, in metres, by the radii of curvature of WGS 84's ellipsoid.
    [Theory]
    [InlineData(4326, -74, 45, 788.47, 1111.32)]
    [InlineData(3857, -74, 45, 788.47, 1111.32)]
    [InlineData(3857, 25, 60, 558.00, 1114.12)]
    [InlineData(4326, 151, -33, 934.53, 1109.04)]
    [InlineData(32618, -74, 45, 788.47, 1111.32)]
    [InlineData(2263, -74, 40.7, 845.16, 1110.48)]
    [InlineData(3035, 10, 52, 686.78, 1112.67)]
    public void A_metre_is_one_of_the_ground(int epsg, double longitude, double latitude, double eastward, double northward)
    {
        var system = SpatialReference.OfEpsg(epsg);
        using var there = new CoordinateTransform(SpatialReference.Wgs84, system);
        var (here, east, north) = (there.Transform(longitude, latitude), there.Transform(longitude + 0.01, latitude), there.Transform(longitude, latitude + 0.01));
        var plane = GroundPlane.Of(system, here);
        Length(here, east).ShouldBe(eastward, eastward / 100);
        Length(here, north).ShouldBe(northward, northward / 100);

        // Rasters in other systems lie in the same plane.
        using var degrees = new CoordinateTransform(system, SpatialReference.Wgs84);
        var (x, y) = degrees.Transform(here.X, here.Y);
        plane.Lay(Place((x, y)), SpatialReference.Wgs84).Distance(plane.Lay(Place(here), system)).ShouldBe(0, 0.01);

        double Length((double X, double Y) one, (double X, double Y) other) => plane.Lay(Place(one), system).Distance(plane.Lay(Place(other), system));
    }

    [Fact]
    public void A_map_that_is_true_to_scale_is_the_plane_itself()
    {
        var system = SpatialReference.OfEpsg(32618);
        GroundPlane.Of(system, (600000, 5040000)).Lay(Place((600123.5, 5040321.25)), system).Coordinate.ShouldBe(new Coordinate(600123.5, 5040321.25));
    }

    [Fact]
    public void What_lies_nowhere_is_not_measured_against_what_lies_somewhere()
    {
        var (none, placed) = (GroundPlane.Of(null, (0, 0)), GroundPlane.Of(SpatialReference.OfEpsg(32618), (600000, 5040000)));
        none.Lay(Place((3, 4)), null).Distance(none.Lay(Place((0, 0)), null)).ShouldBe(5);
        Should.Throw<GeoException>(() => none.Lay(Place((3, 4)), SpatialReference.Wgs84)).Message.ShouldContain("gdal_edit.py -a_srs");
        Should.Throw<GeoException>(() => placed.Lay(Place((3, 4)), null)).Message.ShouldContain("some have none");
    }

    private static Point Place((double X, double Y) place) => new(place.X, place.Y);
}
