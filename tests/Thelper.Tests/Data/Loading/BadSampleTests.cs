using Thelper.Data;
using Thelper.Data.Loading;
using Thelper.Random;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Logging;
using Thelper.Torch;

namespace Thelper.Tests.Data.Loading;

[NoLeaks]
public class BadSampleTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void Skipped_samples_are_missing_from_their_batches(int workers)
    {
        var (loader, bad) = Make(BadSampleAction.Skip, workers, budget: 10);
        var batches = Batches(loader);
        batches.Select(batch => batch.Length).ShouldBe([4, 3, 4, 2, 4, 4, 4, 4, 3]);
        batches.SelectMany(batch => batch).ShouldBe(Enumerable.Range(0, 40).Where(index => !IsBad(index)).Select(index => (double)index));
        bad.Count.ShouldBe(8);
    }

    [Fact]
    public void Substitutes_are_the_same_for_any_number_of_workers()
    {
        double[][]? expected = null;
        foreach (var workers in new[] { 0, 1, 2, 4 })
        {
            var (loader, bad) = Make(BadSampleAction.Substitute, workers, budget: 10);
            var batches = Batches(loader);
            batches.ShouldAllBe(batch => batch.Length == 4);
            batches.SelectMany(batch => batch).ShouldNotContain(index => IsBad((int)index));
            bad.Count.ShouldBe(8);
            expected ??= batches;
            batches.Length.ShouldBe(expected.Length);
            for (var i = 0; i < batches.Length; i++)
            {
                batches[i].ShouldBe(expected[i]);
            }
        }
    }

    [Fact]
    public void The_budget_ends_the_run()
    {
        var (loader, _) = Make(BadSampleAction.Skip, 1, budget: 3);
        var error = Should.Throw<UserErrorException>(() => Batches(loader)).Message;
        error.ShouldContain("4 samples could not be loaded");
        error.ShouldContain("more than the 3 that are tolerated");
        error.ShouldContain("bad_sample_budget");
        error.ShouldContain("memory/5.bin");
    }

    [Fact]
    public void Bugs_are_not_bad_samples()
    {
        var dataset = new MemoryDataset(4) { OnLoad = index => { if (index == 2) { throw new InvalidOperationException("broken"); } } };
        var bad = new BadSamples(BadSampleAction.Skip, 10, new Dictionary<string, Dataset> { ["d"] = dataset });
        Should.Throw<LoadingException>(() => Batches(new DataLoader(dataset, new DataLoaderOptions { BadSamples = bad })));
        bad.Count.ShouldBe(0);
    }

    [Fact]
    public void A_set_without_a_good_sample_fails()
    {
        var dataset = new MemoryDataset(4) { OnLoad = _ => throw new UserErrorException("gone") };
        var bad = new BadSamples(BadSampleAction.Substitute, 10, new Dictionary<string, Dataset> { ["d"] = dataset });
        Should.Throw<UserErrorException>(() => Batches(new DataLoader(dataset, new DataLoaderOptions { BadSamples = bad }))).Message.ShouldContain("gone");
        var skip = new BadSamples(BadSampleAction.Skip, 10, new Dictionary<string, Dataset> { ["d"] = dataset });
        Batches(new DataLoader(dataset, new DataLoaderOptions { BadSamples = skip })).ShouldBeEmpty();
    }

    [Fact]
    public void The_list_names_sample_file_and_error_once()
    {
        using var folder = new TempFolder();
        var (loader, bad) = Make(BadSampleAction.Skip, 2, budget: 10);
        Batches(loader);
        bad.WriteTo(folder["bad-samples.csv"]);
        Batches(loader);
        var lines = File.ReadAllLines(folder["bad-samples.csv"]);
        lines[0].ShouldBe("set,dataset,sample,file,error");
        lines.Length.ShouldBe(9);
        lines.ShouldContain("train,d,12,memory/12.bin,\"memory/12.bin: a \"\"bad\"\", bad sample\"");
    }

    [Fact]
    public void A_list_that_may_not_be_written_is_a_warning_and_the_run_goes_on()
    {
        // A folder in its place is refused as a file without permission is.
        using var folder = new TempFolder();
        Directory.CreateDirectory(folder["bad-samples.csv"]);
        var log = new ListLog();
        var (loader, bad) = Make(BadSampleAction.Skip, 0, budget: 10, log);
        bad.WriteTo(folder["bad-samples.csv"]);
        Batches(loader).SelectMany(batch => batch).Count().ShouldBe(32);
        bad.Count.ShouldBe(8);
        log.Lines.Where(line => !line.StartsWith("Warning: bad sample (", StringComparison.Ordinal)).ShouldHaveSingleItem().ShouldStartWith($"Warning: {folder["bad-samples.csv"]}: the list of bad samples ends here (");
    }

    [Fact]
    public void What_a_data_set_of_ones_own_may_not_read_is_bad_data()
    {
        BadSamples.IsBadData(new LoadingException("loading a.bin failed", new UnauthorizedAccessException())).ShouldBeTrue();
        BadSamples.IsBadData(new LoadingException("loading a.bin failed", new IOException())).ShouldBeTrue();
        BadSamples.IsBadData(new LoadingException("loading a.bin failed", new InvalidOperationException())).ShouldBeFalse();
    }

    private static bool IsBad(int index) => index is 5 or 12 or 13 or 36 or (>= 20 and < 24);

    private static (DataLoader Loader, BadSamples Bad) Make(BadSampleAction action, int workers, int budget, ListLog? log = null)
    {
        var dataset = new MemoryDataset(40) { OnLoad = index => { if (IsBad(index)) { throw new UserErrorException("a \"bad\", bad sample"); } } };
        var bad = new BadSamples(action, budget, new Dictionary<string, Dataset> { ["d"] = dataset }, log);
        var options = new DataLoaderOptions { BatchSize = 4, Workers = workers, Seeds = new Seeds(Torch: 1, Numpy: 2, Random: 3), BadSamples = bad, Name = "train" };
        return (new DataLoader(dataset, options), bad);
    }

    private static double[][] Batches(DataLoader loader)
    {
        var batches = new List<double[]>();
        foreach (var batch in loader)
        {
            using (batch)
            {
                var values = ((torch.Tensor)batch["x"]!).DataSpan<double>().ToArray();
                batches.Add([.. values.Where((_, i) => i % 2 == 0)]);
            }
        }

        return [.. batches];
    }
}
