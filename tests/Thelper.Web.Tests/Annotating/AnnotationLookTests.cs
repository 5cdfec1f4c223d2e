using System.Threading.Tasks;
using Microsoft.Playwright;
using Thelper.Imaging;
using Thelper.Testing;
using Thelper.Web.Annotating;
using Thelper.Web.Serving;
using static Thelper.Web.Tests.Annotating.AnnotationWindow;

namespace Thelper.Web.Tests.Annotating;

/// <summary>The annotator's page in a real browser: how it looks, what it says, what it refuses.</summary>
public sealed class AnnotationLookTests(Chromium chromium)
{
    private static readonly (int X, int Y)[] Line = [(5, 5), (30, 20), (12, 33)];

    [Theory]
    [InlineData(ColorScheme.Light)]
    [InlineData(ColorScheme.Dark)]
    public async Task The_page_is_accessible_and_fits(ColorScheme scheme)
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages(), new() { ColorScheme = scheme });
        await Ready(open.Page);
        await Stroke(open.Page, Line);
        await Status(open.Page, "Stored, not saved yet");
        await open.ShouldBeAccessible();
        await open.Picture($"annot-{(scheme == ColorScheme.Light ? "light" : "dark")}");
        await open.Page.Keyboard.PressAsync("?");
        await open.Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await open.ShouldBeAccessible();
        await open.Picture($"annot-keys-{(scheme == ColorScheme.Light ? "light" : "dark")}", isForDocs: scheme == ColorScheme.Light);
        await open.Page.Keyboard.PressAsync("Escape");
        await open.Page.SetViewportSizeAsync(800, 1100);
        await open.ShouldBeAccessible();
        await open.Picture($"annot-tablet-{(scheme == ColorScheme.Light ? "light" : "dark")}");
        (await open.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue();
    }

    [Fact]
    public async Task A_photograph_is_annotated()
    {
        var photographs = Repository.File("samples", "mini-voc", "VOCdevkit", "VOC2012", "JPEGImages");
        using var folder = new AnnotationFolder(count: 0);
        foreach (var (file, i) in Directory.GetFiles(photographs).Order(StringComparer.Ordinal).Take(12).Select((file, i) => (file, i)))
        {
            File.Copy(file, folder[$"images/{i:D2}.jpg"]);
        }

        await using var open = await OpenPages.Open(chromium, folder.Pages());
        await Ready(open.Page);
        var (width, height) = (folder.Store.PictureOf(0).Width, folder.Store.PictureOf(0).Height);
        (int, int) At(double x, double y) => ((int)(x * width), (int)(y * height));
        for (var i = 0; i < 8; i++)
        {
            await open.Page.Mouse.WheelAsync(0, -100);
        }

        await open.Page.Keyboard.PressAsync("PageDown");
        await open.Page.Keyboard.PressAsync("PageDown");
        await Stroke(open.Page, [At(0.3, 0.4), At(0.4, 0.3), At(0.55, 0.32), At(0.62, 0.45), At(0.55, 0.6), At(0.4, 0.6), At(0.3, 0.4)]);
        await open.Page.Keyboard.PressAsync("2");
        await Stroke(open.Page, [At(0.15, 0.75), At(0.5, 0.82), At(0.85, 0.74)]);
        await Status(open.Page, "Stored, not saved yet");
        await open.Picture("annot", isForDocs: true);
        await open.Page.Keyboard.PressAsync("s");
        await NumberOf(open.Page, 1);
        folder.Store.States[0].ShouldBe(SampleState.Saved);
    }

    [Fact]
    public async Task Names_are_shown_as_they_are_and_run_nothing()
    {
        using var folder = new AnnotationFolder();
        const string hostile = "<img src=x onerror=window.ran=1>";
        File.Copy(folder["images/000.png"], folder["images/" + hostile + ".png"]);
        folder.Parameters = ", \"window_name\": \"<script>window.ran=2</script>\"";
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        await Ready(open.Page);
        await open.Page.Locator("#jump").FillAsync("3");
        await open.Page.Locator("#jump").PressAsync("Enter");
        await NumberOf(open.Page, 3);

        // The number stands there before the sample does.
        await open.Page.Locator(".path", new() { HasText = hostile }).WaitForAsync();
        (await open.Page.Locator("h1").TextContentAsync()).ShouldBe("<script>window.ran=2</script>");
        (await open.Page.EvaluateAsync<string>("() => typeof window.ran")).ShouldBe("undefined");
    }

    [Fact]
    public async Task A_sample_that_cannot_be_read_is_told_and_passed()
    {
        using var folder = new AnnotationFolder();
        File.WriteAllText(folder["images/001.png"], "no image");
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        open.Expected.Add("422");
        await Ready(open.Page);
        await open.Page.Keyboard.PressAsync("ArrowDown");
        await open.Page.GetByText("cannot decode image").WaitForAsync();
        await open.Page.Keyboard.PressAsync("ArrowDown");
        await NumberOf(open.Page, 2);
        (await open.Page.GetByText("cannot decode image").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Quit_saves_and_ends()
    {
        using var folder = new AnnotationFolder();
        var stop = new Thelper.Logging.StopRequest();
        await using var open = await OpenPages.Open(chromium, new AnnotationPages(folder.Store, null, stop));
        await Ready(open.Page);
        await Stroke(open.Page, Line);
        await open.Page.Keyboard.PressAsync("Escape");
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Save and quit" }).ClickAsync();
        await open.Page.GetByText("thelper has ended").WaitForAsync();
        stop.Token.IsCancellationRequested.ShouldBeTrue();
        stop.ExitCode.ShouldBe(0);
        folder.MaskFile(0).ShouldBe(FileOf(Expected(folder, 1, Line), 60, 40));
    }

    [Fact]
    public async Task Requests_that_nobody_should_send_do_no_harm()
    {
        using var folder = new AnnotationFolder();
        File.WriteAllText(folder["out-secret.txt"], RequestFuzz.Secret);
        await using var server = await PageServer.Start(folder.Pages(), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
        var before = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Where(file => !file.StartsWith(folder.Session, StringComparison.Ordinal)).ToList();
        RequestFuzz.Run(
            server,
            ["radius", "number", "token"],
            [
                """{"id": "a", "version": 0, "edit": {"do": "stroke", "id": "s", "label": 1, "radius": 2, "points": [1, 2, 3, 4]}, "branch": ""}""",
                """{"id": "b", "version": 1, "edit": {"do": "objects", "objects": {"boxes": [{"label": 7, "left": 0, "top": 0, "right": 4, "bottom": 5}], "class": 1}}, "branch": ""}""",
                """{"id": "c", "version": 0, "edit": {"do": "polygon", "rings": [[0, 0, 9, 0, 9, 9.5]], "label": 1}, "branch": "../../x"}""",
                """{"id": "d", "version": 0, "edit": {"do": "replace", "runs": [2400, 1]}, "branch": "000000.conflict-1"}""", """{"branch": "000000.conflict-1"}""", """{"id": "e", "version": 0, "edit": {"do": "undo"}, "branch": ""}""",
            ],
            count: 10_000,
            "/api/quit", "/api/export");
        Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Where(file => !file.StartsWith(folder.Session, StringComparison.Ordinal)).ShouldBe(before);
        foreach (var file in Directory.GetFiles(Path.Combine(folder.Session, "annotations", "photos"), "*.png"))
        {
            using var mask = ImageCodec.Decode(file, DecodeMode.Unchanged);
            mask.data<byte>().ToArray().Except(new byte[] { 0, 1, 7, 255 }).ShouldBeEmpty(file);
        }
    }
}
