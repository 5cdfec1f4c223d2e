using System.Collections.Concurrent;
using Thelper.Data.Loading;
using Thelper.Data.Sampling;
using Thelper.Random;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Tests.Data.Loading;

[NoLeaks]
public class DataLoaderStateTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Restoring_yields_the_very_next_batch(int workers)
    {
        var whole = Values(Make(2));
        for (var cut = 0; cut <= 15; cut += 3)
        {
            var first = Make(workers);
            first.SetEpoch(3);
            var taken = Take(first, cut);
            first.State.ShouldBe(new DataLoaderState(3, cut));
            var second = Make(workers);
            second.Restore(first.State);
            second.State.ShouldBe(first.State);
            // What a training loop does before an epoch.
            second.SetEpoch(3);
            double[] rest = [.. taken, .. Values(second)];
            var expected = Make(0);
            expected.SetEpoch(3);
            rest.ShouldBe(Values(expected));
            second.State.ShouldBe(new DataLoaderState(4, 0));
            Values(second).Length.ShouldBe(whole.Length);
        }
    }

    [Fact]
    public void Another_epoch_starts_at_its_beginning()
    {
        var loader = Make(1);
        loader.Restore(new DataLoaderState(3, 5));
        loader.SetEpoch(0);
        Values(loader).ShouldBe(Values(Make(1)));
    }

    [Fact]
    public void An_order_that_cannot_be_drawn_again_cannot_be_continued()
    {
        var loader = new DataLoader(new MemoryDataset(4), null, new SubsetRandomSampler(new SamplerInput([0, 1, 2, 3])));
        Should.Throw<UserErrorException>(() => loader.Restore(new DataLoaderState(0, 1))).Message.ShouldContain("torch_seed");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Ranks_give_the_samples_and_random_numbers_of_one_process(int workers)
    {
        var expected = Values(Make(0, batchSize: 1, scale: 1.7));
        var joined = new double[expected.Length];
        for (var rank = 0; rank < 3; rank++)
        {
            var loader = Make(workers, batchSize: 1, scale: 1.7);
            loader.Sampler.SetRank(rank, 3);
            var values = Values(loader);
            (values.Length / 2).ShouldBe(loader.BatchCount);
            for (var i = 0; i < values.Length; i += 2)
            {
                var place = 2 * (rank + (i / 2 * 3));
                (joined[place], joined[place + 1]) = (values[i], values[i + 1]);
            }
        }

        joined.ShouldBe(expected);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Stopping_in_mid_epoch_does_not_wait_for_the_batch(int workers)
    {
        // A batch of these takes four workers a minute, and whoever stops in it a sample or two.
        const int batch = 12_000;
        var alive = torch.Diagnostics.LiveHandles;
        var threads = new LoaderThreads();
        var dataset = new MemoryDataset(10 * batch)
        {
            OnLoad = _ =>
            {
                threads.Note();
                Thread.Sleep(20);
            },
        };
        var batches = new DataLoader(dataset, new DataLoaderOptions { BatchSize = batch, Workers = workers }).GetEnumerator();
        Endless.WaitUntil(() => dataset.Loaded >= workers);
        batches.Dispose();
        dataset.Loaded.ShouldBeLessThan(batch);
        torch.Diagnostics.LiveHandles.ShouldBe(alive);
        threads.ShouldHaveEnded();
    }

    [Fact]
    public void All_workers_share_the_first_batch()
    {
        // Nobody gets his first sample before everybody has asked for one.
        const int workers = 8;
        var first = new ConcurrentBag<int>();
        using var all = new CountdownEvent(workers);
        var dataset = new MemoryDataset(256)
        {
            OnLoad = index =>
            {
                if (!all.IsSet)
                {
                    first.Add(index);
                    all.Signal();
                    all.Wait(Endless.Limit).ShouldBeTrue();
                }
            },
        };
        using var batches = new DataLoader(dataset, new DataLoaderOptions { BatchSize = 64, Workers = workers }).GetEnumerator();
        batches.MoveNext().ShouldBeTrue();
        first.Order().ShouldBe(Enumerable.Range(0, workers));
        batches.Current.Dispose();
    }

    [Fact]
    public void A_wrapper_passes_batches_through_a_function()
    {
        var wrapper = new DataLoaderWrapper(Make(1), batch =>
        {
            batch["more"] = 1L;
            return batch;
        });
        foreach (var batch in wrapper)
        {
            using (batch)
            {
                batch["more"].ShouldBe(1L);
            }
        }

        wrapper.Loader.Epoch.ShouldBe(1);
    }

    private static DataLoader Make(int workers, int batchSize = 7, double scale = 1.0)
    {
        var seeds = new Seeds(Torch: 3, Numpy: 4, Random: 5);
        var sampler = new SubsetRandomSampler(new SamplerInput([.. Enumerable.Range(0, 103)], Seeds: seeds, Scale: scale));
        var options = new DataLoaderOptions { BatchSize = batchSize, Workers = workers, Seeds = seeds };
        return new DataLoader(new MemoryDataset(103, transforms: new AddNoise()), options, sampler);
    }

    private static double[] Values(DataLoader loader) => Take(loader, int.MaxValue);

    private static double[] Take(DataLoader loader, int count)
    {
        var values = new List<double>();
        using var batches = loader.GetEnumerator();
        for (var i = 0; i < count && batches.MoveNext(); i++)
        {
            values.AddRange(((torch.Tensor)batches.Current["x"]!).DataSpan<double>());
            batches.Current.Dispose();
        }

        return [.. values];
    }
}
