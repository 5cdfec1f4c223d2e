using Thelper.Data;
using Thelper.Data.Datasets;
using Thelper.Data.Loading;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Tests.Data.Loading;

/// <summary>Batches of a detection task, whose images may differ in size.</summary>
[NoLeaks]
public class UnevenImagesTests
{
    private static readonly Detection Boxes = new(new[] { "background", "a" }, "image", "boxes", background: 0);

    // Small images are packed at the end, large ones are put into their row while they are loaded.
    [Theory]
    [InlineData(8, 0)]
    [InlineData(8, 2)]
    [InlineData(96, 0)]
    [InlineData(96, 2)]
    public void Images_of_different_sizes_are_a_list_and_equal_ones_are_stacked(int size, int workers)
    {
        // By index: 0, 1 equal; 2, 3 differ; 4 alone.
        long[][] shapes = [[3, size, size], [3, size, size], [3, size, size], [3, size, size + 5], [3, size + 1, size]];
        var loader = new DataLoader(new Images(shapes), new DataLoaderOptions { BatchSize = 2, Workers = workers, Task = Boxes });
        var seen = 0;
        foreach (var batch in loader)
        {
            using (batch)
            using (torch.NewDisposeScope())
            {
                switch (seen++)
                {
                    case 0:
                        var stacked = batch["image"].ShouldBeOfType<torch.Tensor>();
                        stacked.shape.ShouldBe([2, 3, size, size]);
                        stacked.DataSpan<float>().ToArray().ShouldBe([.. Enumerable.Repeat(0f, 3 * size * size), .. Enumerable.Repeat(1f, 3 * size * size)]);
                        break;
                    case 1:
                        var list = batch["image"].ShouldBeOfType<List<object?>>().Cast<torch.Tensor>().ToList();
                        list.Select(image => image.shape).ShouldBe([shapes[2], shapes[3]]);
                        list.Select(image => image.min().ToSingle()).ShouldBe([2, 3]);
                        list.Select(image => image.max().ToSingle()).ShouldBe([2, 3]);
                        ((IReadOnlyList<object?>)batch["boxes"]!).Count.ShouldBe(2);
                        break;
                    default:
                        batch["image"].ShouldBeOfType<torch.Tensor>().shape.ShouldBe([1, 3, size + 1, size]);
                        break;
                }
            }
        }

        seen.ShouldBe(3);
    }

    // What is wrong with a sample is known before it is loaded; it is said at once, or left out where that is tolerated.
    [Fact]
    public void Known_faults_end_a_run_before_it_begins_unless_they_are_tolerated()
    {
        var data = new Images([[3, 8, 8], [3, 8, 8], [3, 8, 8], [3, 8, 8]]) { Faults = [1, 3] };
        var all = new ConcatDataset([(data, null)], Boxes);
        var error = Should.Throw<UserErrorException>(() => new DataLoader(all, new DataLoaderOptions { Task = Boxes, Name = "train" }).TrySamples(1)).Message;
        error.ShouldEndWith(": box 1 is bad (1 more samples of the train set have such a fault)");
        var bad = new BadSamples(BadSampleAction.Skip, 2, new Dictionary<string, Dataset> { ["d"] = data });
        var tolerant = new DataLoader(all, new DataLoaderOptions { BatchSize = 2, Task = Boxes, BadSamples = bad });
        tolerant.TrySamples(1);
        var sizes = new List<long>();
        foreach (var batch in tolerant)
        {
            using (batch)
            {
                sizes.Add(((torch.Tensor)batch["image"]!).shape[0]);
            }
        }

        sizes.ShouldBe([1, 1]);
        bad.Count.ShouldBe(2);
    }

    [Fact]
    public void Other_tasks_and_other_types_of_one_batch_are_refused_as_before()
    {
        long[][] shapes = [[3, 8, 8], [3, 8, 9]];
        Should.Throw<UserErrorException>(() => All(new DataLoader(new Images(shapes), new DataLoaderOptions { BatchSize = 2, Task = new Thelper.Tasks.Task("image", null) })))
            .Message.ShouldContain("bring all samples to one size");
        Should.Throw<UserErrorException>(() => All(new DataLoader(new Images([[3, 8, 8], [8, 9]]), new DataLoaderOptions { BatchSize = 2, Task = Boxes })))
            .Message.ShouldContain("bring all samples to one size");
    }

    // Whichever comes first: what one data set says of its samples, another need not say.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Several_data_sets_may_have_different_metadata(bool first)
    {
        var numbered = new Images([[3, 8, 8]]) { More = sample => (sample["id"], sample["name"], sample["idx"]) = (7L, "a", 0L) };
        var named = new Images([[3, 8, 8]]) { More = sample => (sample["id"], sample["path"], sample["idx"]) = ("b", "p", 0L) };
        var all = new ConcatDataset(first ? [(numbered, null), (named, null)] : [(named, null), (numbered, null)], Boxes);
        foreach (var batch in new DataLoader(all, new DataLoaderOptions { BatchSize = 2, Task = Boxes }))
        {
            using (batch)
            {
                batch.Keys.Order(StringComparer.Ordinal).ShouldBe(["boxes", "id", "idx", "image", "name", "path"]);
                batch["id"].ShouldBe(first ? new List<object?> { 7L, "b" } : ["b", 7L]);
                batch["name"].ShouldBe(first ? new List<object?> { "a", null } : [null, "a"]);
                batch["path"].ShouldBe(first ? new List<object?> { null, "p" } : ["p", null]);
                batch["idx"].ShouldBeOfType<torch.Tensor>().shape.ShouldBe([2]);
            }
        }

        var without = new ConcatDataset([(numbered, null), (new Images([[3, 8, 8]]) { More = sample => sample.Remove("boxes") }, null)], Boxes);
        Should.Throw<UserErrorException>(() => All(new DataLoader(without, new DataLoaderOptions { BatchSize = 2, Task = Boxes }))).Message.ShouldContain("'boxes'");
    }

    private static void All(DataLoader loader)
    {
        foreach (var batch in loader)
        {
            batch.Dispose();
        }
    }

    private sealed class Images(long[][] shapes) : Dataset
    {
        public int[] Faults { get; init; } = [];

        public Action<Sample> More { get; init; } = _ => { };

        public override Thelper.Tasks.Task Task => Boxes;

        public override int Count => shapes.Length;

        internal override string? KnownFault(int index) => Faults.Contains(index) ? FormattableString.Invariant($"box {index} is bad") : null;

        protected override Sample Load(int index)
        {
            if (KnownFault(index) is { } fault)
            {
                throw new UserErrorException(fault);
            }

            var sample = new Sample { ["image"] = torch.full(shapes[index], index, torch.float32), ["boxes"] = Array.Empty<BoundingBox>() };
            More(sample);
            return sample;
        }
    }
}
