using System.Diagnostics;
using System.Globalization;
using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary><c>thelper viz</c> from the command line: pages until a signal comes, or pictures in a folder.</summary>
public sealed class VizTests
{
    [Theory]
    [InlineData("-INT")]
    [InlineData("-TERM")]
    public async System.Threading.Tasks.Task Pages_are_served_until_a_signal_ends_them(string signal)
    {
        using var work = new Workspace();
        using var process = work.Start(Workspace.Patient, "viz", "classif.json", "--headless");
        var address = (await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken))!;
        address.ShouldMatch(@"^http://127\.0\.0\.1:\d+/\?token=[0-9a-f]{64}$");
        using (var client = new HttpClient())
        {
            (await client.GetStringAsync(new Uri(address), TestContext.Current.CancellationToken)).ShouldContain("<title>thelper viz</title>");

            // Answered when the data are there.
            (await client.GetStringAsync(new Uri(new Uri(address), "/api/view"), TestContext.Current.CancellationToken)).ShouldContain("\"sets\"");
        }

        using (var kill = Process.Start("sh", ["-c", FormattableString.Invariant($"kill {signal} {process.Id}")]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        process.WaitForExit(Endless.Limit).ShouldBeTrue();
        process.ExitCode.ShouldBe(0);
        (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBeEmpty();
        (await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBe("Ending.\n");
    }

    [Fact]
    public void A_folder_that_is_not_there_is_told()
    {
        using var work = new Workspace();
        File.WriteAllText("gone.json", """{"name": "gone", "datasets": {"a": {"type": "thelper.data.ImageFolderDataset", "params": {"root": "nowhere"}}}}""");
        var (code, _, error) = Workspace.Run("viz", "gone.json", "--headless");
        code.ShouldBe(2);
        error.Trim().ShouldStartWith("gone.json:1: datasets.a.type: the folder 'nowhere' does not exist");
    }

    [Fact]
    public void A_port_that_another_program_has_is_told()
    {
        using var work = new Workspace();
        using var other = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        other.Start();
        var port = ((System.Net.IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        using var process = work.Start("viz", "classif.json", "--headless", "--port", port);
        process.WaitForExit(Endless.Limit).ShouldBeTrue();
        process.ExitCode.ShouldBe(2);
        process.StandardError.ReadToEnd().ShouldContain(port);
    }

    [Fact]
    public void Over_ssh_the_way_is_told()
    {
        using var work = new Workspace();
        using var process = work.Start(new Dictionary<string, string?> { ["SSH_CONNECTION"] = "10.0.0.5 50000 10.0.0.9 22", ["DISPLAY"] = null }, "viz", "classif.json");
        process.StandardOutput.ReadLine()!.ShouldStartWith("thelper viz: open http://127.0.0.1:");
        process.StandardOutput.ReadLine().ShouldBe("You are here over ssh. On your own machine run this first, and open the same address there:");
        process.StandardOutput.ReadLine()!.ShouldMatch(@"^    ssh -N -L (\d+):127\.0\.0\.1:\1 \S+@10\.0\.0\.9$");
        process.Kill();
        process.WaitForExit();
    }

    [Fact]
    public void Pictures_are_written_and_named()
    {
        using var work = new Workspace();
        var (code, output, error) = Workspace.Run("viz", "classif.json", "--output", "pictures", "--count", "20");
        (code, error).ShouldBe((0, ""));
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Path.GetFileName).ShouldBe(work.Files("pictures"), ignoreOrder: true);
        work.Files("pictures").ShouldContain("train-0002.png");
    }

    [Theory]
    [InlineData("viz", "A configuration file is missing: thelper viz CONFIG.")]
    [InlineData("viz classif.json --port 0", "--port: must be from 1 to 65535, not 0.")]
    [InlineData("viz classif.json --count 3", "--count: is for pictures in a folder (--output DIR).")]
    [InlineData("viz classif.json --output x --port 4000", "--port: is for pages, and --output DIR serves none.")]
    [InlineData("viz classif.json --output x --count 0", "--count: must be at least 1, not 0.")]
    [InlineData("viz classif.json --ckpt-path nowhere", "nowhere: no such checkpoint or session directory.")]
    [InlineData("viz classif.json viz.ignore_loader=true", "command line: viz.ignore_loader: unknown key (did you mean 'ignore_loaders'?)")]
    public void Mistakes_are_told(string arguments, string message)
    {
        using var work = new Workspace();
        var (code, output, error) = Workspace.Run(arguments.Split(' '));
        (code, output).ShouldBe((2, ""));
        error.Trim().ShouldBe(message);
    }
}
