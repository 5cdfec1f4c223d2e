using Thelper.Sessions;
using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>What <c>thelper infer</c> refuses to write over or to read, and names that are empty.</summary>
[NoLeaks]
public class PredictPlacesTests
{
    private const string Model = "out/classif-digits";

    [Fact]
    public void A_picture_whose_name_is_yet_to_come_is_not_replaced()
    {
        using var work = ExportModelTests.Prepared();
        var pictures = Pictures();
        Copy(pictures[0], "d1/a.png");
        Copy(pictures[1], "d2/a.png");
        var before = File.ReadAllBytes("d2/a.png");
        Should.Throw<UserErrorException>(() => Stream("d1/a.png\nd2/a.png", skips: false)).Message.ShouldContain("d2/a.png: is there already, and may be a picture");
        File.ReadAllBytes("d2/a.png").ShouldBe(before);
    }

    // The first drawing would take the place of the picture that the second name leads to.
    [Fact]
    public void A_picture_that_a_link_leads_to_is_not_replaced()
    {
        using var work = ExportModelTests.Prepared();
        var pictures = Pictures();
        Copy(pictures[0], "pics/a.png");
        Copy(pictures[1], "store/a.png");
        File.CreateSymbolicLink("pics/b.png", work["store/a.png"]);
        var before = File.ReadAllBytes("store/a.png");
        ExportModelTests.Fail("infer", Model, "pics", "--pictures", "store", "--output", "p.jsonl").ShouldContain("store/a.png: is there already, in a folder of the pictures");
        File.ReadAllBytes("store/a.png").ShouldBe(before);
    }

    [Fact]
    public void A_run_that_takes_names_from_standard_input_can_be_made_again_into_its_own_folder()
    {
        using var work = ExportModelTests.Prepared();
        Copy(Pictures()[0], "d1/a.png");
        var first = Stream("d1/a.png", skips: false);
        Stream("d1/a.png", skips: false).ShouldBe(first);
        Directory.GetFiles("d2").ShouldHaveSingleItem();
    }

    // By batches of one, the drawing is there before the second name's turn comes.
    [Fact]
    public void A_name_that_comes_for_an_own_drawing_is_refused()
    {
        using var work = ExportModelTests.Prepared();
        var pictures = Pictures();
        Copy(pictures[0], "d1/a.png");

        // The model takes the drawing as well, which is larger: nothing else would refuse it.
        File.WriteAllText("resize.json", """
            {"loaders": {"base_transforms": [{"operation": "thelper.transforms.Resize", "params": {"dsize": [32, 32]}, "target_key": "image"}, {"operation": "thelper.transforms.ToGray", "target_key": "image"},
              {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]}}
            """);
        var names = string.Join('\n', Enumerable.Repeat("d1/a.png", 5).Append("d2/a.png"));
        Should.Throw<UserErrorException>(() => Stream(names, skips: false, "resize.json")).Message.ShouldStartWith("d2/a.png: was written by this run");
        Directory.Delete("d2", recursive: true);
        var lines = Stream(names, skips: true, "resize.json").TrimEnd().Split('\n');
        lines.Length.ShouldBe(6);
        lines[5].ShouldContain("\"error\":\"d2/a.png");
        lines[5].ShouldNotContain("classes");
    }

    [Fact]
    public void No_file_of_the_session_is_replaced()
    {
        using var work = ExportModelTests.Prepared();
        var picture = Pictures()[0];
        File.WriteAllText($"{Model}/config.json", "{}");
        File.WriteAllText($"{Model}/checkpoints/other.pth", "weights");
        Directory.CreateSymbolicLink("link", Path.GetFullPath(Model));
        foreach (var model in new[] { Model, $"{Model}/checkpoints/ckpt.best.pth", "link" })
        {
            foreach (var (file, content) in new[] { ($"{Model}/config.json", "{}"), ($"{Model}/checkpoints/other.pth", "weights") })
            {
                ExportModelTests.Fail("infer", model, picture, "--output", file).ShouldContain($"--output {file}: is there already, in the folder of the model's session");
                File.ReadAllText(file).ShouldBe(content);
            }
        }

        // A new file is nobody's loss, and beside the session the last one is replaced.
        ExportModelTests.Succeed("infer", Model, picture, "--output", $"{Model}/new.jsonl");
        ExportModelTests.Succeed("infer", Model, picture, "--output", "out/p.jsonl");
        ExportModelTests.Succeed("infer", Model, picture, "--output", "out/p.jsonl");
    }

    [Fact]
    public void Beside_a_folder_of_checkpoints_that_is_no_sessions_the_last_results_are_replaced()
    {
        using var work = ExportModelTests.Prepared();
        var picture = Pictures()[0];
        Directory.CreateDirectory("project/results");
        Copy($"{Model}/checkpoints/ckpt.best.pth", "project/checkpoints/digits.pth");
        File.WriteAllText("project/checkpoints/other.pth", "weights");
        ExportModelTests.Succeed("infer", "project/checkpoints/digits.pth", picture, "--output", "project/results/p.jsonl");
        ExportModelTests.Succeed("infer", "project/checkpoints/digits.pth", picture, "--output", "project/results/p.jsonl");
        ExportModelTests.Fail("infer", "project/checkpoints/digits.pth", picture, "--output", "project/checkpoints/other.pth").ShouldContain("other.pth: is there already, in the folder of the model; it is not replaced");
        File.ReadAllText("project/checkpoints/other.pth").ShouldBe("weights");
    }

    [Fact]
    public void A_dash_is_standard_output()
    {
        using var work = ExportModelTests.Prepared();
        var picture = Pictures()[0];
        ExportModelTests.Succeed("infer", Model, picture, "-o", "-").ShouldBe(ExportModelTests.Succeed("infer", Model, picture));
        File.Exists("-").ShouldBeFalse();
    }

    [Theory]
    [InlineData("--output: names no file", "infer", Model, "mini", "-o", "")]
    [InlineData("--maps: names no folder", "infer", Model, "mini", "--maps", "")]
    [InlineData("--pictures: names no folder", "infer", Model, "mini", "--pictures", "")]
    [InlineData("--restored: names no folder", "infer", Model, "mini", "--restored", "")]
    [InlineData("--scenes: names no folder", "infer", Model, "mini", "--scenes", "")]
    [InlineData("--config: names no file", "infer", "-c", "")]
    [InlineData("--transforms: names no file or folder", "infer", Model, "mini", "--transforms", "")]
    [InlineData("--log: names no file or folder", "infer", Model, "mini", "-l", "")]
    [InlineData("one of the names is empty", "infer", Model, "")]
    [InlineData("one of the names is empty", "infer", "", "mini")]
    [InlineData("'0,5': --threshold takes a number", "infer", Model, "mini", "--threshold", "0,5")]
    [InlineData("--on-bad-sample: ", "infer", Model, "mini", "--on-bad-sample", "raise")]
    [InlineData("--blend: ", "infer", Model, "mini", "--blend", "foo")]
    public void A_mistake_is_one_message_that_names_the_option(string message, params string[] arguments)
    {
        using var work = ExportModelTests.Prepared();
        var error = ExportModelTests.Fail(arguments);
        error.ShouldContain(message);
        error.TrimEnd().ShouldNotContain('\n');
    }

    [Fact]
    public void Standard_output_that_is_closed_is_named()
    {
        using var closed = new Closed();
        using var results = new ResultWriter(closed);
        Should.Throw<UserErrorException>(() => results.Write("x")).Message.ShouldStartWith("thelper: standard output cannot be written");
    }

    private static List<string> Pictures() => [.. Directory.GetFiles("mini/3").Order(StringComparer.Ordinal)];

    private static void Copy(string from, string to)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        File.Copy(from, to);
    }

    private static string Stream(string names, bool skips, string? transforms = null)
    {
        using var input = new StringReader(names);
        using var output = new StringWriter();
        Session.Predict(Model, ["-"], SessionEnvironment.Quiet(), new() { Pictures = "d2", BatchSize = 1, SkipsBadSamples = skips, Predictor = new() { Transforms = transforms } }, output, input);
        return output.ToString();
    }

    private sealed class Closed : StringWriter
    {
        public override void Write(string? value) => throw new UnauthorizedAccessException("closed");
    }
}
