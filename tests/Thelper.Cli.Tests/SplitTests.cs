using System.Text.Json;
using Thelper.Data.Datasets;
using Thelper.Data.Formats.Hdf5;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Torch;

namespace Thelper.Cli.Tests;

/// <summary><c>thelper split</c> against the archive that thelper 0.6.2 made from the same configuration and data.</summary>
[NoLeaks]
public class SplitTests
{
    private static readonly string Golden = Path.Combine(AppContext.BaseDirectory, "Golden", "archives");

    [Theory]
    [InlineData("none")]
    [InlineData("chunk_lz4")]
    [InlineData("png")]
    public void The_archive_holds_the_originals_samples_in_the_originals_order(string type)
    {
        using var work = Prepared();
        var (code, _, error) = Workspace.Run("--silent", "split", "split.json", "out", $$$"""split.compression={"image": {"type": "{{{type}}}"}}""");
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        work.Files("out/split-plain").Where(file => !file.StartsWith("logs/config.", StringComparison.Ordinal))
            .ShouldBe(["config.latest.json", "digits-none.hdf5", "logs/data.log", "logs/digits.log", "logs/task.log"]);

        using var order = JsonDocument.Parse(File.ReadAllText(Path.Combine(Golden, "split-plain-order.json")));
        var source = new ImageFolderDataset("digits");
        foreach (var subset in new[] { "train", "valid", "test" })
        {
            using var archive = new HDF5Dataset(work["out/split-plain/digits-none.hdf5"], subset);
            archive.Task.CheckCompat(source.Task, exact: true).ShouldBeTrue();
            var expected = order.RootElement.GetProperty(subset).EnumerateArray().Select(index => index.GetInt64()).ToArray();
            archive.Count.ShouldBe(expected.Length);
            for (var i = 0; i < expected.Length; i++)
            {
                using var sample = archive.GetItem(i, TransformRandom.For(0, 0, 0));
                using var original = source.GetItem((int)expected[i], TransformRandom.For(0, 0, 0));
                sample["idx"].ShouldBe(expected[i]);
                sample["label"].ShouldBe(original["label"]);
                sample["path"].ShouldBe(original["path"]);
                torch.equal((torch.Tensor)sample["image"]!, (torch.Tensor)original["image"]!).ShouldBeTrue();
            }
        }
    }

    [Fact]
    public void A_session_trains_from_an_archive()
    {
        using var work = Prepared();
        Workspace.Run("--silent", "split", "split.json", "out", """split.compression={"image": {"type": "chunk_lz4"}}""").Code.ShouldBe(0);
        var (code, _, error) = Workspace.Run(
            "--silent", "new", "classif.json", "out", "trainer.epochs=1", """trainer.metrics={"accuracy": {"type": "thelper.optim.Accuracy"}}""", "trainer.test_metrics={}",
            """datasets={"a": {"type": "thelper.data.HDF5Dataset", "params": {"root": "out/split-plain/digits-none.hdf5", "subset": "valid"}}, "b": {"type": "thelper.data.HDF5Dataset", "params": {"root": "out/split-plain/digits-none.hdf5", "subset": "test"}}}""",
            """loaders.train_split={"a": 1.0}""", """loaders.valid_split={"b": 1.0}""", "loaders.test_split={}");
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        work.Files("out/classif-digits").ShouldContain(file => file.StartsWith("checkpoints/ckpt.", StringComparison.Ordinal));
    }

    [Fact]
    public void The_configurations_of_the_page_on_archives_run()
    {
        using var work = new Workspace();
        var page = File.ReadAllText(Path.Combine(Directory.ResolveLinkTarget(work["digits"], returnFinalTarget: true)!.FullName, "..", "..", "docs", "data-archives.md"));
        var blocks = page.Split("```").Where(block => block.StartsWith("json\n", StringComparison.Ordinal)).Select(block => block[5..]).ToArray();
        blocks.Length.ShouldBe(2);
        foreach (var (verb, block) in new[] { "split", "new" }.Zip(blocks))
        {
            File.WriteAllText(work[$"{verb}.json"], block);
            var (code, _, error) = Workspace.Run("--silent", verb, $"{verb}.json", "sessions");
            error.ShouldBeEmpty();
            code.ShouldBe(0);
        }
    }

    [Fact]
    public void A_killed_split_leaves_nothing_under_the_final_name()
    {
        // The tenth sample never comes.
        using var work = Prepared();
        File.WriteAllText(work["Stuck.cs"], """
            using System.Threading;
            using Thelper.Data;
            using Thelper.Transforms;

            public sealed class Stuck : ITransform
            {
                private int samples;

                public object? Apply(object? value, TransformRandom random)
                {
                    Thread.Sleep(Interlocked.Increment(ref samples) == 10 ? Timeout.Infinite : 0);
                    return value;
                }

                public object? Invert(object? value) => value;
            }
            """);
        using var process = work.Start("--silent", "split", "split.json", "out", """datasets.digits.transforms=[{"operation": "Stuck.cs:Stuck"}]""");
        var folder = work["out/split-plain"];
        Endless.WaitUntil(() => process.HasExited || (Directory.Exists(folder) && Directory.GetFiles(folder, ".digits-none.hdf5.*").Length > 0));
        process.HasExited.ShouldBeFalse();
        process.Kill();
        process.WaitForExit();
        File.Exists(Path.Combine(folder, "digits-none.hdf5")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""split.compression={"imag": {"type": "lz4"}}""", "no field 'imag'")]
    [InlineData("""split.compression={"image": {"type": "zip"}}""", "cannot compress with 'zip'")]
    [InlineData("split.compression=3", "expected a map")]
    [InlineData("split=3", "expected a map")]
    [InlineData("split.archive_name=../x.hdf5", "split.archive_name: the archive's name has a separator of folders ('../x.hdf5')")]
    [InlineData("""split.compression={"idx": {"type": "lz4"}}""", "'idx' holds single values")]
    public void Mistakes_are_told_and_leave_nothing(string change, string message)
    {
        using var work = Prepared();
        var (code, _, error) = Workspace.Run("--silent", "split", "split.json", "out", change);
        code.ShouldBe(2);
        error.ShouldContain(message);
        work.Files("out").ShouldBeEmpty();
    }

    private static Workspace Prepared()
    {
        var work = new Workspace();
        File.Copy(Path.Combine(Golden, "split-none.json"), work["split.json"]);
        return work;
    }
}
