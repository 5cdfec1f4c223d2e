using Thelper.Config;
using Thelper.Data;
using Thelper.Data.Caching;
using Thelper.Data.Datasets;
using Thelper.Data.Loading;
using Thelper.Data.Sampling;
using Thelper.Random;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Config;
using Thelper.Torch;

namespace Thelper.Tests.Data.Caching;

[NoLeaks]
public class SampleCacheTests
{
    [Theory]
    [InlineData("ram", 0)]
    [InlineData("ram", 4)]
    [InlineData("disk", 0)]
    [InlineData("disk", 4)]
    public void Samples_are_loaded_once_and_the_stream_is_the_same(string kind, int workers)
    {
        using var folder = new TempFolder();
        var expected = Epochs(Make(new MemoryDataset(50, transforms: new AddNoise()), 0));
        SampleCache cache = kind == "ram" ? new RamCache(1 << 20) : new DiskCache(folder.Path, 1 << 20);
        var dataset = new MemoryDataset(50, transforms: new AddNoise()) { Cache = cache };
        Epochs(Make(dataset, workers)).ShouldBe(expected);
        dataset.Loaded.ShouldBe(50);
        (cache.Count, cache.Hits).ShouldBe((50, 100));
        cache.Used.ShouldBeInRange(50 * 40, 50 * 200);
        Directory.GetFiles(folder.Path).ShouldBeEmpty();
        (cache as IDisposable)?.Dispose();
    }

    [Theory]
    [InlineData("ram")]
    [InlineData("disk")]
    public void The_limit_holds(string kind)
    {
        using var folder = new TempFolder();
        SampleCache cache = kind == "ram" ? new RamCache(1000) : new DiskCache(folder.Path, 1000);
        var dataset = new MemoryDataset(50, transforms: new AddNoise()) { Cache = cache };
        Epochs(Make(dataset, 2)).ShouldBe(Epochs(Make(new MemoryDataset(50, transforms: new AddNoise()), 0)));
        cache.Used.ShouldBeInRange(500, 1000);
        cache.Count.ShouldBeInRange(3, 20);
        dataset.Loaded.ShouldBe(50 + (2 * (50 - cache.Count)));
        (cache as IDisposable)?.Dispose();
    }

    [Fact]
    public void Every_kind_of_value_comes_back()
    {
        using var folder = new TempFolder();
        using var cache = new DiskCache(folder.Path, 1 << 20);
        using var scope = torch.NewDisposeScope();
        using var image = torch.arange(12, dtype: torch.uint8).reshape(2, 2, 3);
        using var turned = image.permute(2, 0, 1);
        var box = new object();
        var values = new Dictionary<string, object?>
        {
            ["image"] = image,
            ["turned"] = turned,
            ["none"] = null,
            ["text"] = "Füße",
            ["whole"] = long.MinValue,
            ["real"] = 0.1,
            ["yes"] = true,
            ["no"] = false,
            ["boxes"] = new List<object?> { box, box },
            ["map"] = new Dictionary<string, object?> { ["inner"] = new List<object?> { 1L, null } },
        };
        var task = new Thelper.Tasks.Task("image", null, []);
        var dataset = new ExternalDataset(new List<object?> { values }, task) { Cache = cache };
        for (var i = 0; i < 2; i++)
        {
            using var sample = dataset.GetItem(0, Thelper.Imaging.Transforms.TransformRandom.For(0, 0, 0));
            sample.Keys.ShouldBe(values.Keys);
            var back = (torch.Tensor)sample["image"]!;
            (back.dtype, back.shape.Length).ShouldBe((torch.uint8, 3));
            back.DataSpan<byte>().ToArray().ShouldBe(image.DataSpan<byte>().ToArray());
            ((torch.Tensor)sample["turned"]!)[2, 1, 0].ToInt64().ShouldBe(8);
            sample["none"].ShouldBeNull();
            (sample["text"], sample["whole"], sample["real"], sample["yes"], sample["no"]).ShouldBe(("Füße", long.MinValue, 0.1, true, false));
            ((IReadOnlyList<object?>)sample["boxes"]!).ShouldAllBe(item => ReferenceEquals(item, box));
            ((IReadOnlyList<object?>)((IReadOnlyDictionary<string, object?>)sample["map"]!)["inner"]!).ShouldBe([1L, null]);
        }

        cache.Hits.ShouldBe(1);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named()
    {
        Should.Throw<UserErrorException>(() => new DiskCache("/proc/nowhere", 10)).Message.ShouldContain("/proc/nowhere");
        var make = CacheOptions.Bind(ConfigText.Json("""{"type": "disk", "folder": "not/there"}"""), new ConfigErrors());
        Should.Throw<UserErrorException>(() => make!(null)).Message.ShouldBe("loaders.cache.folder: the folder 'not/there' does not exist; make it, or name another one");
    }

    private static DataLoader Make(Dataset dataset, int workers)
    {
        var seeds = new Seeds(Torch: 3, Numpy: 4, Random: 5);
        var sampler = new SubsetRandomSampler(new SamplerInput([.. Enumerable.Range(0, dataset.Count)], Seeds: seeds));
        return new DataLoader(dataset, new DataLoaderOptions { BatchSize = 8, Workers = workers, Seeds = seeds }, sampler);
    }

    private static double[] Epochs(DataLoader loader)
    {
        var values = new List<double>();
        for (var epoch = 0; epoch < 3; epoch++)
        {
            foreach (var batch in loader)
            {
                using (batch)
                {
                    values.AddRange(((torch.Tensor)batch["x"]!).DataSpan<double>());
                }
            }
        }

        return [.. values];
    }
}
