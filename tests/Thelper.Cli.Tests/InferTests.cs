using System.Text.Json.Nodes;
using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>
/// <c>thelper infer CONFIG</c> against thelper 0.6.2, whose outputs are in <c>tests/golden/original-0.6.2-portable/infer-digits</c>: the golden classifier on the first
/// twelve digits of each class.
/// </summary>
[NoLeaks]
public class InferTests
{
    private const string Trained = "out/classif-digits/checkpoints/ckpt.best.pth";
    private const string Order = "datasets.mini.params.order=mini/original-order.txt";
    private static readonly string Golden = Repository.File("tests", "golden", "original-0.6.2-portable", "infer-digits");

    [Fact]
    public void The_originals_classifier_gives_the_originals_outputs_to_the_last_digit()
    {
        using var work = Prepared();
        Succeed("infer", "-c", "infer-digits.json", "--ckpt-path", Trained, "-d", "results", Order);
        var outputs = Directory.GetDirectories(work["results/infer-digits/output/infer-digits"]).ShouldHaveSingleItem();
        Path.GetFileName(outputs).ShouldStartWith("test-");
        Directory.GetFiles(outputs).Select(file => Path.GetFileName(file)).Order().ShouldBe(["accuracy.txt", "log.csv", "report.txt"]);
        foreach (var name in new[] { "accuracy.txt", "log.csv", "report.txt" })
        {
            File.ReadAllText(Path.Combine(outputs, name)).ShouldBe(File.ReadAllText(Path.Combine(Golden, name)), name);
        }

        var log = GoldenLog.Json(work["results/infer-digits/logs/mini.log"]);
        var expected = GoldenLog.Json(Path.Combine(Golden, "mini.log"));
        foreach (var set in new[] { "train_idxs", "valid_idxs", "test_idxs" })
        {
            log.GetProperty(set).ToString().ShouldBe(expected.GetProperty(set).ToString(), set);
        }
    }

    [Fact]
    public void The_configurations_are_written_as_the_original_writes_them()
    {
        using var work = Prepared();
        Succeed("infer", "infer-digits.json", "results", "--ckpt-path", Trained, Order);
        var inferred = Read(work["results/infer-digits/config-infer.json"]);
        inferred["datasets"]!["mini"]!["params"]!.AsObject().Remove("order").ShouldBeTrue();
        JsonNode.DeepEquals(inferred, Read(Path.Combine(Golden, "config-infer.json"))).ShouldBeTrue(inferred.ToJsonString());
        inferred.AsObject().Select(entry => entry.Key).ShouldBe(Read(Path.Combine(Golden, "config-infer.json")).AsObject().Select(entry => entry.Key));
        var trained = Read(work["results/infer-digits/config-train.json"]);
        JsonNode.DeepEquals(trained, Read(Path.Combine(Golden, "config-train.json"))).ShouldBeTrue(trained.ToJsonString());
        File.Exists(work["results/infer-digits/config.latest.json"]).ShouldBeFalse();
    }

    [Fact]
    public void Without_a_folder_the_results_go_beside_the_session_which_stays_as_it_is()
    {
        using var work = Prepared();
        var before = work.Files("out/classif-digits");
        Succeed("infer", "infer-digits.json", $$$"""model={"ckpt_path": "out/classif-digits", "params": {"pretrained": true}}""", Order);
        work.Files("out/infer-digits").ShouldContain("config-infer.json");
        work.Files("out/classif-digits").ShouldBe(before);

        // Once more into the same folder, without a question.
        Succeed("infer", "infer-digits.json", "out", "--ckpt-path", "out/classif-digits", Order);
    }

    [Fact]
    public void Pictures_without_truth_are_logged_and_a_trainer_section_will_do()
    {
        using var work = Prepared();
        File.WriteAllText(work["plain.json"], """
            {"name": "plain", "datasets": {"d": {"type": "thelper.data.ImageDataset", "params": {"root": "mini/3", "order": "name"}}},
            "loaders": {"base_transforms": [
                {"operation": "thelper.transforms.ToGray", "target_key": "image"},
                {"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [127], "max": [255]}, "target_key": "image"},
                {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]},
            "trainer": {"type": "thelper.train.ImageClassifTrainer", "device": "cpu",
                "metrics": {"log": {"type": "thelper.train.ClassifLogger", "params": {"log_keys": ["path"], "format": "csv"}}}}}
            """);
        Succeed("infer", "plain.json", "out", "--ckpt-path", "out/classif-digits");
        var lines = File.ReadAllLines(Directory.GetFiles(work["out/plain/output/plain"], "log.csv", SearchOption.AllDirectories).ShouldHaveSingleItem());
        lines.Length.ShouldBe(13);
        lines[1].ShouldStartWith("<unknown>,0.0000,3,");
        lines[1].ShouldEndWith(Path.GetFileName(Directory.GetFiles(work["mini/3"]).Order(StringComparer.Ordinal).First()));
    }

    [Theory]
    [InlineData("an inference needs a trained model", "infer", "infer-digits.json", "results")]
    [InlineData("no such checkpoint or session directory", "infer", "infer-digits.json", "results", "--ckpt-path", "nowhere")]
    [InlineData("is made with the weights of the checkpoint", "infer", "infer-digits.json", "results", """model={"ckpt_path": "out/classif-digits", "params": {"pretrained": false}}""")]
    [InlineData("the section 'tester' is missing", "infer", "infer-digits.json", "results", "--ckpt-path", "out/classif-digits", "tester=null")]
    [InlineData("the section 'datasets' must be a map", "infer", "infer-digits.json", "results", "--ckpt-path", "out/classif-digits", "datasets=null")]
    [InlineData("--top-k: is for a model and pictures", "infer", "infer-digits.json", "results", "--top-k", "2")]
    [InlineData("-c CONFIG", "infer", "out/classif-digits", "mini", "--ckpt-path", "x")]
    [InlineData("What to run is missing", "infer")]
    [InlineData("Invalid call to 'train' using 'ImageClassifTester' (Tester)", "new", "classif.json", "results", "trainer.type=thelper.infer.ImageClassifTester")]
    public void Mistakes_are_said_and_nothing_is_left(string message, params string[] arguments)
    {
        using var work = Prepared();
        var (code, output, error) = Workspace.Run(["--silent", .. arguments]);
        error.ShouldContain(message);
        output.ShouldBeEmpty();
        code.ShouldBe(2);
        Directory.Exists(work["results"]).ShouldBeFalse();
    }

    private static Workspace Prepared()
    {
        var work = new Workspace();
        Directory.CreateDirectory(work["out/classif-digits/logs"]);
        Directory.CreateDirectory(work["out/classif-digits/checkpoints"]);
        File.Copy(Path.Combine(Workspace.Golden, "ckpt.best.pth"), work[Trained]);
        File.Copy(Path.Combine(Golden, "infer-digits.json"), work["infer-digits.json"]);
        return work;
    }

    private static JsonNode Read(string path) => JsonNode.Parse(File.ReadAllText(path))!;

    private static void Succeed(params string[] arguments)
    {
        var (code, _, error) = Workspace.Run(["--silent", .. arguments]);
        error.ShouldBeEmpty();
        code.ShouldBe(0);
    }
}
