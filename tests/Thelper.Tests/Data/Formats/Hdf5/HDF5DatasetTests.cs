using System.Text.Json;
using Thelper.Data;
using Thelper.Data.Datasets;
using Thelper.Data.Formats.Hdf5;
using Thelper.Data.Loading;
using Thelper.Data.Splitting;
using Thelper.Imaging.Transforms;
using Thelper.Random;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Data.Formats.Hdf5;

[NoLeaks]
public class HDF5DatasetTests
{
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "Golden", "archives");
    private static readonly string Written = Path.Combine(Golden, "h5py.hdf5");

    [Fact]
    public void Reads_every_layout_and_compression_that_h5py_writes()
    {
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(Golden, "h5py.json")));
        using var archive = new HDF5Dataset(Written, "valid");
        archive.Count.ShouldBe(5);
        archive.Source.ShouldBe("host-20260102-030405");
        archive.Version.ShouldBe("0.6.2");
        archive.OriginalConfig.ShouldBeOfType<Dictionary<string, object?>>()["name"].ShouldBe("written by h5py");
        for (var i = 0; i < 5; i++)
        {
            using var sample = archive.GetItem(i, TransformRandom.For(0, 0, i));
            foreach (var key in new[] { "none", "lz4filter", "gzip", "lzf", "png", "rows", "tiles" })
            {
                var image = (Tensor)sample[key]!;
                image.shape.ShouldBe([16, 12, 3], key);
                image.DataSpan<byte>().ToArray().ShouldBe(Numbers(expected, "images", i, n => n.GetByte()), key);
            }

            foreach (var key in new[] { "shuffled", "lz4", "flat" })
            {
                ((Tensor)sample[key]!).shape.ShouldBe([2, 3], key);
                ((Tensor)sample[key]!).DataSpan<float>().ToArray().ShouldBe(Numbers(expected, "values", i, n => n.GetSingle()), key);
            }

            ((Tensor)sample["jpg"]!).DataSpan<byte>().ToArray().ShouldBe(Numbers(expected, "jpg", i, n => n.GetByte()));
            ((Tensor)sample["mask"]!).dtype.ShouldBe(ScalarType.Bool);
            ((Tensor)sample["mask"]!).DataSpan<bool>().ToArray().ShouldBe([.. Numbers(expected, "images", i, n => n.GetByte()).Where((_, at) => at % 3 == 0).Select(value => value % 2 == 0)]);
            sample["text"].ShouldBe(expected.RootElement.GetProperty("texts")[i].GetString());
            sample["number"].ShouldBe(i - 2L);
            sample["word"].ShouldBe(i + 65000L);
            sample["real"].ShouldBe(i / 3.0);
            sample["flag"].ShouldBe(i % 2 == 0);
        }
    }

    [Fact]
    public void Refuses_what_is_not_there()
    {
        Should.Throw<UserErrorException>(() => new HDF5Dataset(Written, "all")).Message.ShouldContain("'all'");
        Should.Throw<UserErrorException>(() => new HDF5Dataset(Written)).Message.ShouldBe($"{Written}: the archive has no subset 'train'; it has: valid");
        Should.Throw<Hdf5Exception>(() => new HDF5Dataset("nowhere.hdf5")).Message.ShouldContain("nowhere.hdf5: cannot open the HDF5 archive: no such file");
        Should.Throw<Hdf5Exception>(() => new HDF5Dataset(Path.Combine(Golden, "h5py.json"))).Message.ShouldContain("is no HDF5 file");
    }

    [Theory]
    [InlineData("none", false)]
    [InlineData("none", true)]
    [InlineData("lz4", false)]
    [InlineData("chunk_lz4", false)]
    [InlineData("gzip", false)]
    public void Gives_back_what_was_packed(string type, bool flatten)
    {
        using var folder = new TempFolder();
        using var range = torch.arange(0, 1000 * 24, dtype: ScalarType.Float64);
        using var values = range.reshape(1000, 2, 3, 4);
        var samples = new Rows(values);
        var path = folder["round.hdf5"];
        var settings = new Dictionary<string, object?> { ["array"] = new Dictionary<string, object?> { ["type"] = type, ["flatten"] = flatten } };
        Archive.Create(path, samples.Task, new DataLoader(samples, new() { BatchSize = 3 }), null, null, new("here", "unknown", "0.6.2", null), Thelper.Config.ConfigNode.FromPlain(settings, "here", "compression"));
        using var archive = new HDF5Dataset(path);
        archive.Count.ShouldBe(1000);
        archive.Task.CheckCompat(samples.Task, exact: true).ShouldBeTrue();
        archive.OriginalConfig.ShouldBeNull();
        for (var i = 0; i < 1000; i++)
        {
            using var sample = archive.GetItem(i, TransformRandom.For(0, 0, i));
            using var row = values[i];
            sample["number"].ShouldBe((long)i);
            sample["text"].ShouldBe($"text {i}");
            torch.equal((Tensor)sample["array"]!, row).ShouldBeTrue();
        }
    }

    [Fact]
    public void An_archive_is_split_as_a_whole_as_in_the_original()
    {
        using var folder = new TempFolder();
        var shapes = new ShapesDataset(count: 40, imageSize: 16, classes: 2);
        Archive.Create(folder["a.hdf5"], shapes.Task, new DataLoader(shapes, new() { BatchSize = 8 }), null, null, new("here", "unknown", "0.6.2", null));
        using var archive = new HDF5Dataset(folder["a.hdf5"]);
        var settings = new SplitSettings(
            new Dictionary<string, double> { ["d"] = 0.75 }, new Dictionary<string, double> { ["d"] = 0.25 }, new Dictionary<string, double>(), new Seeds(Test: 3, Valid: 4));
        var split = Splitter.Split(new Dictionary<string, Dataset> { ["d"] = archive }, archive.Task, settings);
        var whole = Splitter.Split(new Dictionary<string, Dataset> { ["d"] = new MemoryDataset(40) }, null, settings);
        split.Train["d"].ShouldBe(whole.Train["d"]);
        split.Valid["d"].ShouldBe(whole.Valid["d"]);
        split.Labels!["d"].ShouldAllBe(label => label == null);
    }

    private static T[] Numbers<T>(JsonDocument expected, string name, int row, Func<JsonElement, T> read) =>
        [.. expected.RootElement.GetProperty(name)[row].EnumerateArray().Select(read)];

    private sealed class Rows(Tensor values) : Dataset
    {
        public override Thelper.Tasks.Task Task { get; } = new("array", "number", ["text"]);

        public override int Count => (int)values.shape[0];

        protected override Sample Load(int index) => new() { ["array"] = values[index], ["number"] = (long)index, ["text"] = $"text {index}" };
    }
}
