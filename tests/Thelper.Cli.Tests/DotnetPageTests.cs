using System.Diagnostics;
using System.Text.Json;
using Thelper.Config;
using Thelper.Testing;
using Thelper.Tests.Docs;

namespace Thelper.Cli.Tests;

/// <summary>Makes the project that the page on .NET projects shows, beside a repository with the built program, and does what the page says.</summary>
public class DotnetPageTests
{
    private static readonly DocsPage Page = new("docs/dotnet.md");

    [Fact]
    public void The_project_builds_is_named_by_a_configuration_and_predicts()
    {
        using var work = new Workspace();
        Make(work);
        File.WriteAllText(work["mine/Boom.cs"], File.ReadAllText(work["mine/UpsideDown.cs"]).Replace("UpsideDown", "Boom", StringComparison.Ordinal).Replace("image.flip(0)", "throw new InvalidOperationException(\"boom\")", StringComparison.Ordinal));

        // The warnings of a project of one's own are errors here.
        Run(work, "dotnet", "build", "../mine", "--nologo", "-v", "quiet", "-warnaserror", "-nodeReuse:false");

        var config = ConfigWriter.ToJson(DocsPage.Configuration(Page.Blocks("json").ShouldHaveSingleItem()).ToPlain());
        File.WriteAllText(work["thelper/mine.json"], config);
        var profile = JsonDocument.Parse(Page.Blocks("jsonc").ShouldHaveSingleItem()).RootElement.GetProperty("profiles").GetProperty("check");
        var (program, arguments) = (profile.GetProperty("executablePath").GetString()!, profile.GetProperty("commandLineArgs").GetString()!.Split(' '));
        File.Exists(work[$"mine/{profile.GetProperty("workingDirectory").GetString()}/{arguments[0]}"]).ShouldBeTrue();
        Run(work, program, arguments).ShouldEndWith("\nok\n");

        File.WriteAllText(work["thelper/mine.json"], config.Replace("Mine.UpsideDown", "Mine.Boom", StringComparison.Ordinal));
        var (code, error) = Fail(work, program, arguments);
        error.ShouldMatch(@"^thelper: \S+/mine/Boom\.cs\(10\): InvalidOperationException: boom \(loading ");
        error.ShouldContain("\n   at Mine.Boom.Apply(");
        code.ShouldBe(1);

        var command = Page.Text.Split('\n').Single(line => line.StartsWith("    dotnet run ", StringComparison.Ordinal)).Trim().Split(' ');
        Run(work, "dotnet", ["run", "--no-build", .. command[2..]]).ShouldMatch(@"^7 \([01]\.[0-9]{2}\)\n$");
    }

    private static void Make(Workspace work)
    {
        Directory.CreateDirectory(work["thelper/artifacts/thelper"]);
        foreach (var file in Directory.GetFiles(AppContext.BaseDirectory).Where(file => Path.GetFileName(file) is var name && !name.Contains("Tests", StringComparison.Ordinal) && !name.StartsWith("xunit", StringComparison.Ordinal)))
        {
            File.Copy(file, work[$"thelper/artifacts/thelper/{Path.GetFileName(file)}"]);
        }

        Directory.CreateSymbolicLink(work["thelper/samples"], Repository.File("samples"));
        Directory.CreateDirectory(work["thelper/sessions/digits/checkpoints"]);
        File.Copy(Path.Combine(Workspace.Golden, "ckpt.best.pth"), work["thelper/sessions/digits/checkpoints/ckpt.best.pth"]);

        Directory.CreateDirectory(work["mine"]);
        File.WriteAllText(work["mine/mine.csproj"], Page.Blocks("xml").ShouldHaveSingleItem());
        var code = Page.Blocks("csharp");
        code.Count.ShouldBe(2);
        File.WriteAllText(work["mine/UpsideDown.cs"], code[0]);
        File.WriteAllText(work["mine/Program.cs"], code[1]);
    }

    private static string Run(Workspace work, string program, params string[] arguments)
    {
        using var process = Start(work, program, arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, output + error.Result);
        return output;
    }

    private static (int Code, string Error) Fail(Workspace work, string program, params string[] arguments)
    {
        using var process = Start(work, program, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        output.Result.ShouldBeEmpty();
        return (process.ExitCode, error);
    }

    private static Process Start(Workspace work, string program, string[] arguments) => Process.Start(new ProcessStartInfo(program, arguments)
    {
        WorkingDirectory = work["thelper"],
        RedirectStandardOutput = true,
        RedirectStandardError = true,
    })!;
}
