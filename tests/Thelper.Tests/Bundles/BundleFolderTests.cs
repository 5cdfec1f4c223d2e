using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Bundles;
using Thelper.Config;
using Thelper.Logging;
using Thelper.Tests.Sessions;

namespace Thelper.Tests.Bundles;

/// <summary>A bundle takes its place when it has verified there; else what was there stays.</summary>
public class BundleFolderTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_bundle_that_does_not_verify_is_never_there(bool hasSums)
    {
        using var folder = new TemporaryFolder();
        var place = folder["proof"];
        foreach (var isThere in new[] { false, true })
        {
            if (isThere)
            {
                Directory.CreateDirectory(place);
                File.WriteAllText(Path.Combine(place, "bundle.json"), "before");
            }

            Should.Throw<UserErrorException>(() => BundleFolder.Write(place, overwrites: true, new TypeRegistry(), NullLogger.Instance, new StopRequest(), draft =>
            {
                File.WriteAllText(Path.Combine(draft, BundleFiles.Manifest), "{}");
                if (hasSums)
                {
                    BundleSums.Write(draft);
                }
            })).Message.ShouldContain(hasSums ? "expected answers" : "is no bundle");
            Directory.GetFileSystemEntries(folder.Path).ShouldBe(isThere ? (string[])[place] : []);
            if (isThere)
            {
                Directory.GetFiles(place).ShouldBe([Path.Combine(place, "bundle.json")]);
            }
        }
    }

    [Fact]
    public void What_writes_it_may_fail()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<UserErrorException>(() => BundleFolder.Write(folder["proof"], overwrites: false, new TypeRegistry(), NullLogger.Instance, new StopRequest(), _ => throw new IOException("no room"))).Message.ShouldContain("proof: cannot be written: no room");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    // The process is ended by another thread than the one that writes.
    [Fact]
    public void What_is_ended_while_it_is_written_leaves_nothing()
    {
        using var folder = new TemporaryFolder();
        var stop = new StopRequest();
        Exception? failed = null;
        Should.Throw<UserErrorException>(() => BundleFolder.Write(folder["proof"], overwrites: false, new TypeRegistry(), NullLogger.Instance, stop, draft =>
        {
            var end = new Thread(() => failed = Record.Exception(stop.AtLast!));
            try
            {
                for (var k = 0; k < 100_000; k++)
                {
                    File.WriteAllText(Path.Combine(draft, $"{k}.png"), "");
                    if (k == 1000)
                    {
                        end.Start();
                    }
                }
            }
            finally
            {
                end.Join();
            }
        }));
        failed.ShouldBeNull();
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Fact]
    public void Its_draft_is_in_no_message()
    {
        using var folder = new TemporaryFolder();
        Should.Throw<UserErrorException>(() => BundleFolder.Write(folder["proof"], overwrites: false, new TypeRegistry(), NullLogger.Instance, new StopRequest(), draft => throw new IOException($"no room : '{draft}'"))).Message
            .ShouldBe($"{folder["proof"]}: cannot be written: no room");
    }

    [Theory]
    [InlineData(false, "is there already; --overwrite replaces a bundle")]
    [InlineData(true, "holds something else than a bundle")]
    public void Nothing_but_a_bundle_is_replaced(bool overwrites, string message)
    {
        using var folder = new TemporaryFolder();
        folder.Write("proof/bundle.json", "{}");
        folder.Write("proof/thesis.tex", "mine");
        Should.Throw<UserErrorException>(() => BundleFolder.RequirePlace(folder["proof"], overwrites)).Message.ShouldContain(message);
        Should.NotThrow(() => BundleFolder.RequirePlace(folder["other"], overwrites));
    }

    [Fact]
    public void What_somebody_put_into_a_bundle_keeps_it()
    {
        using var folder = new TemporaryFolder();
        folder.Write("proof/bundle.json", "{}");
        BundleSums.Write(folder["proof"]);
        Should.NotThrow(() => BundleFolder.RequirePlace(folder["proof"], overwrites: true));
        Directory.CreateDirectory(folder["proof/images"]);
        Should.NotThrow(() => BundleFolder.RequirePlace(folder["proof"], overwrites: true));
        folder.Write("proof/images/notes.txt", "mine");
        Should.Throw<UserErrorException>(() => BundleFolder.RequirePlace(folder["proof"], overwrites: true)).Message.ShouldContain("'images/notes.txt'");
    }
}
