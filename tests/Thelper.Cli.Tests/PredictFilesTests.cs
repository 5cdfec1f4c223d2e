using System.Text.Json;
using Thelper.Sessions;
using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary>Which files <c>thelper infer</c> takes for pictures, and where its predictions go.</summary>
[NoLeaks]
public class PredictFilesTests
{
    private const string Model = "out/classif-digits";

    // 'infer MODEL -o pics/*.png': the shell makes the first picture the file of the predictions.
    [Fact]
    public void A_picture_a_list_and_the_model_are_not_replaced()
    {
        using var work = ExportModelTests.Prepared();
        var pictures = Pictures();
        File.WriteAllText("list.txt", pictures[0] + "\n");
        File.Copy(pictures[0], "upload");
        File.CreateSymbolicLink("link.jsonl", Path.GetFullPath(pictures[0]));
        (string Output, string Named)[] mistakes =
        [
            (pictures[0], pictures[1]), ("link.jsonl", pictures[1]), ("list.txt", "list.txt"), ("mini/../list.txt", "list.txt"), ("upload", "upload"), ($"{Model}/checkpoints/ckpt.best.pth", "mini/3"),
        ];
        foreach (var (output, named) in mistakes)
        {
            var before = File.ReadAllBytes(output);
            ExportModelTests.Fail("infer", Model, named, "--output", output).ShouldContain($"--output {output}: is there already");
            File.ReadAllBytes(output).ShouldBe(before);
        }

        // The predictions of the last run are.
        File.WriteAllText("p.jsonl", "old");
        ExportModelTests.Succeed("infer", Model, pictures[0], "--output", "p.jsonl");
        File.ReadAllText("p.jsonl").ShouldStartWith("{\"path\":");
    }

    [Fact]
    public void Own_drawings_are_no_pictures_also_where_names_come_from_standard_input()
    {
        using var work = ExportModelTests.Prepared();
        var pictures = Pictures();
        Directory.CreateDirectory("b");
        File.Copy(pictures[4], "b/x.png");
        File.Copy(pictures[5], "b/y.png");

        // By batches of one, drawings are there before the folder's turn comes.
        using var input = new StringReader(string.Join('\n', pictures[..4]));
        using var written = new StringWriter();
        Session.Predict(Model, ["-", "b"], SessionEnvironment.Quiet(), new() { Pictures = "b/drawn", BatchSize = 1 }, written, input).ShouldBe(6);
        written.ToString().TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("path").GetString()).ShouldBe([.. pictures[..4], "b/x.png", "b/y.png"]);
        Directory.GetFiles("b/drawn").Length.ShouldBe(6);
    }

    [Fact]
    public void A_pattern_may_have_an_equals_sign_where_there_is_no_configuration()
    {
        using var work = ExportModelTests.Prepared();
        var pictures = Pictures();
        Directory.CreateDirectory("label=3");
        File.Copy(pictures[0], "label=3/x.png");
        ExportModelTests.Succeed("infer", Model, "label=3/*.png", pictures[1]).TrimEnd().Split('\n').Length.ShouldBe(2);
        ExportModelTests.Succeed("infer", "--model", Model, "label=?/x.png").TrimEnd().Split('\n').Length.ShouldBe(1);

        // A configuration's values may have stars.
        ExportModelTests.Fail("infer", "nowhere.json", "results", "name=a*b").ShouldContain("nowhere.json");
        ExportModelTests.Fail("infer", "-c", "nowhere.json", "-d", "results", "name=a*b").ShouldContain("nowhere.json");
    }

    [Theory]
    [InlineData("csv")]
    [InlineData("jsonl")]
    public void Standard_output_that_is_no_terminal_has_the_bytes_of_the_file(string format)
    {
        using var work = ExportModelTests.Prepared();
        Directory.CreateDirectory("odd");
        File.Copy(Pictures()[0], "odd/a\u200eb\u0085.png");
        var output = ExportModelTests.Succeed("infer", Model, "odd", "--format", format);
        ExportModelTests.Succeed("infer", Model, "odd", "--format", format, "--output", "p");
        output.ShouldBe(File.ReadAllText("p"));
        if (format == "csv")
        {
            File.Exists(output.Split('\n')[1].Split(',')[0].Trim('"')).ShouldBeTrue(output);
        }
    }

    [Fact]
    public void A_folder_that_a_star_stands_for_and_that_may_not_be_read_is_left_out_with_a_word()
    {
        using var work = ExportModelTests.Prepared();
        var pictures = Pictures();
        foreach (var name in new[] { "tree/closed/deep", "tree/open/deep" })
        {
            Directory.CreateDirectory(name);
            File.Copy(pictures[0], $"{name}/x.png");
        }

        File.SetUnixFileMode(work["tree/closed"], UnixFileMode.None);
        var everywhere = WithoutPrivilege(work, "--quiet", "infer", Model, "tree/**/*.png");
        var below = WithoutPrivilege(work, "--quiet", "infer", Model, "tree/*/deep/*.png");
        var spelled = WithoutPrivilege(work, "--silent", "infer", Model, "tree/open/**", "tree/closed/*/*.png");
        File.SetUnixFileMode(work["tree/closed"], UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var (code, output, error) in new[] { everywhere, below })
        {
            code.ShouldBe(0, error);
            output.ShouldStartWith("{\"path\":\"tree/open/deep/x.png\"");
            output.Count(c => c == '\n').ShouldBe(1);
            error.Split("'tree/closed' is left out: ").Length.ShouldBe(2, error);
        }

        (spelled.Code, spelled.Output).ShouldBe((2, ""));
        spelled.Error.ShouldContain("the folder 'tree/closed' cannot be read: ");
    }

    private static List<string> Pictures() => [.. Directory.GetFiles("mini/3").Order(StringComparer.Ordinal)];

    // Root may read everything, unless it gives that up.
    private static (int Code, string Output, string Error) WithoutPrivilege(Workspace work, params string[] arguments)
    {
        using var process = Environment.IsPrivilegedProcess ? work.StartBy("setpriv", ["--bounding-set=-dac_override,-dac_read_search"], arguments) : work.Start(arguments);
        process.StandardInput.Close();
        var (output, error) = (process.StandardOutput.ReadToEnd(), process.StandardError.ReadToEnd());
        Endless.Forbid(process.WaitForExit);
        return (process.ExitCode, output, error);
    }
}
