using System.Globalization;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Thelper.Testing;
using Thelper.Web.Annotating;
using static Thelper.Web.Tests.Annotating.AnnotationWindow;

namespace Thelper.Web.Tests.Annotating;

/// <summary>The annotator in a real browser.</summary>
public sealed class AnnotationPageTests(Chromium chromium)
{
    private static readonly (int X, int Y)[] Line = [(5, 5), (30, 20), (12, 33)];

    [Fact]
    public async Task Paint_undo_redo_save_and_reload()
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        await Ready(open.Page);
        await open.Page.Keyboard.PressAsync("2");
        await Stroke(open.Page, Line);
        await Status(open.Page, "Stored, not saved yet");
        var painted = Expected(folder, 7, Line);
        Pixels(folder, 0).ShouldBePixels(painted);
        await open.Page.Keyboard.PressAsync("Control+z");
        await Until(() => !folder.Store.Use(0, sample => sample.CanUndo));
        Pixels(folder, 0).ShouldAllBe(label => label == 0);
        await open.Page.Keyboard.PressAsync("Control+Shift+Z");
        await Until(() => folder.Store.Use(0, sample => sample.CanUndo));
        await open.Page.Keyboard.PressAsync("Enter");
        await Status(open.Page, "Saved");
        folder.MaskFile(0).ShouldBe(FileOf(painted, 60, 40));

        await open.Page.ReloadAsync();
        await Ready(open.Page);
        (await Shown(open.Page)).ShouldBePixels(painted);
        (await open.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).IsEnabledAsync()).ShouldBeTrue();
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Undo" }).ClickAsync();
        await Until(() => Pixels(folder, 0).All(label => label == 0));
        await open.Page.Keyboard.PressAsync("ArrowDown");
        await NumberOf(open.Page, 1);
        await open.Page.Keyboard.PressAsync("w");
        await NumberOf(open.Page, 0);
        folder.MaskFile(0).ShouldBe(FileOf(new byte[2400], 60, 40));
        folder.Store.States.ShouldBe([SampleState.Saved, SampleState.Saved, SampleState.Untouched]);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 1)]
    [InlineData(1, 3)]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    [InlineData(2, 5)]
    [InlineData(1.5f, 2)]
    public async Task The_same_strokes_are_the_same_bytes_at_any_zoom_and_on_any_screen(float ratio, int zooms)
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages(), new() { DeviceScaleFactor = ratio });
        await Ready(open.Page);
        await open.Page.Keyboard.PressAsync(zooms == 0 ? "0" : "o");
        for (var i = 1; i < zooms; i++)
        {
            await open.Page.Keyboard.PressAsync("+");
        }

        await Stroke(open.Page, Line);

        // One pixel, and the eraser over a part.
        for (var i = 10; i > 1; i--)
        {
            await open.Page.Keyboard.PressAsync(",");
        }

        await Stroke(open.Page, [(50, 30)]);
        await Stroke(open.Page, [(20, 10), (24, 10)], right: true);
        await open.Page.Keyboard.PressAsync("Enter");
        await Status(open.Page, "Saved");
        var mask = new LabelMask(60, 40, Expected(folder, 1, Line));
        Strokes.Paint(mask, [50, 30], 0, 1, []);
        Strokes.Paint(mask, [20, 10, 24, 10], 0, 0, []);
        mask.Pixels[(30 * 60) + 50].ShouldBe((byte)1);
        folder.MaskFile(0).ShouldBe(FileOf(mask.Pixels, 60, 40));

        // What is seen is what is stored.
        (await Shown(open.Page)).ShouldBePixels(mask.Pixels);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task The_original_s_mouse_events_give_its_masks(int times)
    {
        var golden = Repository.File("tests", "golden", "original-0.6.2-portable", "annot");
        using var folder = new AnnotationFolder(count: 1, width: 1000 * times, height: 750 * times);
        await using var open = await OpenPages.Open(chromium, folder.Pages(), new() { ViewportSize = new() { Width = 1400, Height = 900 } });
        var page = open.Page;
        await Ready(page);
        await page.Keyboard.PressAsync(times == 1 ? "o" : "0");
        var view = await View(page);
        var events = JsonDocument.Parse(File.ReadAllText(Path.Combine(golden, "strokes.json"))).RootElement.GetProperty("events").EnumerateArray().ToList();
        var pressed = "";
        foreach (var one in events)
        {
            var (kind, x) = (one[0].GetString()!, one[1].GetInt32());
            if (kind == "label")
            {
                await page.Keyboard.PressAsync((x + 1).ToString(CultureInfo.InvariantCulture));
                continue;
            }

            // The window shows the image under its bar; twice as large an image is seen at half its size, as the original's window shows it.
            await page.Mouse.MoveAsync(view.Left(x * times), view.Top((one[2].GetInt32() - 50) * times));
            if (kind is "wheel+" or "wheel-")
            {
                await page.Mouse.WheelAsync(0, kind == "wheel+" ? -100 : 100);
                await page.EvaluateAsync("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
            }
            else if (kind == "up")
            {
                await page.Mouse.UpAsync(new() { Button = pressed == "right" ? MouseButton.Right : MouseButton.Left });
                pressed = "";
            }
            else if (pressed.Length == 0)
            {
                await page.Mouse.DownAsync(new() { Button = kind == "right" ? MouseButton.Right : MouseButton.Left });
                pressed = kind;
            }
        }

        await page.Mouse.UpAsync();
        (await page.Locator(".note").TextContentAsync())!.ShouldStartWith("Brush 5 · sky");
        await page.Keyboard.PressAsync("Enter");
        await Status(page, "Saved");
        folder.MaskFile(0).ShouldBe(File.ReadAllBytes(Path.Combine(golden, $"mask-{1000 * times}x{750 * times}.png")));
    }

    [Fact]
    public async Task A_second_window_that_is_stale_gets_a_conflict_and_both_versions_are_kept()
    {
        using var folder = new AnnotationFolder();
        await using var first = await OpenPages.Open(chromium, folder.Pages());
        await using var second = await OpenPages.OpenAgain(chromium, first.Server);
        await Ready(first.Page);
        await Ready(second.Page);
        await Stroke(first.Page, [(10, 10), (40, 10)]);
        await Status(first.Page, "Stored, not saved yet");
        var theirs = Pixels(folder, 0);
        await second.Page.Keyboard.PressAsync("3");
        await Stroke(second.Page, [(10, 30), (40, 30)]);
        var dialog = second.Page.GetByRole(AriaRole.Dialog);
        await dialog.WaitForAsync();
        Pixels(folder, 0).ShouldBePixels(theirs);
        var mine = Expected(folder, 255, (10, 30), (40, 30));
        var kept = Path.Combine(folder.Session, "annotations", "photos", "000000.conflict-1.png");
        File.ReadAllBytes(kept).ShouldBe(FileOf(mine, 60, 40));
        await second.ShouldBeAccessible();
        await second.Picture("annot-conflict", isForDocs: true);

        await second.Page.Locator("#mine").ClickAsync();
        await Until(() => Pixels(folder, 0).SequenceEqual(mine));
        await dialog.WaitForAsync(new() { State = WaitForSelectorState.Hidden });
        await second.Page.Keyboard.PressAsync("Control+z");
        await Until(() => Pixels(folder, 0).SequenceEqual(theirs));
        File.Exists(kept).ShouldBeTrue();
    }

    [Theory]
    [InlineData("z", "KeyW")] // AZERTY
    [InlineData("z", "KeyZ")]
    [InlineData("я", "KeyZ")] // Cyrillic
    public async Task The_key_of_undo_works_on_any_keyboard(string key, string code)
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        await Ready(open.Page);
        await Stroke(open.Page, Line);
        await Status(open.Page, "Stored, not saved yet");
        await Press(open.Page, key, code, control: true);
        await Until(() => Pixels(folder, 0).All(label => label == 0));

        // Digits need Shift on AZERTY; what is next to the 1 is the 2.
        await Press(open.Page, "é", "Digit2", control: false);
        await open.Page.Locator(".note", new() { HasText = "tree" }).WaitForAsync();
    }

    [Fact]
    public async Task Fill_polygon_box_class_and_refill()
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        var page = open.Page;
        await Ready(page);
        var view = await View(page);
        await page.Keyboard.PressAsync("p");
        foreach (var (x, y) in new[] { (10, 5), (40, 5), (40, 30), (10, 30) })
        {
            await page.Mouse.ClickAsync(view.Left(x), view.Top(y));
        }

        await page.Keyboard.PressAsync("Enter");
        await Until(() => Pixels(folder, 0)[(20 * 60) + 20] == 1);
        await page.Keyboard.PressAsync("3");
        await page.Keyboard.PressAsync("f");
        await page.Mouse.ClickAsync(view.Left(50), view.Top(35));
        await Until(() => Pixels(folder, 0)[^1] == 255);
        Pixels(folder, 0)[(20 * 60) + 20].ShouldBe((byte)1);

        await page.Keyboard.PressAsync("x");
        await page.Mouse.MoveAsync(view.Left(10), view.Top(5));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(view.Left(30), view.Top(25));
        await page.Mouse.UpAsync();
        await Until(() => folder.Store.Use(0, sample => sample.Objects.Boxes.Count) == 1);
        folder.Store.Use(0, sample => sample.Objects.Boxes[0].Label).ShouldBe(255);
        await page.Locator("#class").SelectOptionAsync("7");
        await Until(() => folder.Store.Use(0, sample => sample.Objects.Class) == 7);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove box 1" }).ClickAsync();
        await Until(() => folder.Store.Use(0, sample => sample.Objects.Boxes.Count) == 0);
        await page.Keyboard.PressAsync("Control+z");
        await Until(() => folder.Store.Use(0, sample => sample.Objects.Boxes.Count) == 1);
        await page.Locator("canvas").First.FocusAsync();
        await page.Keyboard.PressAsync("F12");
        await Until(() => Pixels(folder, 0).All(label => label == 0));
        await page.GetByRole(AriaRole.Button, new() { Name = "Export" }).ClickAsync();
        await Until(() => File.Exists(Path.Combine(folder.Session, "export", "photos", "coco.json")));
        await page.GetByText("Exported 1 samples").WaitForAsync();
    }

    [Fact]
    public async Task A_stroke_is_stored_while_the_pen_is_still_down()
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        await Ready(open.Page);
        var view = await View(open.Page);
        await open.Page.Mouse.MoveAsync(view.Left(5), view.Top(20));
        await open.Page.Mouse.DownAsync();
        await open.Page.Mouse.MoveAsync(view.Left(50), view.Top(20), new() { Steps = 9 });
        var expected = Expected(folder, 1, [.. Enumerable.Range(0, 10).Select(i => (5 + (5 * i), 20))]);
        await Until(() => Pixels(folder, 0).SequenceEqual(expected));
        await open.Page.Mouse.UpAsync();
        await Status(open.Page, "Stored, not saved yet");
        await open.Page.Keyboard.PressAsync("Control+z");
        await Until(() => Pixels(folder, 0).All(label => label == 0));
        folder.Store.Use(0, sample => sample.CanUndo).ShouldBeFalse();
    }
}
