using NetTopologySuite.Algorithm.Locate;
using NetTopologySuite.Geometries;
using Thelper.Geo.Scenes;
using Thelper.Geo.Systems;
using Thelper.Geo.Vectors;

namespace Thelper.Geo.Tests.Scenes;

/// <summary>Polygons in longitude and latitude: wherever a scene lies and however large it is, the middle of each pixel is in a polygon of its class and in no other.</summary>
public class ScenePlacesTests
{
    private const double Nearly = 1e-6;

    public static TheoryData<string, int, int, int, double[]> Places => new()
    {
        // 110 km from west to east, whose sides are two pixels off what is straight in degrees, and the same turned.
        { "wide", 32618, 1100, 12, [500000, 100, 0, 6000000, 0, -100] },
        { "turned", 32618, 1100, 12, [500000, 90, 40, 6000000, 40, -90] },
        { "south", 32718, 12, 1100, [300000, 100, 0, 4000000, 0, -100] },

        // A pole at a corner of four pixels, in a pixel's middle, and at a corner of the scene.
        { "corner", 3031, 40, 40, [-20000, 1000, 0, 20000, 0, -1000] },
        { "middle", 3413, 41, 41, [-20500, 1000, 0, 20500, 0, -1000] },
        { "edge", 3413, 40, 40, [0, 1000, 0, 20000, 0, -1000] },
        { "beside", 3031, 60, 20, [-30000, 1000, 0, -2000, 0, -1000] },

        // Across the meridian of 180 degrees, and beyond it in degrees.
        { "fiji", 32601, 60, 40, [164000, 100, 0, 1000, 0, -100] },
        { "degrees", 4326, 50, 30, [178, 0.1, 0, 5, 0, -0.1] },
    };

    [Theory]
    [MemberData(nameof(Places))]
    public void Each_pixel_is_in_a_polygon_of_its_class_alone(string name, int epsg, int width, int height, double[] numbers)
    {
        using var scenes = new SceneFixture();

        // Dots, one pixel from the edges too, and a cross: the rest has them as holes.
        var scene = scenes.Write(name + ".tif", width, height, (x, y, band) => (byte)(ClassOf(x, y) == band ? 250 : 1), transform: GeoTransform.Of(numbers), epsg: epsg);
        SceneFixture.Run("pixels.pt", scene, SceneFixture.Options(scenes.Results, 64, 0) with { Shares = false, Vectors = [VectorFormat.GeoJson], PolygonClasses = ["ground", "water", "roof"] });
        var classes = scenes.Result(name + "_class.tif").Values;
        var polygons = GeoJson.Read(Path.Combine(scenes.Results, name + "_polygons.geojson")).Features
            .Select(feature => (feature.Geometry, Locator: new IndexedPointInAreaLocator(feature.Geometry), Number: Convert.ToInt32(feature.Properties["number"], System.Globalization.CultureInfo.InvariantCulture))).ToList();
        polygons.ShouldAllBe(entry => entry.Geometry.IsValid && entry.Geometry.EnvelopeInternal.MinX >= -180 && entry.Geometry.EnvelopeInternal.MaxX <= 180);
        using var toDegrees = new CoordinateTransform(SpatialReference.OfEpsg(epsg), SpatialReference.Wgs84);
        var transform = GeoTransform.Of(numbers);
        var wrong = new List<string>();
        for (var i = 0; i < classes.Length; i++)
        {
            var (x, y) = transform.ToGround((i % width) + 0.5, (i / width) + 0.5);
            var (longitude, latitude) = toDegrees.Transform(x, y);

            // A pixel's middle may be the pole, which has any longitude, or lie on the meridian where polygons are cut.
            var at = new Coordinate(
                Math.Clamp(Math.IEEERemainder(longitude, 360), -180 + Nearly, 180 - Nearly), Math.Abs(latitude) > 90 - Nearly ? Math.CopySign(89.9999, latitude) : latitude);
            var found = polygons.Where(entry => entry.Geometry.EnvelopeInternal.Contains(at) && entry.Locator.Locate(at) == Location.Interior).Select(entry => entry.Number).ToList();
            if (found is not [var only] || only != classes[i])
            {
                wrong.Add(FormattableString.Invariant($"{i % width}, {i / width}: {classes[i]} is [{string.Join(", ", found)}]"));
            }
        }

        wrong.ShouldBeEmpty();

        int ClassOf(int x, int y) => x == width / 2 || y == height / 2 ? 1 : x % 5 == 1 && y % 4 == 1 ? 2 : 0;
    }
}
