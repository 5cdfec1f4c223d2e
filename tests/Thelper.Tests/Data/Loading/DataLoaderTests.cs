using Thelper.Data;
using Thelper.Data.Loading;
using Thelper.Data.Sampling;
using Thelper.Random;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Data.Sampling;
using Thelper.Torch;

namespace Thelper.Tests.Data.Loading;

[NoLeaks]
public class DataLoaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Batches_do_not_depend_on_the_number_of_workers(int workers)
    {
        var expected = Epochs(Make(new MemoryDataset(103, transforms: new AddNoise()), workers: 0));
        Epochs(Make(new MemoryDataset(103, transforms: new AddNoise()), workers)).ShouldBe(expected);
        expected.Distinct().Count().ShouldBe(expected.Length);
    }

    [Fact]
    public void A_sample_drawn_twice_gets_other_random_numbers()
    {
        var drawn = Epochs(Make(new MemoryDataset(10, transforms: new AddNoise()), workers: 2, scale: 3.0), epochs: 1);
        drawn.Length.ShouldBe(30);
        drawn.Distinct().Count().ShouldBe(30);
    }

    [Fact]
    public void Sizes_count_batches_and_samples()
    {
        var loader = Make(new MemoryDataset(10), workers: 1, batchSize: 4);
        (loader.SampleCount, loader.BatchCount).ShouldBe((10, 3));
        Sizes(loader).ShouldBe([4, 4, 2]);
        var dropping = new DataLoader(new MemoryDataset(10), new DataLoaderOptions { BatchSize = 4, DropLast = true });
        dropping.BatchCount.ShouldBe(2);
        Sizes(dropping).ShouldBe([4, 4]);
        Sizes(new DataLoader(new MemoryDataset(0))).ShouldBeEmpty();
    }

    [Fact]
    public void Every_iteration_advances_the_epoch()
    {
        var loader = Make(new MemoryDataset(20), workers: 1);
        var first = Epochs(loader, epochs: 1);
        loader.Epoch.ShouldBe(1);
        Epochs(loader, epochs: 1).ShouldNotBe(first);
        loader.SetEpoch(0);
        Epochs(loader, epochs: 1).ShouldBe(first);
        Should.Throw<ArgumentOutOfRangeException>(() => loader.SetEpoch(-1));
    }

    [Fact]
    public void Generator_moves_as_in_the_original()
    {
        foreach (var reference in Orders.Cases("stream"))
        {
            torch.manual_seed(11);
            var options = new DataLoaderOptions
            {
                BatchSize = 2,
                Workers = reference.GetProperty("workers").GetInt32(),
                Seeds = new Seeds(Torch: reference.GetProperty("seed").GetInt32()),
                Epoch = reference.GetProperty("epoch").GetInt32(),
            };
            using var batches = new DataLoader(new MemoryDataset(8), options).GetEnumerator();
            batches.MoveNext().ShouldBeTrue();
            batches.Current.Dispose();
            using var next = torch.randint(0, 1L << 31, [4]);
            next.DataSpan<long>().ToArray().Select(value => (int)value).ShouldBe(Orders.Ints(reference.GetProperty("next")));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void A_user_mistake_names_the_sample_and_comes_in_order(int workers)
    {
        var dataset = new MemoryDataset(40) { OnLoad = index => { if (index == 21) { throw new UserErrorException("no such thing"); } } };
        var loader = new DataLoader(dataset, new DataLoaderOptions { BatchSize = 4, Workers = workers, Name = "train" });
        var seen = 0;
        var error = Should.Throw<UserErrorException>(() => Consume(loader, _ => seen++));
        error.Message.ShouldBe("memory/21.bin: no such thing");
        seen.ShouldBe(5);
    }

    [Fact]
    public void A_bug_names_the_sample_and_keeps_its_trace()
    {
        var dataset = new MemoryDataset(4) { OnLoad = index => { if (index == 2) { throw new InvalidOperationException("broken"); } } };
        var error = Should.Throw<LoadingException>(() => Consume(new DataLoader(dataset, new DataLoaderOptions { Name = "valid" }), _ => { }));
        error.Message.ShouldBe("loading memory/2.bin for the valid set failed: broken");
        error.InnerException.ShouldBeOfType<InvalidOperationException>().StackTrace!.ShouldContain(nameof(MemoryDataset));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    public void Leaving_early_ends_the_threads_and_frees_everything(int workers)
    {
        var alive = torch.Diagnostics.LiveHandles;
        var threads = new LoaderThreads();
        var dataset = new MemoryDataset(10_000)
        {
            OnLoad = _ =>
            {
                threads.Note();
                Thread.Sleep(1);
            },
        };
        foreach (var batch in new DataLoader(dataset, new DataLoaderOptions { BatchSize = 8, Workers = workers }))
        {
            batch.Dispose();
            break;
        }

        threads.ShouldHaveEnded();
        torch.Diagnostics.LiveHandles.ShouldBe(alive);
        dataset.Loaded.ShouldBeLessThan(1000);
    }

    [Fact]
    public void Threads_stay_a_bounded_number_of_batches_ahead()
    {
        var dataset = new MemoryDataset(1000);
        using var batches = new DataLoader(dataset, new DataLoaderOptions { BatchSize = 1, Workers = 2 }).GetEnumerator();
        batches.MoveNext().ShouldBeTrue();
        batches.Current.Dispose();
        Thread.Sleep(100);
        dataset.Loaded.ShouldBeLessThanOrEqualTo(1 + 4);
    }

    [Fact]
    public void Batches_belong_to_no_scope_of_the_consumer()
    {
        var batches = new DataLoader(new MemoryDataset(4), new DataLoaderOptions { BatchSize = 4 }).GetEnumerator();
        using (torch.NewDisposeScope())
        {
            batches.MoveNext();
        }

        ((torch.Tensor)batches.Current["x"]!).IsInvalid.ShouldBeFalse();
        batches.Current.Dispose();
        batches.Dispose();
    }

    [Fact]
    public void Loader_threads_leave_the_cores_to_the_training_thread()
    {
        var threads = torch.get_num_threads();
        var inside = -1;
        var dataset = new MemoryDataset(1) { OnLoad = _ => inside = torch.get_num_threads() };
        Consume(new DataLoader(dataset), _ => { });
        inside.ShouldBe(1);
        torch.get_num_threads().ShouldBe(threads);
        var later = 0;
        var thread = new Thread(() => later = torch.get_num_threads());
        thread.Start();
        thread.Join();
        later.ShouldBe(threads);
    }

    private static DataLoader Make(MemoryDataset dataset, int workers, int batchSize = 7, double scale = 1.0)
    {
        var seeds = new Seeds(Torch: 3, Numpy: 4, Random: 5);
        var sampler = new SubsetRandomSampler(new SamplerInput([.. Enumerable.Range(0, dataset.Count)], Seeds: seeds, Scale: scale));
        return new DataLoader(dataset, new DataLoaderOptions { BatchSize = batchSize, Workers = workers, Seeds = seeds }, sampler);
    }

    private static (double Index, double Noise)[] Epochs(DataLoader loader, int epochs = 2)
    {
        var drawn = new List<(double, double)>();
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            Consume(loader, batch =>
            {
                var values = ((torch.Tensor)batch["x"]!).DataSpan<double>();
                for (var i = 0; i < values.Length; i += 2)
                {
                    drawn.Add((values[i], values[i + 1]));
                }
            });
        }

        return [.. drawn];
    }

    private static int[] Sizes(DataLoader loader)
    {
        var sizes = new List<int>();
        Consume(loader, batch => sizes.Add((int)((torch.Tensor)batch["y"]!).numel()));
        return [.. sizes];
    }

    private static void Consume(DataLoader loader, Action<Sample> use)
    {
        foreach (var batch in loader)
        {
            using (batch)
            {
                use(batch);
            }
        }
    }
}
