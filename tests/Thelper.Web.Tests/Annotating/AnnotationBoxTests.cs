using System.Threading.Tasks;
using Microsoft.Playwright;
using Thelper.Web.Annotating;
using static Thelper.Web.Tests.Annotating.AnnotationWindow;

namespace Thelper.Web.Tests.Annotating;

/// <summary>What becomes of boxes and the class in a real browser when several are drawn before the program has answered.</summary>
public sealed class AnnotationBoxTests(Chromium chromium)
{
    private static readonly BoxLabel First = new(1, 2, 3, 15, 12);
    private static readonly BoxLabel Second = new(1, 20, 5, 30, 15);
    private static readonly BoxLabel Third = new(1, 35, 20, 55, 38);

    [Fact]
    public async Task All_boxes_the_class_and_what_is_removed_wait_in_order_and_are_seen_at_once()
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        var page = open.Page;
        await Ready(page);
        var gate = await Hold(page);
        await page.Keyboard.PressAsync("x");
        foreach (var box in new[] { First, Second, Third })
        {
            await Draw(page, box);
        }

        await Listed(page, 3);
        await page.Locator("#class").SelectOptionAsync("7");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove box 1" }).ClickAsync();
        await Listed(page, 2);
        folder.Store.Use(0, sample => sample.Version).ShouldBe(0);
        gate.SetResult();
        await Until(() => folder.Store.Use(0, sample => sample.Version) == 5);
        folder.Store.Use(0, sample => sample.Objects).ShouldBe(new([Second, Third], 7));
        await Listed(page, 2);

        // Each was an edit of its own.
        await page.Keyboard.PressAsync("Control+z");
        await Until(() => folder.Store.Use(0, sample => sample.Version) == 6);
        folder.Store.Use(0, sample => sample.Objects).ShouldBe(new([First, Second, Third], 7));
        await Listed(page, 3);
    }

    [Fact]
    public async Task A_box_that_is_drawn_while_an_undo_waits_does_not_bring_back_what_that_takes_away()
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        var page = open.Page;
        await Ready(page);
        var gate = await Hold(page);
        await page.Keyboard.PressAsync("x");
        await Draw(page, First);
        await page.Keyboard.PressAsync("Control+z");
        await Draw(page, Second);
        gate.SetResult();
        await Until(() => folder.Store.Use(0, sample => sample.Version) == 3);
        folder.Store.Use(0, sample => sample.Objects).ShouldBe(new Objects([Second]));
        await Listed(page, 1);
    }

    [Fact]
    public async Task All_boxes_of_a_stale_window_are_in_its_own_version()
    {
        using var folder = new AnnotationFolder();
        await using var first = await OpenPages.Open(chromium, folder.Pages());
        await using var second = await OpenPages.OpenAgain(chromium, first.Server);
        await Ready(first.Page);
        await Ready(second.Page);
        await Stroke(first.Page, [(10, 10), (40, 10)]);
        await Until(() => folder.Store.Use(0, sample => sample.Version) > 0);
        var gate = await Hold(second.Page);
        await second.Page.Keyboard.PressAsync("x");
        await Draw(second.Page, First);
        await Draw(second.Page, Second);
        gate.SetResult();
        await second.Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        SampleFiles.ReadObjects(Path.Combine(folder.Session, "annotations", "photos", "000000.conflict-1.json")).ShouldBe(new Objects([First, Second]));
        folder.Store.Use(0, sample => sample.Objects).ShouldBe(Objects.None);
        await Listed(second.Page, 2);
    }

    // No edit reaches the program before the gate is opened.
    private static async Task<TaskCompletionSource> Hold(IPage page)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/api/edit/*", async route =>
        {
            await gate.Task;
            await route.ContinueAsync();
        });
        return gate;
    }

    private static async Task Draw(IPage page, BoxLabel box)
    {
        var view = await View(page);
        await page.Mouse.MoveAsync((float)(view.X + (box.Left * view.Scale)), (float)(view.Y + (box.Top * view.Scale)));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync((float)(view.X + (box.Right * view.Scale)), (float)(view.Y + (box.Bottom * view.Scale)));
        await page.Mouse.UpAsync();
    }

    private static Task Listed(IPage page, int count) => page.WaitForFunctionAsync("count => document.querySelectorAll('ul.boxes li').length === count", count);
}
