using Thelper.Torch;
using Thelper.Imaging;
using Thelper.Infer;
using Thelper.Testing;
using Thelper.Tests.Sessions;

namespace Thelper.Tests.Infer;

/// <summary>Files beside predictions: what they may replace, what is a picture of the user's, and which places are refused before the first.</summary>
[NoLeaks]
public class OutputFolderTests
{
    // Any file may be a picture that is yet to be named.
    [Fact]
    public void Nothing_is_replaced_where_names_stream_in()
    {
        using var folder = new TemporaryFolder();
        folder.Write("out/a.png", "photo");
        Should.Throw<UserErrorException>(() => new OutputFolder(folder["out"], streams: true).Write(folder["in/a.png"], stream => stream.WriteByte(1))).Message.ShouldContain("a.png: is there already, and may be a picture");
        File.ReadAllText(folder["out/a.png"]).ShouldBe("photo");
        var files = new OutputFolder(folder["out"], streams: true);
        Path.GetFileName(files.Write(folder["in/b.jpg"], stream => stream.WriteByte(1))).ShouldBe("b.png");
        Path.GetFileName(files.Write(folder["other/b.jpg"], stream => stream.WriteByte(1))).ShouldBe("b-2.png");
    }

    // Masks that were drawn by hand may lie where maps are to go.
    [Fact]
    public void What_does_not_say_that_it_is_a_result_is_not_replaced()
    {
        using var folder = new TemporaryFolder();
        folder.Write("masks/a.png", "by hand");
        Should.Throw<UserErrorException>(() => new OutputFolder(folder["masks"]).Write(folder["in/a.png"], stream => stream.WriteByte(1))).Message
            .ShouldBe($"{folder["masks/a.png"]}: is there already, and does not say that 'thelper infer' made it; it is not replaced. Remove it if it is a result, or name another folder.");
        File.ReadAllText(folder["masks/a.png"]).ShouldBe("by hand");
        Directory.GetFiles(folder["masks"]).ShouldHaveSingleItem();
    }

    // A run that was stopped can be made again into its own folder.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_earlier_result_is_replaced(bool streams)
    {
        using var folder = new TemporaryFolder();
        using var scope = torch.NewDisposeScope();
        foreach (var grey in (byte[])[1, 2])
        {
            new OutputFolder(folder["out"], streams: streams).Write(folder["in/a.jpg"], stream => Draw(stream, grey, ResultMark.Software));
            ImageCodec.Decode(folder["out/a.png"])[0, 0, 0].item<byte>().ShouldBe(grey);
        }

        // Its folder may be one of the pictures by now.
        Should.Throw<UserErrorException>(() => new OutputFolder(folder["out"], streams: streams).Write(folder["out/a.png"], stream => stream.WriteByte(1))).Message.ShouldContain("a.png: is there already, in a folder of the pictures");

        // Other programs' files, and what is no regular file, have no such mark.
        foreach (var software in new[] { null, "thelper", "thelper infer 2" })
        {
            using (var stream = File.Create(folder["b.png"]))
            {
                Draw(stream, 1, software);
            }

            ResultMark.IsOn(folder["b.png"]).ShouldBeFalse();
        }

        ResultMark.IsOn(folder["out/a.png"]).ShouldBeTrue();
        ResultMark.IsOn(folder["none.png"]).ShouldBeFalse();
        ResultMark.IsOn("/dev/zero").ShouldBeFalse();

        static void Draw(Stream stream, byte grey, string? software)
        {
            using var png = new PngWriter(stream, 1, 1, PngFormat.Gray, software: software);
            png.Write([grey]);
            png.End();
        }
    }

    [Fact]
    public void A_file_that_was_written_is_known_by_any_name()
    {
        using var folder = new TemporaryFolder();
        folder.Write("out/old.png", "photo");
        Directory.CreateSymbolicLink(folder["link"], folder["out"]);
        var files = new OutputFolder(folder["link"]);
        files.Write(folder["in/a.jpg"], stream => stream.WriteByte(1));
        files.Wrote(folder["out/a.png"]).ShouldBeTrue();
        files.Wrote(folder["link/../out/a.png"]).ShouldBeTrue();
        files.Wrote(folder["link/a.png"]).ShouldBeTrue();
        files.Wrote(folder["out/old.png"]).ShouldBeFalse();
        files.Wrote(folder["in/a.png"]).ShouldBeFalse();
        files.Wrote(folder["out/A.png"]).ShouldBeFalse();
    }

    // Whoever keeps pictures as links has them in another folder than their names say.
    [Fact]
    public void A_picture_that_a_link_leads_to_is_not_replaced()
    {
        using var folder = new TemporaryFolder();
        folder.Write("store/a.png", "photo");
        Directory.CreateDirectory(folder["pics"]);
        File.CreateSymbolicLink(folder["pics/a.png"], folder["store/a.png"]);
        OutputFolder.FoldersOf(folder["pics/a.png"]).Select(Path.GetFileName).ShouldBe(["pics", "store"]);
        Should.Throw<UserErrorException>(() => new OutputFolder(folder["store"]).Write(folder["pics/a.png"], stream => stream.WriteByte(1))).Message.ShouldContain("a.png: is there already, in a folder of the pictures");
        File.ReadAllText(folder["store/a.png"]).ShouldBe("photo");
    }

    [Fact]
    public void A_message_names_the_file_and_not_its_draft()
    {
        var message = Should.Throw<UserErrorException>(() => new OutputFolder("/proc/self").Write("in/a.png", stream => stream.WriteByte(1))).Message;
        message.ShouldStartWith("/proc/self/a.png: cannot be written: ");
        message.ShouldNotContain(".tmp");
    }

    [Theory]
    [InlineData("m", "m/drawn", null, "--maps m, --pictures m/drawn: each needs a folder of its own")]
    [InlineData("m/maps", "m", null, "--maps m/maps, --pictures m: each needs a folder of its own")]
    [InlineData("m", "d", "d", "--output d, --pictures d: the file")]
    [InlineData("m", null, "m/x.png", "--output m/x.png, --maps m: the file")]
    [InlineData("m/maps", null, "m", "--output m, --maps m/maps: the file")]
    [InlineData("m", "m2", "m3", null)]
    [InlineData("m", null, "m/x.jsonl", null)]
    public void Places_that_contradict_each_other_are_refused_before_the_first_picture(string? maps, string? pictures, string? output, string? message)
    {
        void Check() => PredictionFormat.Check(new() { Maps = maps, Pictures = pictures, Output = output }, PredictorFixture.Pixels, keepsPicture: true);
        if (message is null)
        {
            Check();
        }
        else
        {
            Should.Throw<UserErrorException>(Check).Message.ShouldStartWith(message);
        }
    }

    [Fact]
    public void A_file_is_no_folder_for_maps()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.png", "photo");
        Should.Throw<UserErrorException>(() => PredictionFormat.Check(new() { Maps = file }, PredictorFixture.Pixels, keepsPicture: true)).Message.ShouldBe($"--maps {file}: is a file, and a folder is needed");
    }
}
