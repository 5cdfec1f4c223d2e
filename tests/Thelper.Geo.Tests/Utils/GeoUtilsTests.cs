using NetTopologySuite.Geometries;
using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;
using Thelper.Geo.Utils;
using Thelper.Geo.Vectors;

namespace Thelper.Geo.Tests.Utils;

/// <summary>The original's functions that no data set here shows by itself.</summary>
public sealed class GeoUtilsTests
{
    [Fact]
    public void A_raster_is_called_after_its_file_up_to_the_first_dot()
    {
        using var folder = new Folder();
        File.Copy(Folder.Original("s_a.tif"), folder.File("scene.2017.tif"));
        var raster = GeoUtils.ParseRasterMetadata(folder.File("scene.2017.tif"), [4, 1]);
        (raster.Name, raster.Format, raster.Reader, raster.Path).ShouldBe(("scene", "DEFAULT", folder.File("scene.2017.tif"), folder.File("scene.2017.tif")));
        raster.Bands.ShouldBe([4, 1]);
        GeoUtils.ParseRasterMetadata(folder.File("scene.2017.tif"), [1], "own").Name.ShouldBe("own");
        Should.Throw<GeoException>(() => GeoUtils.ParseRasterMetadata(folder.File("scene.2017.tif"), [0])).Message.ShouldContain("there is no band 0; it has 4");
        Should.Throw<GeoException>(() => GeoUtils.ParseRasterMetadata(folder.File("scene.2017.tif"), [])).Message.ShouldContain("the bands to read are missing");
        Should.Throw<GeoException>(() => GeoUtils.ParseRasterMetadata(folder.File("other.tif"), [1])).Message.ShouldContain("no such file");
    }

    [Fact]
    public void An_area_is_the_union_of_a_files_features()
    {
        using var folder = new Folder();
        var system = SpatialReference.OfEpsg(32618);
        GeoFeature[] features = [new(null, Shapes.Box(600000, 5039000, 600100, 5039100), new Dictionary<string, object?>()), new(null, Shapes.Box(600050, 5039000, 600200, 5039100), new Dictionary<string, object?>())];
        foreach (var name in new[] { "area.geojson", "area.shp", "area.gpkg" })
        {
            VectorFiles.Write(folder.File(name), features, system);
            var area = GeoUtils.ParseRoi(folder.File(name), system);
            area.Area.ShouldBe(20000, 0.1);
            area.ShouldBeOfType<Polygon>();
        }

        File.Delete(folder.File("area.prj"));
        Should.Throw<GeoException>(() => GeoUtils.ParseRoi(folder.File("area.shp"), system)).Message.ShouldContain("it has no reference system (a shapefile has it in a file .prj)");
    }

    [Fact]
    public void Points_go_from_one_system_to_another_and_back()
    {
        var utm = SpatialReference.Parse(32618);
        var there = GeoUtils.ReprojectCoords([(600000, 5040000), (601000, 5039000)], utm, SpatialReference.Wgs84);
        there[0].X.ShouldBe(-73.72, 0.01);
        there[0].Y.ShouldBe(45.506, 0.01);
        var back = GeoUtils.ReprojectCoords(there, SpatialReference.Parse("4326"), SpatialReference.Parse("EPSG:32618"));
        back[1].X.ShouldBe(601000, 1e-6);
        back[1].Y.ShouldBe(5039000, 1e-6);
        Should.Throw<GeoException>(() => GeoUtils.ReprojectCoords([(600000, 5040000), (1e12, 1e12)], utm, SpatialReference.Wgs84)).Message.ShouldStartWith("EPSG:32618 to EPSG:4326: near (600000, 5040000): ");
        Should.Throw<GeoException>(() => SpatialReference.Parse("http://example.invalid/crs")).Message.ShouldContain("must be an EPSG number");
        Should.Throw<GeoException>(() => SpatialReference.Parse(1.5)).Message.ShouldContain("got 1.5");
        SpatialReference.Parse("+proj=utm +zone=18 +datum=WGS84 +units=m +no_defs").Equals(utm).ShouldBeTrue();
        SpatialReference.Parse(utm.Wkt).ToString().ShouldBe("EPSG:32618");
        (utm.IsProjected, utm.IsGeographic, utm.MetersPerUnit).ShouldBe((true, false, 1.0));
    }

    [Fact]
    public void A_box_around_a_centroid_reaches_as_far_as_asked()
    {
        var square = Shapes.Box(0, 0, 10, 20);
        GeoUtils.GetFeatureBbox(square).ShouldBe(((0, 0), (10, 20)));
        GeoUtils.GetFeatureBbox(square, (2, 3)).ShouldBe(((3, 7), (7, 13)));
        Should.Throw<GeoException>(() => GeoUtils.GetFeatureRoi(square, (1, 1), cropImageSize: 3, cropRealSize: 3)).Message.ShouldContain("not in both");

        // In a turned grid all corners lie in the rectangle.
        var turned = GeoUtils.GetFeatureRoi(square, (2, 2), (1, -1));
        turned.Polygon.Covers(square).ShouldBeTrue();
        Should.Throw<GeoException>(() => GeoUtils.GetPxcoord(new GeoTransform(0, 1, 1, 0, 1, 1), 1, 1)).Message.ShouldContain("has no inverse");
    }

    [Fact]
    public void A_crop_is_filled_with_no_data_where_the_raster_is_not()
    {
        using var source = Raster.Open(Folder.Golden("rasters", "north_up.tif"));
        using var target = RasterFiles.InMemory(new(20, 4, 2, RasterType.UInt16) { Transform = new(599950, 10, 0, 5040020, 0, -10), System = source.Info.System });
        GeoUtils.ReprojectCrop(source, target, fillNoData: true);
        using var values = target.Read(target.Info.Window);
        using var own = source.Read(new(0, 0, 15, 2));
        using var inside = values.narrow(0, 2, 2);
        using var there = inside.narrow(1, 5, 15);
        using var packed = there.contiguous();
        packed.bytes.SequenceEqual(own.bytes).ShouldBeTrue();
        values.DataSpan<int>()[..40].ToArray().ShouldAllBe(value => value == 7);
    }
}
