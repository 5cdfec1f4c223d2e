using Thelper.Data.Formats.Hdf5;
using Thelper.Data.Loading;
using Thelper.Tasks;
using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>Runs every configuration of the pages on own data, rebalancing and exporting, in the order in which they stand there.</summary>
[NoLeaks]
public class UseCasePagesTests
{
    [Fact]
    public void Own_data()
    {
        using var work = Prepared();
        var blocks = work.Blocks("own-dataset.md", "json");
        blocks.Count.ShouldBe(2);
        var list = work.Page("own-dataset.md").Split('\n').Where(line => line.StartsWith("    path,", StringComparison.Ordinal) || line.StartsWith("    digits/", StringComparison.Ordinal)).ToArray();
        list.Length.ShouldBe(4);
        File.WriteAllLines(work["labels.csv"], list.Select(line => line.Trim()));
        File.WriteAllText(work["0.json"], blocks[0]);
        Check(work, "new", "0.json", "sessions");
        Check(work, "stats", "0.json").ShouldContain("train: 3 samples\n  classes: even (2), odd (1)\n");
        Check(work, "check", "0.json");

        // What the page says of the regression is done to the configuration.
        var regression = blocks[0];
        foreach (var (old, other) in new[]
        {
            ("\"label_column\": \"label\"", "\"target_columns\": [\"age\"]"),
            ("{\"type\": \"thelper.nn.lenet.LeNet\", \"params\": {\"input_shape\": [3, 32, 32]}}", "{\"type\": \"torchvision.models.squeezenet1_1\", \"params\": {\"num_classes\": 1}}"),
            ("torch.nn.CrossEntropyLoss", "torch.nn.MSELoss"),
            ("from-a-list", "ages"),
        })
        {
            regression.ShouldContain(old);
            (other == "ages" || work.Page("own-dataset.md").Contains($"`{other}`", StringComparison.Ordinal)).ShouldBeTrue(other);
            regression = regression.Replace(old, other, StringComparison.Ordinal);
        }

        File.WriteAllText(work["ages.json"], regression);
        Check(work, "new", "ages.json", "sessions");
        File.WriteAllText(work["1.json"], blocks[1]);
        Check(work, "stats", "1.json").ShouldContain("train: 48 samples\n");

        // The data set of another size is packed by its own collate function.
        var loaders = Thelper.Data.Loading.Loaders.Create(Thelper.Config.ConfigLoader.Load("1.json"), new());
        loaders.Train!.SampleCount.ShouldBe(36);
        var taken = 0L;
        foreach (var batch in loaders.Train)
        {
            using (batch)
            {
                var images = (Torch.torch.Tensor)batch["image"]!;
                images.shape.Length.ShouldBe(4);
                images.shape[1].ShouldBe(1);
                ((Torch.torch.Tensor)batch["dots"]!).shape.ShouldBe([images.shape[0], 1]);
                taken += images.shape[0];
            }
        }

        taken.ShouldBe(36);
    }

    [Fact]
    public void Own_classes_on_the_page_are_the_samples()
    {
        using var work = Prepared();
        var shown = work.Blocks("own-dataset.md", "csharp");
        shown.ShouldBe(new[] { "Dots", "PadCollate", "Share", "Speckle" }.Select(name => File.ReadAllText(work[$"samples/own-dataset/{name}.cs"])));
    }

    [Fact]
    public void Rebalancing()
    {
        using var work = Prepared();
        // Ten of a class, every tenth of the others.
        foreach (var folder in Directory.GetDirectories(work["digits"] + "/"))
        {
            var name = Path.GetFileName(folder);
            Directory.CreateDirectory(work[$"rare/{name}"]);
            foreach (var file in Directory.GetFiles(folder).Order(StringComparer.Ordinal).Take(name is "7" or "3" ? 10 : 60))
            {
                File.Copy(file, work[$"rare/{name}/{Path.GetFileName(file)}"]);
            }
        }

        var blocks = work.Blocks("rebalancing.md", "json");
        blocks.Count.ShouldBe(2);
        for (var i = 0; i < blocks.Count; i++)
        {
            File.WriteAllText(work[$"{i}.json"], blocks[i]);
            Check(work, "new", $"{i}.json", "sessions");
        }

        var loaders = Thelper.Data.Loading.Loaders.Create(Thelper.Config.ConfigLoader.Load("0.json"), new());
        var drawn = new Dictionary<string, int>();
        foreach (var batch in loaders.Train!)
        {
            using (batch)
            {
                foreach (string? label in (IReadOnlyList<object?>)batch["label"]!)
                {
                    drawn[label!] = drawn.GetValueOrDefault(label!) + 1;
                }
            }
        }

        // 8 classes of 48, 2 of 8: 400 samples, 40 of each.
        drawn.Values.ShouldAllBe(count => count == 40);
        drawn.Count.ShouldBe(10);
    }

    [Fact]
    public void Exporting()
    {
        using var work = Prepared();
        var blocks = work.Blocks("exporting-data.md", "json");
        blocks.Count.ShouldBe(3);
        foreach (var (verb, block) in new[] { "split", "split", "new" }.Zip(blocks))
        {
            File.WriteAllText(work["page.json"], block);
            Check(work, verb, "page.json", "exports");
        }

        using var ready = new Thelper.Data.Formats.Hdf5.HDF5Dataset(work["exports/digits-ready/ready.hdf5"]);
        ready.Count.ShouldBe(3 * 359);
        using var plain = new Thelper.Data.Formats.Hdf5.HDF5Dataset(work["exports/digits-export/digits.hdf5"], "test");
        plain.Count.ShouldBe(179);
    }

    private static string Check(PageWorkspace work, params string[] arguments)
    {
        work.ShouldNotBeNull();
        var (code, output, error) = Workspace.Run(["--silent", .. arguments]);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
        return output;
    }

    private static PageWorkspace Prepared() => new();

    /// <summary>A workspace that has the samples, and knows the pages.</summary>
    private sealed class PageWorkspace : IDisposable
    {
        private readonly Workspace work = new();
        private readonly string root;

        public PageWorkspace()
        {
            root = Path.GetFullPath(Path.Combine(Directory.ResolveLinkTarget(work["digits"], returnFinalTarget: true)!.FullName, "..", ".."));
            Directory.CreateSymbolicLink(work["samples"], Path.Combine(root, "samples"));
        }

        public string this[string name] => work[name];

        public string Page(string name) => File.ReadAllText(Path.Combine(root, "docs", name));

        public IReadOnlyList<string> Blocks(string page, string language) =>
            [.. Page(page).Split("```").Where(block => block.StartsWith(language + "\n", StringComparison.Ordinal)).Select(block => block[(language.Length + 1)..])];

        public void Dispose() => work.Dispose();
    }
}
