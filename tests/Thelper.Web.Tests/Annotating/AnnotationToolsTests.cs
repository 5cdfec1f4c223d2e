using System.Globalization;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;
using Thelper.Web.Annotating;
using Thelper.Web.Serving;
using static Thelper.Web.Tests.Annotating.AnnotationWindow;

namespace Thelper.Web.Tests.Annotating;

/// <summary>The annotator's tools and keys in a real browser.</summary>
public sealed class AnnotationToolsTests(Chromium chromium)
{
    // The wheel's place is in whole pixels of the page.
    private static readonly IEqualityComparer<(float X, float Y)> Near = EqualityComparer<(float X, float Y)>.Create((a, b) => Math.Abs(a.X - b.X) < 0.3 && Math.Abs(a.Y - b.Y) < 0.3);

    [Fact]
    public async Task Without_an_edit_for_five_seconds_what_is_stored_is_saved()
    {
        using var folder = new AnnotationFolder();
        await using var server = await PageServer.Start(folder.Pages(), NullLogger.Instance);
        await using var open = await OpenPages.OpenAgain(chromium, server);
        await open.Page.Clock.InstallAsync();
        await open.Page.ReloadAsync();
        await Ready(open.Page);
        await Stroke(open.Page, [(5, 5), (20, 5)]);
        await Until(() => folder.Store.States[0] == SampleState.Begun);
        await Status(open.Page, "Stored, not saved yet");
        await open.Page.Clock.FastForwardAsync(6000);
        await Until(() => folder.Store.States[0] == SampleState.Saved);
        await Status(open.Page, "Saved");
    }

    [Fact]
    public async Task The_next_sample_that_is_not_saved_is_found()
    {
        using var folder = new AnnotationFolder(count: 7);
        foreach (var done in new[] { 1, 2, 4 })
        {
            folder.Store.Use(done, sample => sample.Save());
        }

        await using var open = await OpenPages.Open(chromium, folder.Pages());
        await Ready(open.Page);
        await open.Page.GetByText("3 of 7 samples are saved").WaitForAsync();
        await open.Page.Keyboard.PressAsync("n");
        await NumberOf(open.Page, 3);
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Next unsaved" }).ClickAsync();
        await NumberOf(open.Page, 5);

        // Who goes on has saved: those that were left are done.
        await open.Page.GetByText("5 of 7 samples are saved").WaitForAsync();
        await open.Page.GetByText("Which", new() { Exact = true }).ClickAsync();
        await open.Page.Locator("section[aria-label='Progress'] details .actions button").Last.WaitForAsync();
        (await open.Page.Locator("section[aria-label='Progress'] details").InnerTextAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).ShouldBe(["Which", "Saved", "0 – 4", "Untouched", "5 – 6"]);
        await open.ShouldBeAccessible();
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "0 – 4", Exact = true }).ClickAsync();
        await NumberOf(open.Page, 0);
    }

    [Fact]
    public async Task Boxes_have_the_edges_that_were_drawn_and_Esc_gives_up_what_is_begun()
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        var page = open.Page;
        await Ready(page);
        var view = await View(page);
        (float X, float Y) At(double x, double y) => ((float)(view.X + (x * view.Scale)), (float)(view.Y + (y * view.Scale)));
        async Task Drag((float X, float Y) from, (float X, float Y) to)
        {
            await page.Mouse.MoveAsync(from.X, from.Y);
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(to.X, to.Y);
        }

        // From the lower right to the upper left: edges are those of the nearest pixels. Beyond the image it ends at the image.
        await page.Keyboard.PressAsync("x");
        await page.Keyboard.PressAsync("2");
        await Drag(At(30.4, 24.6), At(9.7, 5.2));
        await page.Mouse.UpAsync();
        await Until(() => folder.Store.Use(0, sample => sample.Objects.Boxes.Count) == 1);
        folder.Store.Use(0, sample => sample.Objects.Boxes[0]).ShouldBe(new(7, 10, 5, 30, 25));
        await Drag(At(50, 30), At(60.5, 41));
        await page.Mouse.UpAsync();
        await Until(() => folder.Store.Use(0, sample => sample.Objects.Boxes.Count) == 2);
        folder.Store.Use(0, sample => sample.Objects.Boxes[1]).ShouldBe(new(7, 50, 30, 60, 40));
        await Drag(At(2, 2), At(20, 20));
        await page.Keyboard.PressAsync("Escape");
        await page.Mouse.UpAsync();

        await page.Keyboard.PressAsync("p");
        foreach (var (x, y) in new[] { At(10, 10), At(40, 10), At(40, 30) })
        {
            await page.Mouse.ClickAsync(x, y);
        }

        await page.Keyboard.PressAsync("Escape");
        (await page.GetByRole(AriaRole.Dialog).CountAsync()).ShouldBe(0, "Esc quits only where nothing is begun");

        // A double click closes what it ends.
        foreach (var (x, y) in new[] { At(2, 2), At(22, 2), At(22, 12) })
        {
            await page.Mouse.ClickAsync(x, y);
        }

        await page.Mouse.DblClickAsync(At(2, 12).X, At(2, 12).Y);
        await Until(() => folder.Store.Use(0, sample => sample.Version) == 3);
        var expected = new LabelMask(60, 40);
        Fills.Polygon(expected, [[2, 2, 22, 2, 22, 12, 2, 12]], 7, []);
        Pixels(folder, 0).ShouldBePixels(expected.Pixels);
        folder.Store.Use(0, sample => sample.Objects.Boxes.Count).ShouldBe(2);
    }

    [Fact]
    public async Task A_second_finger_is_no_part_of_a_stroke()
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        await Ready(open.Page);
        var view = await View(open.Page);
        await open.Page.Mouse.MoveAsync(view.Left(5), view.Top(10));
        await open.Page.Mouse.DownAsync();
        await open.Page.Mouse.MoveAsync(view.Left(25), view.Top(10));
        foreach (var kind in new[] { "pointerdown", "pointermove", "pointerup" })
        {
            await open.Page.EvaluateAsync(
                "([kind, x, y]) => document.querySelector('.stage canvas').dispatchEvent(new PointerEvent(kind, { pointerId: 77, pointerType: 'touch', clientX: x, clientY: y, bubbles: true, cancelable: true }))",
                new object[] { kind, (double)view.Left(50), (double)view.Top(35) });
        }

        await open.Page.Mouse.MoveAsync(view.Left(25), view.Top(20));
        await open.Page.Mouse.UpAsync();
        await Status(open.Page, "Stored, not saved yet");
        Pixels(folder, 0).ShouldBePixels(Expected(folder, 1, (5, 10), (25, 10), (25, 20)));
        await open.Page.Keyboard.PressAsync("Control+z");
        await Until(() => Pixels(folder, 0).All(label => label == 0));
    }

    [Fact]
    public async Task A_stroke_far_beyond_a_small_image_is_painted_where_it_crosses_it()
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        await Ready(open.Page);
        await open.Page.Keyboard.PressAsync("o");
        await Stroke(open.Page, [(30, 20), (-300, 20)]);
        await Status(open.Page, "Stored, not saved yet");
        (await open.Page.Locator("[role=alert].problem").CountAsync()).ShouldBe(0);
        Pixels(folder, 0).ShouldBePixels(Expected(folder, 1, (30, 20), (-300, 20)));
        Pixels(folder, 0)[20 * 60].ShouldBe((byte)1);
    }

    [Fact]
    public async Task Moving_and_zooming_paint_nothing_and_the_place_under_the_pointer_stays()
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        var page = open.Page;
        await Ready(page);
        var before = await View(page);
        var (x, y) = (before.Left(20), before.Top(10));
        await page.Mouse.MoveAsync(x, y);
        await page.Keyboard.DownAsync("Control");
        await page.Mouse.WheelAsync(0, -100);
        await page.Keyboard.UpAsync("Control");
        var closer = await View(page);
        closer.Scale.ShouldBe(before.Scale * 1.25, 1e-6);
        (closer.Left(20), closer.Top(10)).ShouldBe((x, y), Near);
        await page.Locator("canvas").First.FocusAsync();
        foreach (var (key, button) in new[] { (" ", MouseButton.Left), ("", MouseButton.Middle), ("h", MouseButton.Left) })
        {
            if (key == " ")
            {
                await page.Keyboard.DownAsync(key);
            }
            else if (key.Length > 0)
            {
                await page.Keyboard.PressAsync(key);
            }

            var at = await View(page);
            await page.Mouse.MoveAsync(x, y);
            await page.Mouse.DownAsync(new() { Button = button });
            await page.Mouse.MoveAsync(x + 30, y - 12);
            await page.Mouse.UpAsync(new() { Button = button });
            if (key == " ")
            {
                await page.Keyboard.UpAsync(key);
            }

            var moved = await View(page);
            (moved.X, moved.Y).ShouldBe((at.X + 30, at.Y - 12), $"'{key}' {button.ToString()}");
        }

        await page.Keyboard.PressAsync("0");
        (await View(page)).ShouldBe(before);
        folder.Store.Use(0, sample => sample.Version).ShouldBe(0);
        (await page.Locator(".note").TextContentAsync())!.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"{Math.Round(before.Scale * 100)} %"));
    }
}
