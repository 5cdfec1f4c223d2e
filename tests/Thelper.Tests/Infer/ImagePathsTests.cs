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

    // As whoever wrote the list saw them, or whoever runs it does.
    [Fact]
    public void Lines_of_a_list_are_sought_beside_it_and_then_from_here()
    {
        var here = Path.GetFileName(Directory.EnumerateFiles(Directory.GetCurrentDirectory()).First());
        folder.Write("a/list.txt", $"1.png\ndeep/3.png\n\n{here}\n{folder["a/2.jpg"]}\nnowhere.png\n");
        ImagePaths.Of([folder["a/list.txt"]], null).ShouldBe([folder["a/1.png"], folder["a/deep/3.png"], here, folder["a/2.jpg"], folder["a/nowhere.png"]]);
    }

    private string Of(string name) => string.Join(' ', ImagePaths.Of([folder[name]], null).Select(path => Path.GetRelativePath(folder.Path, path)));
}
