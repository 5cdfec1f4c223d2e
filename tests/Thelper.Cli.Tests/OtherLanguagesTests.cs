using System.Diagnostics;
using System.Text.RegularExpressions;
using Thelper.Testing;
using Thelper.Tests.Docs;

namespace Thelper.Cli.Tests;

/// <summary>
/// Runs what docs/reloading-a-model.md and docs/exporting-a-model.md show in other languages, with the files of the pages: Python where Debian's has what a block imports, and, where <c>THELPER_ZOO</c> is set, C++,
/// since libtorch's headers take half a minute.
/// </summary>
[NoLeaks]
public partial class OtherLanguagesTests
{
    private const string Python = "/usr/bin/python3";
    private const string Reloading = "docs/reloading-a-model.md";
    private const string Exporting = "docs/exporting-a-model.md";
    private const string Shape = "print(tuple(scores.shape))";

    // What tools/golden/letterbox.py compares pixel by pixel.
    private const string Letterbox = """
        import numpy as np
        boxed = letterbox(np.zeros((20, 40, 3), np.uint8), {"longest_side": 96, "interpolation": "linear", "width": 96, "height": 64, "position": "center", "fill": [10, 20, 30]})
        print(boxed.shape, cv2.mean(boxed[:8]))
        """;

    [Theory]
    [InlineData(Reloading, 0, "", @"class_names=\['0', '1'.* thelper\.nn\.lenet\.LeNet \{'input_shape'")]
    [InlineData(Reloading, 1, "", @"^3 [01]\.\d+\n$")]
    [InlineData(Reloading, 2, "", @"^\[""0"",.*\]\n3\n$")]
    [InlineData(Reloading, 3, "", @"^3\n$")]
    [InlineData(Exporting, 0, Letterbox, @"^\(64, 96, 3\) \(10\.0, 20\.0, 30\.0, 0\.0\)\n$")]
    [InlineData(Exporting, 1, Shape, @"^\(5, 10\)\n$")]
    [InlineData(Exporting, 2, Shape, @"^\(1, 10\)\n$")]
    public void Python_opens_the_files(string page, int block, string afterwards, string printed)
    {
        var blocks = new DocsPage(page).Blocks("python");
        blocks.Count.ShouldBe(page == Reloading ? 4 : 3);
        Assert.SkipUnless(File.Exists(Python), $"there is no {Python}");
        string[] needed = [.. Import().Matches(blocks[block]).Select(match => match.Groups[1].Value)];
        needed.ShouldNotBeEmpty();
        var missing = Run(Python, ["-c", "import importlib.util, sys; print(*(name for name in sys.argv[1:] if importlib.util.find_spec(name) is None))", .. needed]).Trim();
        Assert.SkipUnless(missing.Length == 0, $"{Python} has no {missing}");

        using var work = ReloadingPageTests.Prepared();
        Directory.CreateSymbolicLink(work["samples"], Repository.File("samples"));
        File.WriteAllText("page.py", $"{blocks[block]}\n{afterwards}\n");
        Run(Python, "page.py").ShouldMatch(printed);
    }

    [Fact]
    public void The_program_in_C_plus_plus_builds_and_reads_the_file()
    {
        Assert.SkipWhen(string.IsNullOrEmpty(Environment.GetEnvironmentVariable("THELPER_ZOO")), "libtorch's headers take half a minute: set THELPER_ZOO=all to run it");
        using var work = ReloadingPageTests.Prepared();
        var page = new DocsPage(Reloading);
        File.WriteAllText("digits.cpp", page.Blocks("cpp").ShouldHaveSingleItem());
        File.WriteAllText("CMakeLists.txt", page.Blocks("cmake").ShouldHaveSingleItem());
        Run("cmake", "-S", ".", "-B", "build", "-G", "Ninja");
        Run("cmake", "--build", "build");
        Run(work["build/digits"]).ShouldBe("3\n");
    }

    private static string Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, output + error.Result);
        return output;
    }

    [GeneratedRegex(@"^import (\w+)", RegexOptions.Multiline)]
    private static partial Regex Import();
}
