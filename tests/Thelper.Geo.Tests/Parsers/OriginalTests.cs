using System.Text.Json;
using Thelper.Data;
using Thelper.Geo.Parsers;
using Thelper.Geo.Utils;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Geo.Tests.Parsers;

/// <summary>The data sets give what thelper 0.6.2 gave on the same files, bit for bit.</summary>
public sealed class OriginalTests
{
    // The order in which its file system listed them, which is the order in which they lie over each other.
    private static readonly object Rasters = new List<object?> { Folder.Original("s_b.tif"), Folder.Original("s_a.tif") };

    [Fact]
    public void VectorCropDataset()
    {
        using var data = new VectorCropDataset(Rasters, Folder.Original("v.geojson"), pxSize: 10L, srsTarget: 32618L);
        var expected = OriginalAnswers.Of("vectorcrop_utm");
        data.Count.ShouldBe(expected.GetProperty("count").GetInt32());
        Compare(data, expected);
    }

    [Fact]
    public void TileDataset()
    {
        using var folder = new Folder();
        var vectors = folder.Write("v.geojson", File.ReadAllText(Folder.Original("v.geojson")));
        for (var round = 0; round < 2; round++)
        {
            // The second time from what the first one remembers.
            using var data = new TileDataset(Rasters, vectors, 64L, 8L, pxSize: new List<object?> { 10L, 10L }, srsTarget: "EPSG:32618");
            var expected = OriginalAnswers.Of("tile_utm");
            data.Count.ShouldBe(expected.GetProperty("count").GetInt32());
            Compare(data, expected);
        }

        Directory.GetFiles(folder.Root, "*.tiles.json").ShouldHaveSingleItem();
    }

    [Fact]
    public void Parameters_of_Python_functions_may_be_there_without_one()
    {
        using (var data = new VectorCropDataset(Rasters, Folder.Original("v.geojson"), pxSize: 10L, srsTarget: 32618L, cleaner: null, cropper: null))
        {
            data.Count.ShouldBe(OriginalAnswers.Of("vectorcrop_utm").GetProperty("count").GetInt32());
        }

        Should.Throw<GeoException>(() => new VectorCropDataset(Rasters, Folder.Original("v.geojson"), cleaner: "my.module.clean")).Message.ShouldStartWith("cleaner: a Python function");
        Should.Throw<GeoException>(() => new VectorCropDataset(Rasters, Folder.Original("v.geojson"), cropper: "my.module.crop")).Message.ShouldStartWith("cropper: a Python function");
        Should.Throw<GeoException>(() => new TileDataset(Rasters, Folder.Original("v.geojson"), 64L, cleaner: "my.module.clean")).Message.ShouldStartWith("cleaner: a Python function");
    }

    [Fact]
    public void SlidingWindowDataset()
    {
        using var data = new SlidingWindowDataset(Folder.Original("s_a.tif"), [1, 3], 32);
        var expected = OriginalAnswers.Of("sliding");
        data.Count.ShouldBe(expected.GetProperty("count").GetInt32());
        int[] chosen = [0, 1, 129, data.Count - 1];
        for (var i = 0; i < chosen.Length; i++)
        {
            using var sample = data.GetItem(chosen[i], TransformRandom.For(0, 0, 0));
            var wanted = expected.GetProperty("samples")[i];
            ((torch.Tensor)sample["image"]!).ShouldBeArray(wanted.GetProperty("image"));
            ((IReadOnlyList<object?>)sample["center"]!).Select(System.Convert.ToDouble).ShouldBe(wanted.GetProperty("center").Numbers());
        }
    }

    [Fact]
    public void ImageFolderGDataset()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder.File("k"));
        File.Copy(Folder.Original("s_a.tif"), folder.File("k/a.tif"));
        File.Copy(Folder.Original("deg.tif"), folder.File("k/deg.tif"));
        var data = new ImageFolderGDataset(folder.Root);
        var expected = OriginalAnswers.Of("imagefolderg");
        data.Count.ShouldBe(expected.GetProperty("count").GetInt32());
        for (var i = 0; i < data.Count; i++)
        {
            using var sample = data.GetItem(i, TransformRandom.For(0, 0, 0));
            var wanted = expected.GetProperty("samples")[i];
            ((torch.Tensor)sample["image"]!).ShouldBeArray(wanted.GetProperty("image"));
            sample["idx"].ShouldBe((long)i);
            sample["label"].ShouldBe("k");
            ((string)sample["path"]!).ShouldEndWith(wanted.GetProperty("path").GetString()!["../imgs".Length..]);
        }
    }

    [Fact]
    public void Rasters_and_features()
    {
        var (rasters, _) = GeoUtils.ParseRasters([Folder.Original("s_a.tif"), Folder.Original("s_b.tif")]);
        var (turned, _) = GeoUtils.ParseRasters([Folder.Original("rot.tif")]);
        JsonElement[] wanted = [.. OriginalAnswers.Of("parse_rasters").EnumerateArray(), OriginalAnswers.Of("rot_extent")[0]];
        foreach (var (raster, expected) in rasters.Concat(turned).Zip(wanted))
        {
            raster.Geotransform.ShouldBe(expected.GetProperty("geotransform").Transform());
            raster.OffsetGeotransform.ShouldBe(expected.GetProperty("offset_geotransform").Transform());
            raster.Extent.SelectMany(corner => new[] { corner.X, corner.Y }).ShouldBe(expected.GetProperty("extent").EnumerateArray().SelectMany(corner => corner.Numbers()));
            new[] { raster.Skew.X, raster.Skew.Y, raster.Resolution.X, raster.Resolution.Y }.ShouldBe([.. expected.GetProperty("skew").Numbers(), .. expected.GetProperty("resolution").Numbers()]);
            (raster.BandCount, raster.Cols, raster.Rows, (int)raster.DataType).ShouldBe((
                expected.GetProperty("band_count").GetInt32(), expected.GetProperty("cols").GetInt32(), expected.GetProperty("rows").GetInt32(), expected.GetProperty("data_type").GetInt32()));
            raster.LocalRoi.ShouldBeShape(expected.GetProperty("local_roi"));
            raster.TargetRoi.ShouldBeShape(expected.GetProperty("target_roi"));
            raster.ReprojPath.ShouldBeNull();
            raster.Source.Dispose();
        }

        var features = GeoUtils.ParseGeojson(Folder.Original("v.geojson"));
        foreach (var (feature, expected) in features.Zip(OriginalAnswers.Of("parse_geojson").EnumerateArray(), (a, b) => (a, b)))
        {
            feature.Type.ShouldBe(expected.GetProperty("type").GetString());
            feature.Geometry.ShouldBeShape(expected.GetProperty("geometry"));
            feature.Centroid.ShouldBeShape(expected.GetProperty("centroid"));
            new[] { feature.TopLeft.X, feature.TopLeft.Y, feature.BottomRight.X, feature.BottomRight.Y }.ShouldBe([.. expected.GetProperty("tl").Numbers(), .. expected.GetProperty("br").Numbers()]);
            feature.Clipped.ShouldBe(expected.GetProperty("clipped").GetBoolean());
            feature.Properties.ShouldBe(expected.GetProperty("properties").EnumerateObject()
                .Select(entry => KeyValuePair.Create(entry.Name, entry.Value.ValueKind == JsonValueKind.Number ? entry.Value.GetInt64() : (object?)entry.Value.GetString())));
        }

        features.Count.ShouldBe(OriginalAnswers.Of("parse_geojson").GetArrayLength());
    }

    [Fact]
    public void Places_and_rectangles()
    {
        var transform = new Thelper.Geo.Systems.GeoTransform(600000, 10, 1.5, 5040000, 1.2, -10);
        var expected = OriginalAnswers.Of("geocoord");
        var ground = GeoUtils.GetGeocoord(transform, 3, 4);
        new[] { ground.X, ground.Y }.ShouldBe(expected[0].Numbers());
        var pixel = GeoUtils.GetPxcoord(transform, 600040.5, 5039950.25);
        pixel.Column.ShouldBe(expected[1][0].GetDouble(), 1e-9);
        pixel.Row.ShouldBe(expected[1][1].GetDouble(), 1e-9);
        GeoUtils.GetGeoextent(transform, 0, 0, 80, 60).SelectMany(corner => new[] { corner.X, corner.Y }).ShouldBe(expected[2].EnumerateArray().SelectMany(corner => corner.Numbers()));
        var triangle = Shapes.Ring([(3.2, 4.1), (17.9, 5.5), (12.2, 21.7)]);
        FeatureRoi[] found =
        [
            GeoUtils.GetFeatureRoi(triangle, (2, 2)),
            GeoUtils.GetFeatureRoi(triangle, (2, 3), buffer: 1.5),
            GeoUtils.GetFeatureRoi(triangle, (2, 2), cropImageSize: 16),
            GeoUtils.GetFeatureRoi(triangle, (2, 2), cropRealSize: 40),
        ];
        foreach (var (roi, wanted) in found.Zip(OriginalAnswers.Of("feature_roi").EnumerateArray(), (a, b) => (a, b)))
        {
            roi.Polygon.ShouldBeShape(wanted[0]);
            new[] { roi.TopLeft.X, roi.TopLeft.Y, roi.BottomRight.X, roi.BottomRight.Y }.ShouldBe([.. wanted[1].Numbers(), .. wanted[2].Numbers()]);
            (roi.Width, roi.Height).ShouldBe((wanted[3].GetInt32(), wanted[4].GetInt32()));
        }
    }

    private static void Compare(Dataset data, JsonElement expected)
    {
        for (var i = 0; i < data.Count; i++)
        {
            using var sample = data.GetItem(i, TransformRandom.For(0, 0, 0));
            var wanted = expected.GetProperty("samples")[i];
            sample.ShouldBeCrop(wanted);
            if (wanted.TryGetProperty("id", out var id))
            {
                sample["id"].ShouldBe(id.GetInt64());
            }
        }
    }
}
