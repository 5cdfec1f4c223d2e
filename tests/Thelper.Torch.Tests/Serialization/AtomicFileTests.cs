using System.Diagnostics;
using Thelper.Testing;
using Thelper.Torch.Serialization;

namespace Thelper.Torch.Tests.Serialization;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_file_is_written_and_replaced_and_nothing_else_is_left()
    {
        AtomicFile.Write(folder["a"], stream => stream.Write("first"u8));
        AtomicFile.Write(folder["a"], stream => stream.Write("2"u8));
        File.ReadAllText(folder["a"]).ShouldBe("2");
        folder.Names.ShouldBe(["a"]);
    }

    [Fact]
    public void A_failure_leaves_the_old_file_and_no_temporary_one()
    {
        File.WriteAllText(folder["a"], "old");
        Should.Throw<InvalidOperationException>(() => AtomicFile.Write(folder["a"], stream =>
        {
            stream.Write(new byte[1 << 20]);
            throw new InvalidOperationException();
        }));
        File.ReadAllText(folder["a"]).ShouldBe("old");
        folder.Names.ShouldBe(["a"]);
    }

    [Fact]
    public void What_dead_writers_left_is_removed_and_what_living_ones_write_is_not()
    {
        foreach (var name in new[] { ".a.abcdefgh.ijk.tmp", ".b.abcdefgh.ijk.tmp", ".a.mine.tmp", "a.abcdefgh.ijk.tmp" })
        {
            File.WriteAllText(folder[name], "half");
        }

        AtomicFile.Write(folder["a"], stream =>
        {
            stream.Write("whole"u8);
            AtomicFile.RemoveOrphans(Path.GetDirectoryName(folder["a"])!, "a");
        });
        File.ReadAllText(folder["a"]).ShouldBe("whole");
        folder.Names.ShouldBe([".a.mine.tmp", ".b.abcdefgh.ijk.tmp", "a", "a.abcdefgh.ijk.tmp"]);
    }

    // A file in the place of /dev/null is a broken machine.
    [Fact]
    public async System.Threading.Tasks.Task A_pipe_or_a_device_is_written_into_and_stays()
    {
        using (var make = Process.Start("mkfifo", [folder["pipe"]]))
        {
            await make.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        File.CreateSymbolicLink(folder["link"], "pipe");
        foreach (var name in new[] { "pipe", "link" })
        {
            using var reader = Process.Start(new ProcessStartInfo("cat", [folder["pipe"]]) { RedirectStandardOutput = true })!;
            try
            {
                AtomicFile.Write(folder[name], stream => stream.Write("through"u8), through: true);
                InputFile.Refusal(folder["pipe"]).ShouldNotBeNull().ShouldContain("is a pipe");
                (await reader.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).ShouldBe("through");
            }
            finally
            {
                reader.Kill();
            }
        }

        folder.Names.ShouldBe(["link", "pipe"]);
    }

    [Fact]
    public void What_must_be_written_in_several_goes_is_not_written_into_a_pipe()
    {
        using (var make = Process.Start("mkfifo", [folder["pipe"]]))
        {
            make.WaitForExit();
        }

        using var reader = Process.Start(new ProcessStartInfo("cat", [folder["pipe"]]) { RedirectStandardOutput = true })!;
        try
        {
            Should.Throw<UserErrorException>(() => AtomicFile.Write(folder["pipe"], stream => stream.Position = 3, through: true)).Message.ShouldContain("is a pipe");
        }
        finally
        {
            reader.Kill();
        }
    }

    [Fact]
    public void A_pipe_that_looks_like_what_a_dead_writer_left_is_not_opened()
    {
        using (var make = Process.Start("mkfifo", [folder[".a.abcdefgh.ijk.tmp"]]))
        {
            make.WaitForExit();
        }

        Endless.Forbid(() => AtomicFile.RemoveOrphans(Path.GetDirectoryName(folder["a"])!));
        folder.Names.ShouldBe([".a.abcdefgh.ijk.tmp"]);
    }

    [Fact]
    public void A_full_disk_is_the_users_error()
    {
        var message = Should.Throw<UserErrorException>(() => AtomicFile.Write(folder["a"], _ => throw new IOException("No space left on device"))).Message;
        message.ShouldBe($"{folder["a"]}: cannot be written: No space left on device");
        folder.Names.ShouldBeEmpty();
    }

    [Fact]
    public void A_place_that_cannot_hold_the_file_is_named()
    {
        var missing = Path.Combine(folder["none"], "a");
        Should.Throw<UserErrorException>(() => AtomicFile.Write(missing, _ => { })).Message.ShouldBe($"{missing}: cannot be written: its folder does not exist");
        Directory.CreateDirectory(folder["directory"]);
        Should.Throw<UserErrorException>(() => AtomicFile.Write(folder["directory"], _ => { })).Message.ShouldContain("is a folder");
        folder.Names.ShouldBeEmpty();
    }

    [Fact]
    public void A_link_stays_a_link()
    {
        File.WriteAllText(folder["target"], "old");
        File.CreateSymbolicLink(folder["link"], folder["target"]);
        AtomicFile.Write(folder["link"], stream => stream.Write("new"u8));
        File.ReadAllText(folder["target"]).ShouldBe("new");
        File.ResolveLinkTarget(folder["link"], false)!.FullName.ShouldBe(folder["target"]);
    }
}
