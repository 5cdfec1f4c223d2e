using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Thelper.Web.Viewing;

namespace Thelper.Web.Tests.Viewing;

/// <summary>What becomes of steps and searches of <c>thelper viz</c> that follow each other faster than the program answers.</summary>
public sealed class ViewerStepTests(Chromium chromium)
{
    [Fact]
    public async Task Steps_that_are_not_answered_yet_are_all_made()
    {
        using var data = ViewedData.Folders();
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        var page = open.Page;
        await page.Shows(0);
        await page.Locator("main[data-ahead]").WaitForAsync();
        var gate = await Hold(page, new("/api/find/0"));
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowRight");
        await page.Keyboard.PressAsync("ArrowLeft");
        gate.SetResult();
        await page.Shows(2);
    }

    [Fact]
    public async Task A_step_is_not_forgotten_over_a_list_that_grows()
    {
        using var data = ViewedData.Folders();
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        var page = open.Page;
        await page.Shows(0);
        await page.SelectOptionAsync("#set", "1");
        await page.Locator("#rank").GetByText($"1 of {view.Sets[1].Count}").WaitForAsync();
        await Grow(page, 1);
        await page.SelectOptionAsync("#class", new SelectOptionValue { Label = "red" });
        await page.Locator("#rank").GetByText("1 of 2").WaitForAsync();
        await page.EvaluateAsync("() => document.activeElement.blur()");
        var gate = await Hold(page, new("/api/find/1.*rank=1"));
        await page.Keyboard.PressAsync("ArrowRight");
        await Looked(page, 1);
        await Looked(page, 1);
        gate.SetResult();
        await page.Locator("#rank").GetByText("2 of 2").WaitForAsync();
    }

    [Fact]
    public async Task A_list_that_grows_is_that_of_the_path_that_was_typed_last()
    {
        using var data = ViewedData.Folders();
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        var page = open.Page;
        await page.Shows(0);
        await Grow(page, 0);
        await page.SelectOptionAsync("#class", new SelectOptionValue { Label = "red" });
        await Looked(page, 0);
        await page.FillAsync("#search", "red-1");
        await page.Keyboard.PressAsync("Enter");
        await Looked(page, 0);
        var asked = new ConcurrentQueue<string>();
        page.Request += (_, request) => asked.Enqueue(request.Url);
        await Looked(page, 0);
        await Looked(page, 0);
        var found = asked.Where(url => url.Contains("/api/find/", StringComparison.Ordinal)).ToList();
        found.ShouldNotBeEmpty();
        found.ShouldAllBe(url => url.Contains("text=red-1", StringComparison.Ordinal));
    }

    // Samples are always being looked at.
    private static Task Grow(IPage page, int set) => page.RouteAsync(
        $"**/api/progress/{set}", route => route.FulfillAsync(new() { ContentType = "application/json", Body = """{"total": 8, "classes": {"done": 1, "fault": null}, "scores": null}""" }));

    private static Task Looked(IPage page, int set) => page.RunAndWaitForRequestAsync(() => Task.CompletedTask, $"**/api/progress/{set}");

    // What is asked for reaches the program when the gate is opened.
    private static async Task<TaskCompletionSource> Hold(IPage page, Regex asked)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync(asked, async route =>
        {
            await gate.Task;
            await route.ContinueAsync();
        });
        return gate;
    }
}
