using System.Text.Json;
using Thelper.Data.Formats.Hdf5;
using Thelper.Geo.Agrivis;
using Thelper.Geo.BigEarthNets;
using Thelper.Geo.GeoDeepLearning;
using Thelper.Geo.Rasters;
using Thelper.Geo.Testbed15;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Geo.Tests;

/// <summary>Agriculture-Vision, BigEarthNet and Geo Deep Learning: samples are what numpy makes of the archives (tools/golden/geo_archives.py).</summary>
public sealed class ArchiveTests
{
    private static readonly JsonElement Expected = JsonDocument.Parse(File.ReadAllBytes(Folder.Golden("archives", "expected.json"))).RootElement;

    [Fact]
    public void Agriculture_Vision()
    {
        using var data = new Hdf5AgricultureDataset(Folder.Golden("archives", "agrivis.hdf5"), "train", loadMetaKeys: true);
        var wanted = Expected.GetProperty("agrivis");
        data.Count.ShouldBe(wanted.GetArrayLength());
        data.Classes.ClassNames.ShouldBe(["background", "cloud_shadow", "double_plant", "planter_skip", "standing_water", "waterway", "weed_cluster"]);
        (data.Classes.DontCare, data.Task.InputKey, data.Task.GtKey).ShouldBe((255, "image", "label_map"));
        for (var i = 0; i < data.Count; i++)
        {
            using var sample = Load(data, i);
            Match(sample["image"], wanted[i].GetProperty("image"), 1e-6);
            Match(sample["label_map"], wanted[i].GetProperty("label_map"));
            Match(sample["mask"], wanted[i].GetProperty("mask"));
            sample["key"].ShouldBe(wanted[i].GetProperty("key").GetString());
            sample["pxcounts"].ShouldBe(wanted[i].GetProperty("pxcounts").GetInt64());
        }

        using var test = new Hdf5AgricultureDataset(Folder.Golden("archives", "agrivis.hdf5"), "test", useGlobalNormalization: false);
        using var unlabelled = Load(test, 1);
        (unlabelled["label_map"], unlabelled["key"], unlabelled["pxcounts"]).ShouldBe((null, null, null));
        ((torch.Tensor)unlabelled["image"]!).dtype.ShouldBe(torch.ScalarType.Byte);
        Should.Throw<UserErrorException>(() => new Hdf5AgricultureDataset(Folder.Golden("archives", "agrivis.hdf5"), "vall")).Message.ShouldContain("did you mean 'val'?");
        Should.Throw<UserErrorException>(() => new Hdf5AgricultureDataset(Folder.Golden("archives", "bigearthnet.hdf5"), "val")).Message.ShouldContain("there is no array 'val/features'");
    }

    [Fact]
    public void Geo_Deep_Learning()
    {
        var names = new Dictionary<string, object?> { ["a"] = 0L, ["b"] = 1L, ["c"] = 2L };
        var dontcare = new List<object?> { 0L, -1L };
        var folder = Folder.Golden("archives");
        using var data = new SegmentationDataset(names, folder, "trn", dontcare: dontcare);
        using var raw = new SegmentationDataset(new List<object?> { "a", "b", "c", "d" }, folder, "trn", maxSampleCount: 2);
        using var meta = new MetaSegmentationDataset(names, folder, "trn", new Dictionary<string, object?> { ["properties/eo:sun_elevation"] = "const_channel", ["properties/eo:gsd"] = "scaled_channel" }, dontcare: dontcare);
        var wanted = Expected.GetProperty("gdl");
        (data.Count, raw.Count, data.Classes.DontCare, raw.Classes.DontCare).ShouldBe((3, 2, -1, null));
        for (var i = 0; i < data.Count; i++)
        {
            using var sample = Load(data, i);
            Match(sample["sat_img"], wanted[i].GetProperty("sat_img"));
            Match(sample["map_img"], wanted[i].GetProperty("map_img"));
            var properties = (IReadOnlyDictionary<string, object?>)((IReadOnlyDictionary<string, object?>)sample["metadata"]!)["properties"]!;
            System.Convert.ToDouble(properties["eo:gsd"]).ShouldBe(wanted[i].GetProperty("gsd").GetDouble());
            properties["name"].ShouldBe(wanted[i].GetProperty("name").GetString());
            using var layers = Load(meta, i);
            Match(layers["sat_img"], wanted[i].GetProperty("layers"), 1e-6);
        }

        using var first = Load(raw, 0);
        Match(first["map_img"], wanted[0].GetProperty("map_raw"));
        using var unknown = new MetaSegmentationDataset(names, folder, "trn", new Dictionary<string, object?> { ["properties/eo:sun"] = "const_channel" }, dontcare: dontcare);
        Should.Throw<UserErrorException>(() => Load(unknown, 0)).Message.ShouldContain("its metadata have no 'properties/eo:sun'");
        Should.Throw<UserErrorException>(() => new SegmentationDataset(names, folder, "tst")).Message.ShouldContain("tst_samples.hdf5: no such file");
    }

    [Fact]
    public void BigEarthNet()
    {
        using var folder = new Folder();
        var wanted = Expected.GetProperty("bigearthnet");
        var path = folder.File("copy.hdf5");
        File.Copy(Folder.Golden("archives", "bigearthnet.hdf5"), path);
        for (var round = 0; round < 2; round++)
        {
            // The second time the labels come from the cache.
            using var data = new BigEarthNet(path, folder.File("cache"), metaKeys: ["acquisition_date"]);
            var task = data.Task.ShouldBeOfType<Classification>();
            task.ClassNames.ShouldBe(wanted.GetProperty("names").EnumerateArray().Select(name => name.GetString()));
            task.MultiLabel.ShouldBeTrue();
            data.Count.ShouldBe(3);
            for (var i = 0; i < data.Count; i++)
            {
                using var sample = Load(data, i);
                Match(sample["image"], wanted.GetProperty("samples")[i].GetProperty("image"), 1e-6);
                ((torch.Tensor)sample["labels"]!).DataSpan<int>().ToArray().ShouldBe(wanted.GetProperty("samples")[i].GetProperty("labels").EnumerateArray().Select(label => label.GetInt32()));
                sample["acquisition_date"].ShouldBe(wanted.GetProperty("samples")[i].GetProperty("date").GetString());
            }
        }

        // That of another archive, with as many samples, or a damaged one is made anew.
        var cache = folder.File("cache/bigearthnet-meta.json");
        var kept = File.ReadAllText(cache);
        File.WriteAllText(cache, kept.Replace("\"Key\":\"", "\"Key\":\"0", StringComparison.Ordinal).Replace(wanted.GetProperty("names")[0].GetString()!, "Another", StringComparison.Ordinal));
        using (var other = new BigEarthNet(path, folder.File("cache")))
        {
            ((Classification)other.Task).ClassNames.ShouldNotContain("Another");
        }

        File.ReadAllText(cache).ShouldBe(kept);
        File.WriteAllText(folder.File("cache/bigearthnet-meta.json"), "{\"Key\": \"0\", \"Names\": [], \"Labels\": []}");
        using var again = new BigEarthNet(path, folder.File("cache"));
        again.Count.ShouldBe(3);
    }

    // Only managed code reads the variable.
#pragma warning disable RS0030
    [Fact]
    public void Runs_that_copy_an_archive_or_remember_its_labels_at_the_same_time_do_not_disturb_each_other()
    {
        using var folder = new Folder();
        var saved = Environment.GetEnvironmentVariable("SLURM_TMPDIR");
        try
        {
            // What one that is being written, and one of a killed run, look like.
            string[] living = [folder.Write(".agrivis.hdf5.50danaro.g5f.tmp", "half"), folder.Write("agrivis.hdf5.part", "half"), folder.Write(".bigearthnet-meta.json.50danaro.g5f.tmp", "half"), folder.Write("bigearthnet-meta.json.part", "half")];
            folder.Write(".agrivis.hdf5.40danaro.g5f.tmp", "half");
            folder.Write(".bigearthnet-meta.json.40danaro.g5f.tmp", "half");
            var streams = living.Select(file => new FileStream(file, FileMode.Open, FileAccess.Write, FileShare.None)).ToList();
            Environment.SetEnvironmentVariable("SLURM_TMPDIR", folder.Root);
            using (var data = new Hdf5AgricultureDataset(Folder.Golden("archives", "agrivis.hdf5"), "train", copyToSlurmTmpdir: true))
            {
                data.Describe(0).ShouldStartWith(folder.File("agrivis.hdf5"));
                using var sample = Load(data, 0);
            }

            using (var data = new BigEarthNet(Folder.Golden("archives", "bigearthnet.hdf5"), folder.Root))
            {
                data.Count.ShouldBe(3);
            }

            streams.ForEach(stream => stream.Dispose());
            Directory.GetFiles(folder.Root).ShouldBe(living.Concat([folder.File("agrivis.hdf5"), folder.File("bigearthnet-meta.json")]), ignoreOrder: true);
            File.ReadAllBytes(folder.File("agrivis.hdf5")).ShouldBe(File.ReadAllBytes(Folder.Golden("archives", "agrivis.hdf5")));
            Environment.SetEnvironmentVariable("SLURM_TMPDIR", folder.File("none"));
            Should.Throw<UserErrorException>(() => new Hdf5AgricultureDataset(Folder.Golden("archives", "agrivis.hdf5"), "train", copyToSlurmTmpdir: true)).Message.ShouldContain("SLURM_TMPDIR names, is no folder");
        }
        finally
        {
            Environment.SetEnvironmentVariable("SLURM_TMPDIR", saved);
        }
    }
#pragma warning restore RS0030

    [Fact]
    public void What_the_compactor_packs_comes_back()
    {
        using var folder = new Folder();
        using var small = GoldenArray.Tensor(Expected.GetProperty("cubic").GetProperty("from"));
        using var large = GoldenArray.Tensor(Expected.GetProperty("cubic").GetProperty("to"));
        foreach (var name in new[] { "S2A_MSIL2A_20170613T101031_0_45", "S2B_MSIL2A_20170613T101031_1_2" })
        {
            Directory.CreateDirectory(folder.File(name));
            string[] bands = ["B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B11", "B12"];
            foreach (var band in bands)
            {
                // Of one band one more, so that no order but its own fits.
                using var more = band == "B02" ? large.add(1) : large.clone();
                var values = band == "B08" ? small : more;
                using var raster = RasterFiles.Create(folder.File($"{name}/{name}_{band}.tif"), new((int)values.shape[1], (int)values.shape[0], 1, RasterType.UInt16));
                raster.Write(raster.Info.Window, values);
            }

            File.WriteAllText(folder.File($"{name}/{name}_labels_metadata.json"), """{"labels": ["Sea"], "coordinates": {"ulx": 1}, "projection": "x", "tile_source": "y", "acquisition_date": "2017"}""");
        }

        new HDF5Compactor(folder.Root).Export(folder.File("packed.hdf5"), targetSize: 20);
        using var data = new BigEarthNet(folder.File("packed.hdf5"), useGlobalNormalization: false);
        data.Count.ShouldBe(2);
        using var sample = Load(data, 1);
        var image = (torch.Tensor)sample["image"]!;
        image.shape.ShouldBe([20, 20, 4]);
        using var wanted = large.to(torch.ScalarType.Float32);
        for (var c = 0; c < 4; c++)
        {
            using var channel = image.select(-1, c);
            using var packed = channel.contiguous();

            // The last one was resized: OpenCV's own fixed-point path may round another way.
            using var own = c == 0 ? wanted.add(1) : wanted.clone();
            GoldenArray.ShouldMatch(packed, own, c == 3 ? 1e-3 : 0, $"band {c}");
        }

        using var table = new Hdf5Table(folder.File("packed.hdf5"));
        table.Attributes()["patch_count"].ShouldBe(2L);
        table.Attributes()["image_compression"].ShouldBe("chunk_lz4");
        File.Delete(folder.File("S2A_MSIL2A_20170613T101031_0_45/S2A_MSIL2A_20170613T101031_0_45_B12.tif"));
        Should.Throw<UserErrorException>(() => new HDF5Compactor(folder.Root).Export(folder.File("again.hdf5"))).Message.ShouldContain("a patch has 12 files .tif and one .json, this one 11 and 1");
        File.Exists(folder.File("again.hdf5")).ShouldBeFalse();
    }

    [Fact]
    public void Distances_are_those_of_OpenCV()
    {
        using var mask = GoldenArray.Tensor(Expected.GetProperty("distance").GetProperty("mask"));
        using var wanted = GoldenArray.Tensor(Expected.GetProperty("distance").GetProperty("signed"));
        using var found = DistanceMap.Signed(mask, (1, 1));
        GoldenArray.ShouldMatch(found, wanted, 1e-5, "distance");
        using var metres = DistanceMap.Signed(mask, (3, 3));
        using var scaled = wanted.mul(3);
        GoldenArray.ShouldMatch(metres, scaled, 1e-5, "distance in metres");

        // Pixels that are no squares: 7 units to the side, 2 up or down.
        using var dot = torch.zeros([5, 5], torch.uint8);
        dot.DataSpan<byte>()[12] = 1;
        using var oblong = DistanceMap.Signed(dot, (7, 2));
        var distances = oblong.DataSpan<float>().ToArray();
        (distances[13], distances[17], distances[18], distances[12]).ShouldBe((7f, 2f, MathF.Sqrt(53), -2f));
    }

    [Fact]
    public void Dictionaries_as_Python_prints_them_are_read()
    {
        var map = DictionaryText.Parse("OrderedDict([('a', OrderedDict()), (\"OrderedDict(\", {'b': OrderedDict([('c', [1, 2.5])])}), ('d', 'it\\'s')])");
        map.Keys.ShouldBe(["a", "OrderedDict(", "d"]);
        ((IReadOnlyDictionary<string, object?>)map["a"]!).Count.ShouldBe(0);
        var inner = (IReadOnlyDictionary<string, object?>)((IReadOnlyDictionary<string, object?>)map["OrderedDict("]!)["b"]!;
        ((System.Collections.IList)inner["c"]!)[1].ShouldBe(2.5);
        map["d"].ShouldBe("it's");
        Should.Throw<UserErrorException>(() => DictionaryText.Parse("[1]")).Message.ShouldContain("no dictionary");
        Should.Throw<UserErrorException>(() => DictionaryText.Parse("OrderedDict([(1, 2)])")).Message.ShouldContain("pairs of a text and a value");
    }

    private static Sample Load(Thelper.Data.Dataset data, int index) => data.GetItem(index, TransformRandom.For(0, 0, index));

    private static void Match(object? found, JsonElement wanted, double tolerance = 0)
    {
        using var expected = GoldenArray.Tensor(wanted);
        GoldenArray.ShouldMatch((torch.Tensor)found!, expected, tolerance, "field");
    }
}
