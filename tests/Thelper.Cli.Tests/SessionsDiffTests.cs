using System.Text.Json;
using Thelper.Testing;

namespace Thelper.Cli.Tests;

/// <summary><c>thelper sessions diff</c>, and what <c>thelper browse</c> refuses.</summary>
[NoLeaks]
public class SessionsDiffTests
{
    [Fact]
    public void Two_sessions_are_compared_in_text_and_in_JSON()
    {
        using var work = new Workspace();
        SmallSession.Write(work);
        SmallSession.Succeed(SmallSession.New("--silent"));
        Directory.Move(work["out/s"], work["out/first"]);
        SmallSession.Succeed(SmallSession.New("--silent", "trainer.optimization.optimizer.params.lr=0.01"));
        var (code, output, error) = Workspace.Run("sessions", "diff", "out/first", "out/s");
        (code, error).ShouldBe((0, ""));
        output.ShouldContain("the first loss that differs is that of iteration 1: ");
        output.ShouldContain("\nkeys of the configuration:\n  trainer.optimization.optimizer.params.lr: 0.001 in a, 0.01 in b\n");
        output.ShouldContain("\nweights:\n  ");
        using var json = JsonDocument.Parse(Workspace.Run("sessions", "diff", "out/first", "out/s", "--json").Output);
        json.RootElement.GetProperty("first_loss").GetProperty("iteration").GetInt64().ShouldBe(1);
        json.RootElement.GetProperty("differences").EnumerateArray().ShouldContain(difference => difference.GetProperty("kind").GetString() == "keys of the configuration");
    }

    [Theory]
    [InlineData("sessions diff", "Two sessions are compared, and 0 are given: thelper sessions diff A B")]
    [InlineData("sessions diff a", "Two sessions are compared, and 1 is given: ")]
    [InlineData("sessions diff a b", "a: is no session's folder; one has checkpoints, logs, and a file config.latest.json")]
    [InlineData("sessions diff --jsn a b", "'--jsn': unknown option (did you mean '--json'?)")]
    [InlineData("browse no/such/folder", "no/such/folder: there is no such folder; give the folder in which sessions are made")]
    [InlineData("browse --port 70000", "--port: must be from 1 to 65535, not 70000.")]
    public void Mistakes_are_told(string arguments, string expected)
    {
        using var work = new Workspace();
        var (code, output, error) = Workspace.Run(arguments.Split(' '));
        error.ShouldStartWith(expected);
        output.ShouldBeEmpty();
        code.ShouldBe(2);
    }
}
