using Thelper.Infer;
using Thelper.Testing;
using Thelper.Tests.Sessions;

namespace Thelper.Tests.Infer;

/// <summary>Which pictures the names of a command line stand for, and in which order.</summary>
[NoLeaks]
public sealed class ImagePathsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public ImagePathsTests()
    {
        foreach (var name in new[] { "a/1.png", "a/2.jpg", "a/deep/3.png", "b/1.png", "b/._1.png", "b/note.md", "b/.hidden/4.png", "upload" })
        {
            folder.Write(name, "");
        }
    }

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("a/*", "a/1.png a/2.jpg")]
    [InlineData("*/1.png", "a/1.png b/1.png")]
    [InlineData("?/*.png", "a/1.png b/1.png")]
    [InlineData("a/*/3.p?g", "a/deep/3.png")]
    [InlineData("**/*.png", "a/1.png a/deep/3.png b/1.png")]
    [InlineData("a/**/3.png", "a/deep/3.png")]
    [InlineData("a/**", "a/1.png a/2.jpg a/deep/3.png")]
    [InlineData("**", "a/1.png a/2.jpg a/deep/3.png b/1.png")]
    [InlineData("**/deep/*", "a/deep/3.png")]
    [InlineData("b/*.png", "b/1.png")]
    [InlineData("b/.*.png", "b/._1.png")]
    [InlineData("b/.*/*", "b/.hidden/4.png")]
    [InlineData("upload", "upload")]
    public void Names_with_stars_are_files_in_order(string pattern, string expected) => Of(pattern).ShouldBe(expected);

    [Theory]
    [InlineData("c/*.png", "no picture has such a name")]
    [InlineData("*/9.png", "no picture has such a name")]
    [InlineData("b/*.md", "no picture has such a name")]
    [InlineData("b/note.md", "is no picture")]
    [InlineData("a/9.png", "does not exist")]
    public void What_is_no_picture_is_named(string name, string message) => Should.Throw<UserErrorException>(() => Of(name)).Message.ShouldContain(message);

    [Fact]
    public void A_folder_that_links_to_itself_is_walked_once()
    {
        Directory.CreateSymbolicLink(folder["a/round"], folder["a"]);
        Of("**/3.png").ShouldBe("a/deep/3.png");
    }

    // Charts, confusion matrices and drawings: nobody means these by the folder above. Who names them does.
    [Theory]
    [InlineData("s", "s/data/output/5.png s/run/mine.png")]
    [InlineData("s/**", "s/data/output/5.png s/run/mine.png")]
    [InlineData("**/*.png", "a/1.png a/deep/3.png b/1.png s/data/output/5.png s/run/mine.png")]
    [InlineData("s/run", "s/run/mine.png s/run/logs/x.png s/run/output/run/loss.png")]
    [InlineData("s/run/**", "s/run/mine.png s/run/logs/x.png s/run/output/run/loss.png")]
    [InlineData("s/run/output", "s/run/output/run/loss.png")]
    [InlineData("s/*/output/**", "s/data/output/5.png s/run/output/run/loss.png")]
    [InlineData("**/output/**", "s/data/output/5.png s/run/output/run/loss.png")]
    public void What_sessions_wrote_is_no_picture_of_the_folder_above(string name, string expected)
    {
        Sessions("run");
        Of(name).ShouldBe(expected);
    }

    [Fact]
    public void What_sessions_wrote_is_said_to_be_left_out_once()
    {
        Sessions("run", "run2");
        foreach (var name in new[] { "s", "s/**/*.png" })
        {
            var told = new List<string>();
            ImagePaths.Of([folder[name]], null, told.Add).Count().ShouldBe(3);
            told.ShouldHaveSingleItem().ShouldBe($"the folders that a session fills itself (checkpoints, logs, output) are left out, those of '{folder["s/run"]}' and 1 more; name such a folder to take its pictures");
        }

        File.Delete(folder["s/run/mine.png"]);
        File.Delete(folder["s/run2/mine.png"]);
        Directory.Delete(folder["s/data"], recursive: true);
        Should.Throw<UserErrorException>(() => Of("s")).Message.ShouldContain("holds no picture (");
        Should.Throw<UserErrorException>(() => Of("s")).Message.ShouldContain("; the folders that a session fills itself");
        Should.Throw<UserErrorException>(() => Of("s/**")).Message.ShouldContain("no picture has such a name; the folders that a session fills itself");
    }

    // As whoever wrote the list saw them, or whoever runs it does.
    [Fact]
    public void Lines_of_a_list_are_sought_beside_it_and_then_from_here()
    {
        var here = Path.GetFileName(Directory.EnumerateFiles(Directory.GetCurrentDirectory()).First());
        folder.Write("a/list.txt", $"1.png\ndeep/3.png\n\n{here}\n{folder["a/2.jpg"]}\nnowhere.png\n");
        ImagePaths.Of([folder["a/list.txt"]], null).ShouldBe([folder["a/1.png"], folder["a/deep/3.png"], here, folder["a/2.jpg"], folder["a/nowhere.png"]]);
    }

    // One of them is known by its configuration, the others by what every session has.
    private void Sessions(params string[] names)
    {
        folder.Write("s/data/output/5.png", "");
        foreach (var name in names)
        {
            foreach (var file in new[] { "mine.png", "logs/x.png", $"output/{name}/loss.png", name == "run" ? "config.latest.json" : "checkpoints/ckpt.best.pth" })
            {
                folder.Write($"s/{name}/{file}", "");
            }
        }
    }

    private string Of(string name) => string.Join(' ', ImagePaths.Of([folder[name]], null).Select(path => Path.GetRelativePath(folder.Path, path)));
}
