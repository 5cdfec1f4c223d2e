using Thelper.Data;
using Thelper.Data.Datasets;
using Thelper.Data.Loading;
using Thelper.Imaging;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Transforms;
using Task = Thelper.Tasks.Task;

namespace Thelper.Tests.Data.Loading;

/// <summary>Batches of large tensors, which loader threads build in place.</summary>
[NoLeaks]
public class BatchRowsTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(2, false)]
    [InlineData(4, false)]
    [InlineData(2, true)]
    public void Batches_are_those_of_a_plain_collate_function(int workers, bool skip)
    {
        var options = new DataLoaderOptions { BatchSize = 4, Workers = workers };
        var expected = Batches(new Images(30, skip ? 7 : -1), options with { Collate = new Plain(), BadSamples = Bad(skip) });
        var actual = Batches(new Images(30, skip ? 7 : -1), options with { BadSamples = Bad(skip) });
        actual.Count.ShouldBe(8);
        for (var i = 0; i < actual.Count; i++)
        {
            using var a = actual[i];
            using var b = expected[i];
            foreach (var key in new[] { "image", "mask", "small", "turned" })
            {
                GoldenArray.ShouldMatch((torch.Tensor)a[key]!, (torch.Tensor)b[key]!, 0, $"batch {i}, {key}");
            }

            a["name"].ShouldBe(b["name"]);
        }
    }

    [Fact]
    public void Memory_is_used_again_only_when_nothing_refers_to_it()
    {
        var addresses = new HashSet<nint>();
        var kept = new List<(torch.Tensor View, float Value)>();
        var number = 0;
        foreach (var batch in new DataLoader(new Images(200), new DataLoaderOptions { BatchSize = 4, Workers = 2 }))
        {
            using (batch)
            {
                var image = (torch.Tensor)batch["image"]!;
                addresses.Add(image.DataPointer);
                if (number++ is 3 or 20)
                {
                    kept.Add((image.select(0, 1), ((number - 1) * 4) + 1));
                }
            }
        }

        addresses.Count.ShouldBeLessThan(10);
        foreach (var (view, value) in kept)
        {
            using (view)
            {
                view.DataSpan<float>().ToArray().ShouldAllBe(pixel => pixel == value);
            }
        }
    }

    [Fact]
    public void Samples_of_different_shapes_are_the_same_error_as_ever()
    {
        var error = Should.Throw<UserErrorException>(() => Batches(new Images(8) { Growing = true }, new DataLoaderOptions { BatchSize = 4, Workers = 2 }));
        error.Message.ShouldStartWith("batch of image 0 and the samples after it in the data set: the field 'image' has tensors of different shape or type in one batch (Float32 (3, 64, 64) and Float32 (3, 65, 64))");
    }

    [Fact]
    public void Leaving_in_mid_epoch_frees_the_rows()
    {
        using var folder = new TempFolder();
        using (torch.NewDisposeScope())
        {
            torch.manual_seed(0);
            var image = ImageOps.Resize((torch.rand([32, 32, 3]) * 255).to(torch.uint8), 512, 512, Interpolation.Cubic);
            for (var i = 0; i < 96; i++)
            {
                ImageCodec.Save(folder[$"{i}.jpg"], image);
            }
        }

        var crop = new TransformWrapper(new RandomResizedCrop(224L), targetKeys: ["image"]);
        var loader = new DataLoader(new ImageDataset(folder.Path, crop), new DataLoaderOptions { BatchSize = 32, Workers = 2 });
        var alive = torch.Diagnostics.LiveHandles;
        for (var i = 0; i < 3; i++)
        {
            var batches = loader.GetEnumerator();
            batches.MoveNext().ShouldBeTrue();
            batches.Current.Dispose();
            batches.Dispose();
            torch.Diagnostics.LiveHandles.ShouldBe(alive);
        }
    }

    private static BadSamples? Bad(bool skip) => skip ? new BadSamples(BadSampleAction.Skip, 5, new Dictionary<string, Dataset>()) : null;

    private static List<Sample> Batches(Dataset dataset, DataLoaderOptions options) => [.. new DataLoader(dataset, options)];

    private sealed class Plain : ICollate
    {
        public Sample Collate(IReadOnlyList<Sample> samples) => new DefaultCollate().Collate(samples);
    }

    /// <summary>Images whose pixels are the sample's number.</summary>
    private sealed class Images(int count, int bad = -1) : Dataset
    {
        public bool Growing { get; init; }

        public override Task Task { get; } = new Task("image", null, ["mask"]);

        public override int Count => count;

        public override string Describe(int index) => FormattableString.Invariant($"image {index}");

        protected override Sample Load(int index)
        {
            if (index == bad)
            {
                throw new ImageException("damaged");
            }

            return new Sample
            {
                ["image"] = torch.full([3, Growing ? 64 + index : 64, 64], index, torch.float32),
                ["mask"] = torch.full([200, 100], index, torch.uint8),
                ["small"] = torch.full([2], index, torch.int64),
                ["turned"] = torch.arange(index, index + 10000, dtype: torch.float32).reshape(100, 100).t(),
                ["name"] = Describe(index),
            };
        }
    }
}
