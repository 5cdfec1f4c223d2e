using System.Diagnostics;
using Thelper.Export;
using Thelper.Tests.Sessions;

namespace Thelper.Tests.Export;

/// <summary>Files appear together under their names, or nothing of them does.</summary>
public class DraftFilesTests
{
    [Fact]
    public void Nothing_is_there_before_and_no_draft_after()
    {
        using var folder = new TemporaryFolder();
        using (var drafts = new DraftFiles())
        {
            File.WriteAllText(drafts.Of(folder["a.onnx"]), "a");
            File.Exists(folder["a.onnx"]).ShouldBeFalse();
        }

        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
        File.WriteAllText(folder["a.onnx"], "before");
        using (var drafts = new DraftFiles())
        {
            File.WriteAllText(drafts.Of(folder["a.onnx"]), "after");
            File.ReadAllText(folder["a.onnx"]).ShouldBe("before");
            drafts.Publish();
        }

        Directory.GetFileSystemEntries(folder.Path).ShouldBe([folder["a.onnx"]]);
        File.ReadAllText(folder["a.onnx"]).ShouldBe("after");
    }

    // Weights that a model names are larger than it.
    [Fact]
    public void What_a_file_names_comes_before_it()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["a.onnx.data"]);
        using (var drafts = new DraftFiles())
        {
            var draft = drafts.Of(folder["a.onnx"]);
            File.WriteAllText(draft, "graph");
            File.WriteAllText(draft + ".data", "many weights");
            Should.Throw<UserErrorException>(drafts.Publish).Message.ShouldContain("a.onnx.data: cannot be written: it is a folder");
        }

        Directory.GetFileSystemEntries(folder.Path).ShouldBe([folder["a.onnx.data"]]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("new weights")]
    public void What_belongs_to_a_former_file_goes_with_it(string? weights)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.onnx.data"], "old weights");
        for (var k = 0; k < 3; k++)
        {
            using var drafts = new DraftFiles();
            var draft = drafts.Of(folder["a.onnx"]);
            drafts.Former(folder["a.onnx.data"]);
            File.WriteAllText(draft, "graph");
            if (weights is not null)
            {
                File.WriteAllText(draft + ".data", weights);
            }

            // What is given up changes nothing.
            if (k > 0)
            {
                drafts.Publish();
            }

            (File.Exists(folder["a.onnx.data"]) ? File.ReadAllText(folder["a.onnx.data"]) : null).ShouldBe(k == 0 ? "old weights" : weights);
        }

        Directory.GetFileSystemEntries(folder.Path).Length.ShouldBe(weights is null ? 1 : 2);
    }

    // In /proc nobody may remove a file, root neither.
    [Fact]
    public void Where_a_former_file_cannot_be_removed_the_others_are_as_they_were()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["a.onnx"], "before");
        using (var drafts = new DraftFiles())
        {
            File.WriteAllText(drafts.Of(folder["a.onnx"]), "after");
            drafts.Former("/proc/self/status");
            Should.Throw<UserErrorException>(drafts.Publish).Message.ShouldContain("/proc/self/status: belongs to the former file and cannot be removed");
        }

        Directory.GetFileSystemEntries(folder.Path).ShouldBe([folder["a.onnx"]]);
        File.ReadAllText(folder["a.onnx"]).ShouldBe("before");
    }

    [Fact]
    public void Where_one_file_cannot_be_none_is()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["b.json"]);
        using (var drafts = new DraftFiles())
        {
            File.WriteAllText(drafts.Of(folder["a.onnx"]), "graph");
            File.WriteAllText(drafts.Of(folder["b.json"]), "report");
            Should.Throw<UserErrorException>(drafts.Publish).Message.ShouldContain("b.json: cannot be written: it is a folder");
        }

        Directory.GetFileSystemEntries(folder.Path).ShouldBe([folder["b.json"]]);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_named()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");
        using var drafts = new DraftFiles();
        Should.Throw<UserErrorException>(() => drafts.Of(folder["file/a.onnx"])).Message.ShouldContain("file/a.onnx: cannot be written");
    }

    // The draft's name is longer than a name may be.
    [Fact]
    public void A_draft_that_cannot_be_made_is_called_by_the_name_that_was_given()
    {
        using var folder = new TemporaryFolder();
        using var drafts = new DraftFiles();
        var path = folder[new string('a', 245) + ".onnx"];
        var message = Should.Throw<UserErrorException>(() => drafts.Of(path)).Message;
        message.ShouldStartWith($"{path}: cannot be written: ");
        message.ShouldNotContain(".tmp");
    }

    [Fact]
    public void Two_files_of_one_name_are_refused()
    {
        using var folder = new TemporaryFolder();
        using (var drafts = new DraftFiles())
        {
            File.WriteAllText(drafts.Of(folder["a.pt"]), "program");
            File.WriteAllText(drafts.Of(folder["a.pt"]), "checkpoint");
            Should.Throw<UserErrorException>(drafts.Publish).Message.ShouldContain("a.pt: two files would have this name");
        }

        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nowhere")]
    [InlineData("other.pt")]
    public void A_link_is_replaced_wherever_it_leads(string target)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["other.pt"], "other");
        File.CreateSymbolicLink(folder["a.pt"], target);
        foreach (var isGivenUp in new[] { true, false })
        {
            using var drafts = new DraftFiles();
            File.WriteAllText(drafts.Of(folder["a.pt"]), "program");
            File.WriteAllText(drafts.Of(folder["b.json"]), "report");
            if (isGivenUp)
            {
                // In /proc nobody may remove a file, root neither.
                drafts.Former("/proc/self/status");
                Should.Throw<UserErrorException>(drafts.Publish);
                new FileInfo(folder["a.pt"]).LinkTarget.ShouldBe(target);
            }
            else
            {
                drafts.Publish();
            }
        }

        new FileInfo(folder["a.pt"]).LinkTarget.ShouldBeNull();
        File.ReadAllText(folder["a.pt"]).ShouldBe("program");
        File.ReadAllText(folder["other.pt"]).ShouldBe("other");
        Directory.GetFileSystemEntries(folder.Path).Order(StringComparer.Ordinal).ShouldBe([folder["a.pt"], folder["b.json"], folder["other.pt"]]);
    }

    // To copy a pipe is to wait for ever.
    [Fact]
    public void A_pipe_is_refused_before_anything_has_moved()
    {
        using var folder = new TemporaryFolder();
        using (var make = Process.Start("mkfifo", [folder["b.onnx"]]))
        {
            make.WaitForExit();
        }

        using (var drafts = new DraftFiles())
        {
            File.WriteAllText(drafts.Of(folder["a.pt"]), "program");
            File.WriteAllText(drafts.Of(folder["b.onnx"]), "graph");
            Should.Throw<UserErrorException>(drafts.Publish).Message.ShouldBe($"{folder["b.onnx"]}: cannot be written: it is a pipe");
        }

        Directory.GetFileSystemEntries(folder.Path).ShouldBe([folder["b.onnx"]]);
        Should.Throw<UserErrorException>(() => new ModelExportOptions { Onnx = folder["b.onnx"], Overwrite = true }.Check()).Message
            .ShouldContain($"{folder["b.onnx"]}: is a pipe, and only a regular file is replaced; name another one.");
    }
}
