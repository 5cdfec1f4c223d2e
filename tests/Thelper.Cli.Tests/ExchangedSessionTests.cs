using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Serialization;

namespace Thelper.Cli.Tests;

/// <summary>
/// Sessions in two parts against the same that tools/golden/sessions_exchange.py played on plain PyTorch, the original's way: what is handed over, and what
/// comes out at the end, is equal to the bit, for every schedule and every kind of network. The script also exchanges the files themselves.
/// </summary>
[NoLeaks]
public class ExchangedSessionTests
{
    private const int Many = 20;

    private static readonly CheckpointText Notation = new(Digest);
    private static readonly JsonElement Golden = CheckpointText.Parse(Path.Combine(AppContext.BaseDirectory, "Golden", "exchange.json")).RootElement;

    public static TheoryData<string> Names => [.. Golden.EnumerateObject().Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_session_in_two_parts_holds_what_PyTorchs_holds(string name)
    {
        Assert.SkipUnless(Exactness.Holds, Exactness.Reason);
        using var work = new Workspace();
        var (cut, epochs) = Prepare(work, name);
        Run("new", "config.json", "out", $"trainer.epochs={cut}");
        Check(work, name, $"out/{name}", cut - 1);
        Run("resume", $"out/{name}", $"trainer.epochs={epochs}");
        Check(work, name, $"out/{name}", epochs - 1);
    }

    // As torch.save wrote it: the schedule's state names a function, and with it come the schedule and its optimizer.
    [Fact]
    public void A_checkpoint_with_a_schedule_inside_goes_on()
    {
        Assert.SkipUnless(Exactness.Holds, Exactness.Reason);
        using var work = new Workspace();
        var (cut, epochs) = Prepare(work, "file");
        Directory.CreateDirectory(work["theirs/file/checkpoints"]);
        Directory.CreateDirectory(work["theirs/file/logs"]);
        File.Copy(Path.Combine(AppContext.BaseDirectory, "Golden", "onecycle.pth"), work[$"theirs/file/checkpoints/ckpt.{cut - 1:D4}.host-20260101-000000.pth"]);
        Check(work, "file", "theirs/file", cut - 1);
        Run("resume", "theirs/file");
        Check(work, "file", "theirs/file", epochs - 1);
    }

    private static (int Cut, int Epochs) Prepare(Workspace work, string name)
    {
        var golden = Golden.GetProperty(name);
        var config = golden.GetProperty("config");
        File.WriteAllText(work["config.json"], config.GetRawText());
        return (golden.GetProperty("cut").GetInt32(), config.GetProperty("trainer").GetProperty("epochs").GetInt32());
    }

    private static void Run(params string[] arguments) => Workspace.Run(["--silent", .. arguments]).ShouldBe((0, "", ""));

    private static void Check(Workspace work, string name, string session, int epoch)
    {
        using var scope = torch.NewDisposeScope();
        var file = Directory.GetFiles(work[$"{session}/checkpoints"], $"ckpt.{epoch:D4}.*.pth").ShouldHaveSingleItem();
        var checkpoint = (PyDict)Checkpoints.Load(file)!;
        var expected = Golden.GetProperty(name).GetProperty("checkpoints").GetProperty($"{epoch:D4}");
        foreach (var part in new[] { "model", "optimizer", "scheduler" })
        {
            // PyTorch's state of CyclicLR cannot be pickled: the original stores none.
            if (expected.GetProperty(part).ValueKind != JsonValueKind.Null)
            {
                Notation.Of(Brief(part, (PyDict)checkpoint[part]!)).ShouldBe(Notation.Of(expected.GetProperty(part)), $"{name}, epoch {epoch}, {part}");
            }
        }
    }

    // As the script has it: what has many tensors by one digest.
    private static object Brief(string part, PyDict value)
    {
        if (part == "model" && value.Count > Many)
        {
            return Digest(value.Select(entry => $"{entry.Key} {Notation.Of(entry.Value)}"));
        }

        if (part != "optimizer" || value["state"] is not PyDict { Count: > Many } states)
        {
            return value;
        }

        return new PyDict
        {
            ["state"] = Digest(states.SelectMany(state => ((PyDict)state.Value!).Select(entry => $"{state.Key} {entry.Key} {Notation.Of(entry.Value)}"))),
            ["param_groups"] = ((List<object?>)value["param_groups"]!).Select(WithoutNumbers).ToList(),
        };
    }

    private static object? WithoutNumbers(object? group)
    {
        var given = (PyDict)group!;
        given["params"] = (long)((List<object?>)given["params"]!).Count;
        return given;
    }

    private static string Digest(IEnumerable<string> lines) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines))))[..20];

    private static object Digest(torch.Tensor tensor)
    {
        using var plain = tensor.detach().contiguous();
        byte[] content = [.. Encoding.ASCII.GetBytes($"[{string.Join(',', plain.shape)}]"), .. plain.bytes];
        return Convert.ToHexStringLower(SHA256.HashData(content))[..10];
    }
}
