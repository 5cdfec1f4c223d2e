using System.Text.Json;
using Thelper.Data.Loading;
using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;
using Thelper.Geo.Testbed15;
using Thelper.Geo.Utils;
using Thelper.Geo.Vectors;
using Thelper.Imaging.Transforms;
using Thelper.Metrics;
using Thelper.Metrics.Outputs;
using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Geo.Tests;

/// <summary>The OGC's Testbed-15: lakes among waters.</summary>
public sealed class Testbed15Tests : IDisposable
{
    private readonly Folder folder = new();

    public Testbed15Tests()
    {
        using var raster = RasterFiles.Create(folder.File("lidar.tif"), new(300, 160, 1, RasterType.Float32) { Transform = new(600000, 10, 0, 5040000, 0, -10), System = SpatialReference.OfEpsg(32618) });
        using var values = torch.zeros([160, 300, 1], torch.ScalarType.Float32);
        for (var i = 0; i < 48000; i++)
        {
            values.DataSpan<float>()[i] = i;
        }

        raster.Write(raster.Info.Window, values);
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_sample_is_lidar_waters_and_distance_with_the_boxes_of_lakes()
    {
        using var data = Data();
        var task = data.Task.ShouldBeOfType<Detection>();
        (task.InputKey, task.BBoxesKey, task.Background).ShouldBe(("input", "bboxes", 0));
        task.ClassNames.ShouldBe(["background", "lake"]);
        for (var i = 0; i < data.Count; i++)
        {
            using var sample = data.GetItem(i, TransformRandom.For(0, 0, i));
            var input = (torch.Tensor)sample["input"]!;
            var hydro = (torch.Tensor)sample["hydro"]!;
            (input.dtype, input.shape[2]).ShouldBe((torch.ScalarType.Float32, 3L));
            var (height, width) = (input.shape[0], input.shape[1]);
            var numbers = input.DataSpan<float>();
            var mask = hydro.DataSpan<byte>().ToArray();
            for (var p = 0; p < mask.Length; p++)
            {
                numbers[(p * 3) + 1].ShouldBe(mask[p]);
                (numbers[(p * 3) + 2] < 0).ShouldBe(mask[p] == 1);
                (Math.Abs(numbers[(p * 3) + 2]) >= 10).ShouldBeTrue("the next pixel is 10 m away");
            }

            var boxes = ((IReadOnlyList<object?>)sample["bboxes"]!).Cast<BoundingBox>().ToList();
            boxes.ShouldAllBe(box => Equals(box.ClassId, 1L) && !box.IncludeMargin && Equals(box.ImageId, sample["id"]));

            // All waters of a box are in the mask: its edges are where the lake's are.
            foreach (var box in boxes)
            {
                (box.Left >= 0 && box.Top >= 0 && box.Right <= width && box.Bottom <= height).ShouldBeTrue();
                var row = (int)((box.Top + box.Bottom) / 2);
                Enumerable.Range((int)box.Left, (int)box.Width).Count(column => mask[(row * (int)width) + column] == 1).ShouldBeGreaterThan(0);
            }
        }

        string.Concat(data.Features.Where(feature => feature.Clean).Select(feature => feature.Properties["name"])).ShouldBe("ABDE");
    }

    [Theory]
    [InlineData(300.0, "BD")]
    [InlineData(600.0, "ABD")]
    [InlineData(null, "ABDE")]
    public void Lakes_near_a_river_are_chosen(double? distance, string names)
    {
        // The river C is about 190 m from B and D, 600 m from A and 1,100 m from E; what the geometries say counts.
        using var data = Data(distance);
        var (rivers, lakes) = (data.Features.Where(feature => Equals(feature.Properties["TYPECE"], "10")).ToList(), data.Features.Where(feature => Equals(feature.Properties["TYPECE"], "21")));
        var wanted = lakes.Where(lake => distance is null || rivers.Min(river => river.Geometry.Distance(lake.Geometry)) < distance).Select(lake => lake.Properties["name"]);
        string.Concat(data.Features.Where(feature => feature.Clean).Select(feature => feature.Properties["name"])).ShouldBe(string.Concat(wanted));
        names.Length.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Tiles_without_a_water_are_left_out()
    {
        using var data = new TB15D104TileDataset(folder.File("lidar.tif"), Folder.Original("v.geojson"), 64L, 8L, pxSize: 10L, srsTarget: 32618L);
        data.Count.ShouldBeGreaterThan(3);
        for (var i = 0; i < data.Count; i++)
        {
            using var sample = data.GetItem(i, TransformRandom.For(0, 0, i));
            ((torch.Tensor)sample["input"]!).shape.ShouldBe([64, 64, 3]);
            using var features = JsonDocument.Parse((string)sample["features"]!);
            features.RootElement.GetProperty("features").GetArrayLength().ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public void What_a_detector_finds_is_written_in_ground_coordinates_and_makes_lakes_of_waters()
    {
        using var data = new TB15D104TileDataset(folder.File("lidar.tif"), Folder.Original("v.geojson"), 64L, 8L, pxSize: 10L, srsTarget: 32618L);
        var logger = new TB15D104DetectLogger(0.5);
        logger.CheckTask(data.Task);
        var samples = Enumerable.Range(0, 2).Select(i => data.GetItem(i, TransformRandom.For(0, 0, i))).ToList();
        using var batch = new DefaultCollate(forceTensor: false).Collate([.. samples.Select(Plain)]);
        samples.ForEach(sample => sample.Dispose());
        logger.Update(new IterationData
        {
            Task = data.Task,
            PredictedBoxes = [[BoundingBox.Predicted(1, [2, 3, 12, 23], 0.9, 5L), BoundingBox.Predicted(0, [1, 1, 9, 9], 0.95, 5L), BoundingBox.Predicted(1, [0, 0, 5, 5], 0.4, 5L)], [BoundingBox.Predicted(1, [10, 10, 20, 20], 0.5)]],
            Sample = batch,
            IterationIndex = 0,
            IterationCount = 1,
        });
        var file = logger.Outputs().ShouldHaveSingleItem().ShouldBeOfType<TextFile>();
        file.Extension.ShouldBe("geojson");
        var document = GeoJson.Parse(System.Text.Encoding.UTF8.GetBytes(file.Text), "report");
        document.System.Epsg.ShouldBe(32618);
        document.Features.Count.ShouldBe(2, "0.4 is below the threshold, and the class 0 is no lake");
        document.Features[0].Properties["confidence"].ShouldBe(0.9);
        document.Features[0].Properties["image_id"].ShouldBe(5L);
        var bounds = document.Features[0].Geometry.EnvelopeInternal;
        var corner = data.FootprintOf(0).EnvelopeInternal;
        (bounds.MinX - corner.MinX, bounds.MinY - corner.MinY, bounds.MaxX - corner.MinX, bounds.MaxY - corner.MinY).ShouldBe((20.0, 30.0, 120.0, 230.0));

        // A box over half of A: that half becomes a lake, the rest a river. C, of two parts, is reprojected as a whole.
        File.WriteAllText(folder.File("boxes.geojson"), GeoUtils.ExportGeojsonWithCrs(
            [new GeoFeature(null, Shapes.Box(600000, 5039000, 600400, 5040000), new Dictionary<string, object?>())], SpatialReference.OfEpsg(32618)));
        LakePostprocessing.PostprocFeatures(folder.File("boxes.geojson"), null, Folder.Original("v.geojson"), folder.File("waters.geojson"), finalSrs: 4326, writeShapefileCopy: true);
        var waters = GeoUtils.ParseGeojson(folder.File("waters.geojson"), SpatialReference.OfEpsg(32618));
        var parts = waters.Where(water => Equals(water.Properties["name"], "A")).ToDictionary(water => (string)water.Properties["TYPECE"]!, water => water.Geometry.Area);
        parts.Keys.Order().ToArray().ShouldBe(["10", "21"]);
        parts.Values.Sum().ShouldBe(37412.297443561256, 1);
        parts["21"].ShouldBe(37412.297443561256 / 2, 1);
        waters.Where(water => water.Geometry.EnvelopeInternal.MinX > 600401).ShouldAllBe(water => Equals(water.Properties["TYPECE"], "10"), "no box touches them");
        waters.Count(water => water.Geometry.EnvelopeInternal.MinX > 600401).ShouldBeGreaterThan(2);
        waters.Where(water => Equals(water.Properties["name"], "C")).Sum(water => water.Geometry.Area).ShouldBe(23101.93, 1);
        using var copy = VectorLayer.Open(folder.File("waters.geojson.shp"));
        copy.Count.ShouldBe(waters.Count);
        copy.System!.Epsg.ShouldBe(4326);
    }

    [Fact]
    public void Waters_in_a_box_are_lakes_as_they_are_and_those_at_its_edge_are_cut()
    {
        var system = SpatialReference.OfEpsg(32618);
        var inside = Shapes.Factory.CreatePolygon((NetTopologySuite.Geometries.LinearRing)Shapes.Box(10, 10, 40, 40).ExteriorRing, [(NetTopologySuite.Geometries.LinearRing)Shapes.Box(20, 20, 30, 30).ExteriorRing]);
        GeoFeature Water(object id, NetTopologySuite.Geometries.Geometry shape, string code) => new(id, shape, new OrderedDictionary<string, object?> { ["TYPECE"] = code, ["OBJECTID"] = id });
        File.WriteAllText(folder.File("boxes.geojson"), GeoUtils.ExportGeojsonWithCrs([Water(0L, Shapes.Box(0, 0, 50, 50), ""), Water(0L, Shapes.Box(45, 0, 100, 50), "")], system));

        // Wholly in a box; across the edge of both; beyond; at the edge, which it only touches.
        File.WriteAllText(folder.File("waters.geojson"), GeoUtils.ExportGeojsonWithCrs(
            [Water(1L, inside, "10"), Water(2L, Shapes.Box(90, 20, 120, 30), "21"), Water(3L, Shapes.Box(200, 0, 210, 10), "21"), Water(4L, Shapes.Box(100, 0, 110, 10), "21")], system));
        LakePostprocessing.PostprocFeatures(folder.File("boxes.geojson"), null, folder.File("waters.geojson"), folder.File("out.geojson"));
        var parts = GeoUtils.ParseGeojson(folder.File("out.geojson")).Select(part => (Id: (long)part.Properties["OBJECTID"]!, Code: (string)part.Properties["TYPECE"]!, part.Geometry.Area)).ToList();
        parts.ShouldBe([(1, "21", 800), (2, "21", 100), (2, "10", 200), (3, "10", 100), (4, "10", 100)]);
        GeoUtils.ParseGeojson(folder.File("out.geojson"))[0].Geometry.ShouldBeOfType<NetTopologySuite.Geometries.Polygon>().NumInteriorRings.ShouldBe(1);
        File.WriteAllText(folder.File("unnamed.geojson"), """{"type": "FeatureCollection", "features": []}""");
        Should.Throw<GeoException>(() => LakePostprocessing.PostprocFeatures(folder.File("unnamed.geojson"), null, folder.File("waters.geojson"), folder.File("out.geojson"))).Message.ShouldContain("give bboxes_srs");
    }

    [Fact]
    public void Codes_may_be_numbers_and_lakes_at_an_edge_are_said_to_be_cut()
    {
        // A shapefile's numbers; a lake of parts, two of which are less than a pixel wide or high; one that reaches beyond the raster; a river beside the first.
        GeoFeature Water(double id, NetTopologySuite.Geometries.Geometry shape, long code = 21) => new(null, shape, new OrderedDictionary<string, object?> { ["TYPECE"] = code, ["OBJECTID"] = id });
        var parts = Shapes.Factory.CreateMultiPolygon([Shapes.Box(600100, 5039700, 600200, 5039800), Shapes.Box(600211, 5039711, 600214, 5039751), Shapes.Box(600211, 5039761, 600251, 5039764)]);
        Thelper.Geo.Vectors.VectorFiles.Write(
            folder.File("w.gpkg"), [Water(7, parts), Water(8, Shapes.Box(602900, 5039700, 603100, 5039800)), Water(9, Shapes.Box(600220, 5039700, 600260, 5039750), 10)], SpatialReference.OfEpsg(32618));
        using var data = new TB15D104Dataset(folder.File("lidar.tif"), folder.File("w.gpkg"), pxSize: 10L, featureBuffer: 100, srsTarget: 32618L);
        data.Count.ShouldBe(2);
        using var first = data.GetItem(0, TransformRandom.For(0, 0, 0));
        var box = ((IReadOnlyList<object?>)first["bboxes"]!).Cast<BoundingBox>().ShouldHaveSingleItem();
        (first["id"], box.ImageId, box.Width, box.Height, box.Truncated).ShouldBe((7L, (object)7L, 10.0, 10.0, false));
        using var second = data.GetItem(1, TransformRandom.For(0, 0, 1));
        var cut = ((IReadOnlyList<object?>)second["bboxes"]!).Cast<BoundingBox>().ShouldHaveSingleItem();
        (second["id"], cut.Width, cut.Truncated).ShouldBe((8L, 10.0, true));
    }

    private TB15D104Dataset Data(double? distance = null) =>
        new(folder.File("lidar.tif"), Folder.Original("v.geojson"), pxSize: 10L, featureBuffer: 50, srsTarget: 32618L, lakeRiverMaxDist: distance);

    private static Sample Plain(Sample sample)
    {
        var copy = new Sample();
        foreach (var key in new[] { "geotransform", "id", "srs" })
        {
            copy[key] = sample[key];
        }

        return copy;
    }
}
