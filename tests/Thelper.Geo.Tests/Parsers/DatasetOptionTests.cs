using System.Security.Cryptography;
using NetTopologySuite.Geometries;
using Thelper.Data;
using Thelper.Geo.Parsers;
using Thelper.Geo.Rasters;
using Thelper.Geo.Systems;
using Thelper.Geo.Utils;
using Thelper.Geo.Vectors;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Geo.Tests.Parsers;

/// <summary>What configurations can ask of the data sets beyond what thelper 0.6.2 gives.</summary>
public sealed class DatasetOptionTests
{
    private static readonly object Rasters = new List<object?> { Folder.Original("s_b.tif"), Folder.Original("s_a.tif") };
    private static readonly string Vectors = Folder.Original("v.geojson");

    [Fact]
    public void Rasters_that_fill_each_others_gaps_lose_nothing()
    {
        using var last = Tiles();
        using var fill = Tiles(mosaic: "fill");
        fill.Count.ShouldBe(last.Count);

        // Tile 3 lies in one raster and touches the edge of the other.
        using var lost = Load(last, 3);
        using var kept = Load(fill, 3);
        Sum(lost["raster"]).ShouldBe(0);
        Sum(kept["raster"]).ShouldBeGreaterThan(1e6);
        for (var i = 0; i < fill.Count; i++)
        {
            using var a = Load(last, i);
            using var b = Load(fill, i);

            // Where the last raster has data nothing changes.
            using var there = ((torch.Tensor)a["raster"]!).ne(0);
            using var same = ((torch.Tensor)a["raster"]!).eq((torch.Tensor)b["raster"]!);
            using var either = there.logical_not();
            using var fine = either.logical_or(same);
            fine.DataSpan<bool>().Contains(false).ShouldBeFalse();
        }
    }

    [Fact]
    public void Pixels_without_data_beyond_the_rasters_and_without_a_polygon_never_become_class_0()
    {
        // Lakes are class 0: the worst that a hole could become.
        using var data = Tiles(classProperty: "TYPECE", classNames: new List<object?> { "21", "10" }, validKey: "valid");
        using var touched = Tiles();
        var task = data.Task.ShouldBeOfType<Segmentation>();
        (task.DontCare, task.LabelMapKey).ShouldBe((255, "mask"));
        var seen = new HashSet<byte>();
        for (var i = 0; i < data.Count; i++)
        {
            using var sample = Load(data, i);
            using var bare = Load(touched, i);
            var mask = ((torch.Tensor)sample["mask"]!).DataSpan<byte>();
            var polygon = ((torch.Tensor)bare["mask"]!).DataSpan<byte>();
            var valid = ((torch.Tensor)sample["valid"]!).DataSpan<byte>();
            for (var p = 0; p < mask.Length; p++)
            {
                seen.Add(mask[p]);
                (mask[p] == 255).ShouldBe(valid[p] == 0 || polygon[p] == 0);
            }
        }

        seen.Order().ToArray().ShouldBe([0, 1, 255]);

        // Of the tile beyond the south-west corner, 8 columns and rows lie outside of every raster.
        using var corner = Load(data, 0);
        using var outside = ((torch.Tensor)corner["valid"]!).narrow(1, 0, 8);
        Sum(outside).ShouldBe(0);
        using var background = Tiles(classProperty: "TYPECE", classNames: new List<object?> { "background", "21", "10" });
        using var first = Load(background, 6);
        var values = ((torch.Tensor)first["mask"]!).DataSpan<byte>().ToArray();
        values.Distinct().Order().ToArray().ShouldBe([(byte)0, (byte)1, (byte)255]);
        using var plain = Tiles(dontcare: 7);
        using var marked = Load(plain, 0);
        ((torch.Tensor)marked["mask"]!).DataSpan<byte>().ToArray().Distinct().Order().ToArray().ShouldBe([(byte)0, (byte)7]);
    }

    [Fact]
    public void A_polygon_of_which_nobody_says_what_it_is_is_no_class()
    {
        using var folder = new Folder();
        File.WriteAllText(folder.File("v.geojson"), GeoUtils.ExportGeojsonWithCrs(
            [.. new[] { "10", null }.Select((code, i) => new GeoFeature(null, Shapes.Box(600300 + (200 * i), 5039300, 600400 + (200 * i), 5039400), new Dictionary<string, object?> { ["TYPECE"] = code }))], SpatialReference.OfEpsg(32618)));
        using var data = new VectorCropDataset(Folder.Original("s_a.tif"), folder.File("v.geojson"), pxSize: 10L, srsTarget: 32618L, classProperty: "TYPECE", classNames: new List<object?> { "21", "10" });
        using var known = Load(data, 0);
        using var unknown = Load(data, 1);
        ((torch.Tensor)known["mask"]!).DataSpan<byte>().ToArray().ShouldContain((byte)1);
        ((torch.Tensor)unknown["mask"]!).DataSpan<byte>().ToArray().ShouldAllBe(value => value == 255);
    }

    [Fact]
    public void Polygons_are_chosen_by_area_and_property()
    {
        VectorCropDataset Data(double min = 0, double? max = null, object? property = null) =>
            new(Rasters, Vectors, pxSize: 10L, srsTarget: 32618L, vectorAreaMin: min, vectorAreaMax: max, vectorTargetProp: property);
        string Names(VectorCropDataset data)
        {
            using (data)
            {
                return string.Concat(data.Features.Where(feature => feature.Clean).Select(feature => feature.Properties["name"]));
            }
        }

        // Areas: A 37412, B 8560, C 23102, D and E clipped, F 115702.
        Names(Data()).ShouldBe("ABCDEF");
        Names(Data(min: 20000)).ShouldBe("ACDF");
        Names(Data(max: 20000)).ShouldBe("BE");
        Names(Data(property: new Dictionary<string, object?> { ["TYPECE"] = "10" })).ShouldBe("CF");
        Names(Data(min: 20000, property: new Dictionary<string, object?> { ["TYPECE"] = "21", ["name"] = "A" })).ShouldBe("A");
        Should.Throw<GeoException>(() => Data(min: 1e9)).Message.ShouldBe("none of 6 polygons has the area and the properties that are asked for");
    }

    [Fact]
    public void A_raster_without_a_reference_system_is_refused_or_taken_as_said()
    {
        using var folder = new Folder();
        var profile = new RasterProfile(20, 20, 1, RasterType.Byte) { Transform = new(600300, 10, 0, 5039600, 0, -10) };
        using (var raster = RasterFiles.Create(folder.File("none.tif"), profile))
        {
            raster.Fill(9);
        }

        var message = Should.Throw<GeoException>(() => new VectorCropDataset(folder.File("none.tif"), Vectors, pxSize: 10L, srsTarget: 32618L)).Message;
        message.ShouldStartWith($"{folder.File("none.tif")}: it has no reference system");
        message.ShouldContain("\"missing_srs\" to \"target\"");
        using (RasterFiles.Create(folder.File("nowhere.tif"), profile with { Transform = null, System = SpatialReference.OfEpsg(32618) }))
        {
            Should.Throw<GeoException>(() => new VectorCropDataset(folder.File("nowhere.tif"), Vectors, pxSize: 10L, srsTarget: 32618L)).Message.ShouldContain("nothing says where its pixels are");
        }

        using var data = new VectorCropDataset(folder.File("none.tif"), Vectors, pxSize: 10L, srsTarget: 32618L, missingSrs: "target");
        data.Count.ShouldBe(1);
        using var sample = Load(data, 0);
        Sum(sample["raster"]).ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_pixel_on_the_ground_is_the_same_pixel_in_every_sample()
    {
        // One marked pixel, and a polygon that is exactly it.
        using var folder = new Folder();
        var transform = new GeoTransform(600000, 10, 0, 5040000, 0, -10);
        using (var raster = RasterFiles.Create(folder.File("mark.tif"), new(40, 30, 1, RasterType.Byte) { Transform = transform, System = SpatialReference.OfEpsg(32618) }))
        using (var one = torch.ones([1, 1, 1], torch.uint8))
        {
            raster.Write(new(11, 7, 1, 1), one);
        }

        var (left, top) = transform.ToGround(11, 7);
        File.WriteAllText(folder.File("mark.geojson"), GeoUtils.ExportGeojsonWithCrs(
            [new GeoFeature(1L, Shapes.Box(left + 1, top - 9, left + 9, top - 1), new Dictionary<string, object?> { ["a"] = 1L })], SpatialReference.OfEpsg(32618)));
        using var tiles = new TileDataset(folder.File("mark.tif"), folder.File("mark.geojson"), new List<object?> { 13L, 7L }, new List<object?> { 2L, 3L }, pxSize: 10L, srsTarget: 32618L);
        var found = 0;
        for (var i = 0; i < tiles.Count; i++)
        {
            using var sample = Load(tiles, i);
            using var raster = ((torch.Tensor)sample["raster"]!).squeeze(-1);
            raster.bytes.SequenceEqual(((torch.Tensor)sample["mask"]!).bytes).ShouldBeTrue();
            found += (int)Sum(sample["mask"]);
        }

        found.ShouldBeGreaterThan(0);
        using var crop = new VectorCropDataset(folder.File("mark.tif"), folder.File("mark.geojson"), pxSize: 10L, srsTarget: 32618L, featureBuffer: 25);
        using var around = Load(crop, 0);
        var values = ((torch.Tensor)around["raster"]!).DataSpan<byte>().ToArray();
        (values.Sum(value => value), values.Length, Array.IndexOf(values, (byte)1)).ShouldBe((1, 49, 24));
    }

    [Theory]
    [InlineData(600005, 0)]
    [InlineData(600000, 50_000)]
    public void Pixels_of_another_grid_or_system_are_resampled_to_the_place_where_they_lie(double left, double shift)
    {
        // Numbers that rise by one a metre to the east and by two to the north, in UTM, or in a map whose places have other numbers.
        using var folder = new Folder();
        var system = shift == 0 ? SpatialReference.OfEpsg(32618) : SpatialReference.Parse(FormattableString.Invariant($"+proj=tmerc +lat_0=0 +lon_0=-75 +k=0.9996 +x_0={500_000 + shift} +y_0={shift} +datum=WGS84"));
        var transform = new GeoTransform(left + shift, 10, 0, 5040000 + shift, 0, -10);
        using (var values = torch.tensor(Enumerable.Range(0, 1200).Select(i => (float)((((i % 40) + 0.5) * 10) - (((i / 40) + 0.5) * 20))).ToArray(), [30, 40]))
        using (var raster = RasterFiles.Create(folder.File("ramp.tif"), new(40, 30, 1, RasterType.Float32) { Transform = transform, System = system }))
        {
            raster.Write(raster.Info.Window, values);
        }

        File.WriteAllText(folder.File("v.geojson"), GeoUtils.ExportGeojsonWithCrs([new GeoFeature(null, Shapes.Box(600101, 5039801, 600199, 5039899), new Dictionary<string, object?>())], SpatialReference.OfEpsg(32618)));
        using var data = new VectorCropDataset(folder.File("ramp.tif"), folder.File("v.geojson"), pxSize: 10L, srsTarget: 32618L);
        using var sample = Load(data, 0);
        var found = ((torch.Tensor)sample["raster"]!).DataSpan<float>().ToArray();
        found.Length.ShouldBe(100);
        for (var i = 0; i < found.Length; i++)
        {
            // Samples begin in the south.
            var (x, y) = (600100 + (((i % 10) + 0.5) * 10), 5039800 + (((i / 10) + 0.5) * 10));
            found[i].ShouldBe((float)(x - left - ((5040000 - y) * 2)), 0.01f);
        }
    }

    [Fact]
    public void Polygons_whose_middle_is_far_from_the_samples_are_not_in_it()
    {
        // The original's rule: half the sample's diagonal, which is 71 m.
        using var folder = new Folder();
        File.WriteAllText(folder.File("v.geojson"), GeoUtils.ExportGeojsonWithCrs(
            [.. new[] { (0, 100), (80, 110), (90, 400) }.Select(side => new GeoFeature(null, Shapes.Box(600300 + side.Item1, 5039300, 600300 + side.Item2, 5039400), new Dictionary<string, object?> { ["side"] = (long)side.Item1 }))], SpatialReference.OfEpsg(32618)));
        using var data = new VectorCropDataset(Folder.Original("s_a.tif"), folder.File("v.geojson"), pxSize: 10L, srsTarget: 32618L);
        using var sample = Load(data, 0);
        var features = System.Text.Encoding.UTF8.GetBytes((string)sample["features"]!);
        GeoJson.Parse(features, "features").Features.Select(feature => feature.Properties["side"]).ShouldBe([0L, 80L]);
    }

    [Fact]
    public void Threads_see_the_same_samples_and_no_descriptor_is_left()
    {
        using var data = Tiles(mosaic: "fill", validKey: "valid");
        string Hash(int index)
        {
            using var sample = Load(data, index);
            return Convert.ToHexString(SHA256.HashData([.. ((torch.Tensor)sample["raster"]!).bytes, .. ((torch.Tensor)sample["mask"]!).bytes, .. ((torch.Tensor)sample["valid"]!).bytes]));
        }

        var alone = Enumerable.Range(0, data.Count).Select(Hash).ToArray();
        var open = Directory.GetFiles("/proc/self/fd").Length;
        for (var round = 0; round < 20; round++)
        {
            var together = new string[data.Count];
            System.Threading.Tasks.Parallel.For(0, data.Count, new() { MaxDegreeOfParallelism = 4 }, i => together[i] = Hash(i));
            together.ShouldBe(alone);
        }

        using var source = new RasterSource(Folder.Original("s_a.tif"));
        for (var i = 0; i < 10_000; i++)
        {
            source.Use(raster => raster.Read(new(i % 150, i % 110, 8, 8), [1])).Dispose();
        }

        // Two rasters by four threads at most, and that of this test.
        (Directory.GetFiles("/proc/self/fd").Length - open).ShouldBeLessThanOrEqualTo(9);
        RasterPool.Count.ShouldBeLessThanOrEqualTo(9);
    }

    [Fact]
    public void Rasters_that_are_not_kept_open_are_closed()
    {
        RasterPool.Clear();
        var before = Raster.OpenHandles;
        using var data = new VectorCropDataset(Rasters, Vectors, pxSize: 10L, srsTarget: 32618L, keepRastersOpen: false);
        using var sample = Load(data, 0);
        (Raster.OpenHandles, RasterPool.Count).ShouldBe((before, 0));
    }

    [Fact]
    public void Rasters_in_another_system_are_written_anew_once()
    {
        using var folder = new Folder();
        var path = folder.File("deg.tif");
        File.Copy(Folder.Original("deg.tif"), path);
        var target = SpatialReference.OfEpsg(32618);
        File.WriteAllText(folder.File("a.geojson"), GeoUtils.ExportGeojsonWithCrs([new GeoFeature(null, Shapes.Box(601700, 5041000, 601900, 5041200), new Dictionary<string, object?>())], target));
        VectorCropDataset Data(bool reproject) => new(path, folder.File("a.geojson"), pxSize: 10L, srsTarget: 32618L, reprojRasters: reproject);
        using var direct = Data(false);
        using var copied = Data(true);
        var copy = new FileInfo(path + ".reproj.tif");
        copy.Exists.ShouldBeTrue();
        using var first = Load(direct, 0);
        using var second = Load(copied, 0);
        Sum(first["raster"]).ShouldBeGreaterThan(0);
        (Sum(second["raster"]) / Sum(first["raster"])).ShouldBe(1, 0.02);
        var written = copy.LastWriteTimeUtc;
        using (Data(true))
        {
            File.GetLastWriteTimeUtc(copy.FullName).ShouldBe(written);
        }

        // Another raster of that name: its copy is no longer the right one.
        File.SetLastWriteTimeUtc(path, DateTime.UnixEpoch);
        using (Data(true))
        {
            File.GetLastWriteTimeUtc(copy.FullName).ShouldBeGreaterThan(written);
        }

        GeoUtils.FindRasters(folder.File("*.tif")).ShouldBe([path]);
    }

    [Fact]
    public void What_tiles_remember_is_forgotten_when_a_file_changes()
    {
        using var folder = new Folder();
        var path = folder.File("scene.tif");
        void Make(int dataTo)
        {
            using var raster = RasterFiles.Create(path, new(64, 64, 1, RasterType.Byte) { Transform = new(600000, 10, 0, 5040000, 0, -10), System = SpatialReference.OfEpsg(32618), NoData = 0 });
            using var values = torch.ones([64, dataTo, 1], torch.uint8);
            raster.Write(new(0, 0, dataTo, 64), values);
        }

        Make(20);
        var vectors = folder.Write("v.geojson", File.ReadAllText(Vectors));
        TileDataset Data() => new(path, vectors, 16L, pxSize: 10L, srsTarget: 32618L);
        using (var data = Data())
        {
            data.Count.ShouldBe(8);
        }

        var cache = Directory.GetFiles(folder.Root, "*.tiles.json").ShouldHaveSingleItem();
        File.WriteAllText(cache, "{");
        using (var data = Data())
        {
            data.Count.ShouldBe(8);
        }

        Make(60);
        using (var data = Data())
        {
            data.Count.ShouldBe(16);
        }
    }

    [Fact]
    public void The_index_finds_what_looking_at_every_feature_finds()
    {
        var random = new System.Random(4);
        var features = Enumerable.Range(0, 3000).Select(i =>
        {
            var (x, y) = (random.NextDouble() * 1000, random.NextDouble() * 1000);
            Geometry shape = Shapes.Ring([(x, y), (x + 20, y + 5), (x + 3, y + 17)]);
            return new ParsedFeature(shape, new(x, y), new(x + 20, y + 17), shape.Centroid, false, null, new Dictionary<string, object?>());
        }).ToList();
        var index = new FeatureIndex(features);
        for (var i = 0; i < 50; i++)
        {
            var (x, y) = (random.NextDouble() * 1000, random.NextDouble() * 1000);
            var window = Shapes.Box(x, y, x + 60, y + 40);
            index.Intersecting(window).ShouldBe(Enumerable.Range(0, features.Count).Where(f => features[f].Geometry.Intersects(window)));
        }
    }

    [Theory]
    [InlineData(0.0, "px_size: ground units of a pixel must be above 0")]
    [InlineData("ten", "px_size: a number or a pair of numbers (in x and y) is needed, got 'ten'")]
    [InlineData(1e-9, "give \"px_size\" in its units")]
    public void Pixel_sizes_that_make_no_sense_are_refused(object size, string message) =>
        Should.Throw<GeoException>(() => new VectorCropDataset(Rasters, Vectors, pxSize: size, srsTarget: 32618L)).Message.ShouldContain(message);

    [Fact]
    public void Bands_of_images_in_folders_are_those_that_are_named()
    {
        using var folder = new Folder();
        Directory.CreateDirectory(folder.File("k"));
        File.Copy(Folder.Original("s_a.tif"), folder.File("k/a.tif"));
        using var raster = Raster.Open(folder.File("k/a.tif"));
        using var wanted = raster.Read(raster.Info.Window, [4, 2]);
        using var sample = Load(new ImageFolderGDataset(folder.Root, channels: [4, 2]), 0);
        ((torch.Tensor)sample["image"]!).bytes.SequenceEqual(wanted.bytes).ShouldBeTrue();
    }

    [Fact]
    public void Files_that_are_missing_or_unlike_are_named()
    {
        using var folder = new Folder();
        Should.Throw<GeoException>(() => new VectorCropDataset(folder.File("*.tif"), Vectors)).Message.ShouldBe($"{folder.File("*.tif")}: no file is called so");
        Should.Throw<GeoException>(() => new VectorCropDataset(Rasters, folder.File("v.geojson"))).Message.ShouldContain("vector_path");
        Should.Throw<GeoException>(() => new VectorCropDataset(new List<object?> { Folder.Original("s_a.tif"), Folder.Golden("rasters", "south_up.tif") }, Vectors, srsTarget: 32618L)).Message
            .ShouldContain("the rasters of a data set need the same bands");
        Should.Throw<GeoException>(() => new VectorCropDataset(Rasters, Vectors, srsTarget: "EPSG:99999999")).Message.ShouldContain("EPSG:99999999");
        Should.Throw<GeoException>(() => new SlidingWindowDataset(Folder.Original("s_a.tif"), [5], 7)).Message.ShouldContain("there is no band 5; it has 4");
        Should.Throw<GeoException>(() => new SlidingWindowDataset(Folder.Original("s_a.tif"), [1], 500)).Message.ShouldContain("no window of 500 x 500 can slide");
    }

    private static TileDataset Tiles(string mosaic = "last", string? classProperty = null, object? classNames = null, int? dontcare = null, string? validKey = null) =>
        new(Rasters, Vectors, 64L, 8L, pxSize: 10L, srsTarget: 32618L, mosaic: mosaic, classProperty: classProperty, classNames: classNames, dontcare: dontcare, validKey: validKey);

    private static Sample Load(Dataset data, int index) => data.GetItem(index, TransformRandom.For(0, 0, index));

    private static double Sum(object? tensor)
    {
        using var sum = ((torch.Tensor)tensor!).sum();
        return sum.ToDouble();
    }
}
