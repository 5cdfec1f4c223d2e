using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Config;
using Thelper.Imaging;
using Thelper.Metrics.Outputs;
using Thelper.Sessions;
using Thelper.Tasks;
using Thelper.Testing;
using Thelper.Tests.Logging;
using Thelper.Tests.Sessions;
using Thelper.Tests.Viz.TensorBoard;
using Thelper.Torch;
using Thelper.Viz;

namespace Thelper.Tests.Viz;

/// <summary>The key <c>viz</c> of a trainer, in sessions on digits.</summary>
[NoLeaks]
public class ProjectionSessionTests
{
    [Fact]
    public void A_session_projects_after_each_validation_and_at_the_end()
    {
        using var folder = new TemporaryFolder();
        Run(folder, """
            "viz": {
                "tsne": {"return_meta": ["path"], "title": "digits", "color_map": {"3": [255, 0, 0]}, "tsne_args": {"n_iter": 300, "perplexity": 10}},
                "umap": {"max_samples": 2, "thumbnails": false, "umap_args": {"n_epochs": 20}}
            },
            """);
        var valid = FolderOf(folder, "valid");
        Names(valid, "tsne").ShouldBe([
            "tsne-0000.png", "tsne-0001.png", "tsne-idxs-0000.json", "tsne-idxs-0001.json", "tsne-labels-0000.json", "tsne-labels-0001.json", "tsne-meta-0000.json", "tsne-meta-0001.json",
            "tsne-points-0000.json", "tsne-points-0001.json", "tsne-preds-0000.json", "tsne-preds-0001.json", "tsne-projs-0000.pkl", "tsne-projs-0001.pkl", "tsne-thumbs-0000.png", "tsne-thumbs-0001.png"]);
        Names(FolderOf(folder, "test"), "tsne").ShouldBe(["tsne-idxs.json", "tsne-labels.json", "tsne-meta.json", "tsne-points.json", "tsne-preds.json", "tsne-projs.pkl", "tsne-thumbs.png", "tsne.png"]);
        Names(valid, "umap").Count.ShouldBe(14);
        Names(FolderOf(folder, "train"), "tsne").ShouldBeEmpty();

        var labels = Numbers(valid, "tsne-labels-0001.json");
        labels.Length.ShouldBe(90);
        Numbers(valid, "tsne-preds-0001.json").Length.ShouldBe(90);
        Numbers(valid, "tsne-idxs-0001.json").ShouldBe(Enumerable.Range(0, 90).Select(i => i / 32));
        Numbers(valid, "umap-idxs-0001.json").ShouldBe(Enumerable.Range(0, 64).Select(i => i / 32));
        using var meta = JsonDocument.Parse(File.ReadAllText(Path.Combine(valid, "tsne-meta-0001.json")));
        var paths = meta.RootElement.GetProperty("path").EnumerateArray().Select(path => path.GetString()!).ToList();
        paths.Select(path => int.Parse(path.Split('/')[^2])).ShouldBe(labels);

        using var points = JsonDocument.Parse(File.ReadAllText(Path.Combine(valid, "tsne-points-0001.json")));
        points.RootElement.GetProperty("total").GetInt32().ShouldBe(90);
        points.RootElement.GetProperty("labels").EnumerateArray().Select(value => value.GetInt32()).ShouldBe(labels);
        points.RootElement.GetProperty("predictions").EnumerateArray().Select(value => value.GetInt32()).ShouldBe(Numbers(valid, "tsne-preds-0001.json"));
        points.RootElement.GetProperty("colors")[3].GetString().ShouldBe("#FF0000");
        points.RootElement.GetProperty("colors")[4].GetString().ShouldBe("#800080", "the colour of the palette's fifth entry");
        var x = points.RootElement.GetProperty("x").EnumerateArray().Select(value => value.GetSingle()).ToArray();
        var y = points.RootElement.GetProperty("y").EnumerateArray().Select(value => value.GetSingle()).ToArray();
        File.ReadAllBytes(Path.Combine(valid, "tsne-projs-0001.pkl")).ShouldBe(NumpyPickle.Of(x.Zip(y).SelectMany(point => new[] { point.First, point.Second }).ToArray(), 2));

        // Ten small pictures stand in a row of the sheet.
        using var scope = torch.NewDisposeScope();
        var sheet = ImageCodec.Decode(Path.Combine(valid, "tsne-thumbs-0001.png"));
        sheet.shape.ShouldBe([252, 280, 3]);
        foreach (var place in (int[])[0, 1, 12, 89])
        {
            var expected = ImageOps.Resize(ImageCodec.Decode(paths[place]), 28, 28, Interpolation.Area).to(torch.ScalarType.Float32);
            var shown = sheet.narrow(0, place / 10 * 28, 28).narrow(1, place % 10 * 28, 28).to(torch.ScalarType.Float32);
            ((shown / shown.max()) - (expected / expected.max())).abs().max().ToDouble().ShouldBeLessThan(0.2, $"sample {place}");
        }

        EventFile.Read(Directory.GetFiles(valid, "events.out.*").Single()).Values.Where(value => value.Tag == "epoch/tsne/image").Select(value => value.Step).ShouldBe([0, 1]);
    }

    [Fact]
    public void A_umap_alone_has_the_originals_names_and_changes_nothing_about_the_training()
    {
        using var with = new TemporaryFolder();
        using var without = new TemporaryFolder();
        Run(with, """ "visualization": {"umap": {"umap_args": {"n_epochs": 20}}}, """);
        Run(without, "");
        Names(FolderOf(with, "valid"), "tsne").ShouldContain("tsne-0001.png");
        Names(FolderOf(with, "valid"), "umap").ShouldBeEmpty();
        File.ReadAllText(Path.Combine(with["digits"], "output", "digits", "metrics.csv")).ShouldBe(File.ReadAllText(Path.Combine(without["digits"], "output", "digits", "metrics.csv")));
    }

    [Theory]
    [InlineData("""{"tsne": {"tsne_args": {"perplexety": 3}}}""", "did you mean 'perplexity'?")]
    [InlineData("""{"tsne": {"tsne_args": {"learning_rate": "fast"}}}""", "expected a number above 0, or \"auto\"")]
    [InlineData("""{"tsne": {"tsne_args": {"metric": "hamming"}}}""", "euclidean")]
    [InlineData("""{"tsne": {"color_map": {"3": [256, 0, 0]}}}""", "expected red, green and blue from 0 to 255")]
    [InlineData("""{"tsne": {"figsize": [6]}}""", "expected width and height")]
    [InlineData("""{"tsne": {"default_color": "red"}}""", "expected a colour")]
    [InlineData("""{"tsne": {"return_meta": ["path", 1]}}""", "expected true, false or a list of keys")]
    [InlineData("""{"umap": {"return_meta": "path"}}""", "expected true, false or a list of keys")]
    [InlineData("""{"umap": {"return_meta": ["path", "nope"]}}""", "return_meta[1]: the samples have no 'nope' (")]
    [InlineData("""{"umap": {"umap_args": {"min_dist": 2}}}""", "min_dist must not be greater than spread")]
    [InlineData("""{"pca": {}}""", "unknown key")]
    [InlineData("\"bad\"", "expected a map")]
    public void Mistakes_are_told_with_their_place(string viz, string expected)
    {
        using var folder = new TemporaryFolder();
        Should.Throw<UserErrorException>(() => Run(folder, $"\"viz\": {viz}, ")).Message.ShouldContain(expected);
        Directory.Exists(folder["digits"]).ShouldBeFalse();
    }

    [Fact]
    public void Few_samples_are_projected_with_as_many_neighbours_as_there_are()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(0);
        var task = new Classification(new List<string> { "a", "b" }, "image", "label");
        foreach (var count in (int[])[2, 3, 7, 15])
        {
            var samples = new EmbeddedSamples(torch.randn(count, 4), [], [], new int[count], new Dictionary<string, List<object?>>(), [], count);
            foreach (var outputs in new[] { ProjectionOutputs.TSne(new(), samples, task, NullLogger.Instance), ProjectionOutputs.Umap(new(), samples, task, NullLogger.Instance, "umap") })
            {
                outputs.Count().ShouldBe(count == 2 ? 0 : 7);
            }
        }
    }

    [Fact]
    public void Metadata_that_are_no_numbers_are_null()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(0);
        var meta = new Dictionary<string, List<object?>> { ["gsd"] = [double.NaN, float.PositiveInfinity, 0.5], ["place"] = [new[] { 1, double.NaN }, "here", null] };
        var samples = new EmbeddedSamples(torch.randn(3, 4), [], [], [0, 0, 0], meta, [], 3);
        var outputs = ProjectionOutputs.TSne(new(), samples, new Classification(new List<string> { "a", "b" }, "image", "label"), NullLogger.Instance);
        ((TextFile)outputs.Single(output => output.Key == "tsne-meta").Value).Text.ShouldBe("""{"gsd":[null,null,0.5],"place":[[1,null],"here",null]}""");
    }

    [Fact]
    public void A_projection_that_diverges_is_not_written()
    {
        using var scope = torch.NewDisposeScope();
        torch.manual_seed(0);
        var log = new ListLog();
        var samples = new EmbeddedSamples(torch.randn(5, 4), [], [], new int[5], new Dictionary<string, List<object?>>(), [], 5);
        var settings = new TSneVisualization { Args = new() { LearningRate = ConfigNode.Scalar(1e300, "test.json", 1, "") } };
        ProjectionOutputs.TSne(settings, samples, new Classification(new List<string> { "a", "b" }, "image", "label"), log).ShouldBeEmpty();
        log.Lines[^1].ShouldStartWith("Warning: tsne: the projection came out NaN or infinite");
    }

    [Fact]
    public void Arrays_are_pickled_as_by_numpy()
    {
        using var golden = JsonDocument.Parse(File.ReadAllText(Repository.File("tests", "Thelper.Tests", "Golden", "viz", "projections.json")));
        foreach (var pickle in golden.RootElement.GetProperty("pickles").EnumerateObject())
        {
            var values = Enumerable.Range(0, 2 * int.Parse(pickle.Name)).Select(i => i / 4f).ToArray();
            Convert.ToHexStringLower(NumpyPickle.Of(values, 2)).ShouldBe(pickle.Value.GetString());
        }
    }

    private static void Run(TemporaryFolder folder, string viz) => Session.Create(
        folder.Write("config.json", $$$"""
            {
                "name": "digits",
                "datasets": {"digits": {"type": "thelper.data.ImageFolderDataset", "params": {"root": {{{JsonSerializer.Serialize(Repository.File("samples", "digits"))}}}, "order": "name"}}
                },
                "loaders": {
                    "batch_size": 32, "workers": 0, "test_seed": 0, "valid_seed": 1, "torch_seed": 2, "numpy_seed": 3, "random_seed": 4,
                    "base_transforms": [
                        {"operation": "thelper.transforms.ToGray", "target_key": "image"},
                        {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}
                    ],
                    "train_split": {"digits": 0.05}, "valid_split": {"digits": 0.05}, "test_split": {"digits": 0.05}
                },
                "model": {"type": "thelper.nn.lenet.LeNet", "params": {"input_shape": [1, 32, 32]}},
                "trainer": {
                    "epochs": 2, "use_tbx": true, {{{viz}}}
                    "optimization": {"loss": {"type": "torch.nn.CrossEntropyLoss"}, "optimizer": {"type": "torch.optim.Adam", "params": {"lr": 0.001}} },
                    "metrics": {"accuracy": {"type": "thelper.optim.Accuracy"}}
                }
            }
            """),
        folder.Path,
        SessionEnvironment.Quiet());

    private static string FolderOf(TemporaryFolder folder, string set) => Directory.GetDirectories(Path.Combine(folder["digits"], "output", "digits"), set + "-*").Single();

    private static List<string> Names(string folder, string prefix) => [.. Directory.GetFiles(folder, prefix + "*").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    private static int[] Numbers(string folder, string name) => JsonSerializer.Deserialize<int[]>(File.ReadAllText(Path.Combine(folder, name)))!;
}
