using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.Playwright;
using static Thelper.Web.Tests.Annotating.AnnotationWindow;

namespace Thelper.Web.Tests.Annotating;

/// <summary>What the annotator's window shows when an answer comes after its sample was left.</summary>
public sealed class AnnotationLateTests(Chromium chromium)
{
    [Fact]
    public async Task The_score_of_a_sample_that_was_left_is_not_shown_as_that_of_another()
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        var page = open.Page;

        // As the window is opened from a batch of a session.
        await page.RouteAsync("**/api/session", async route =>
        {
            var session = JsonNode.Parse(await (await route.FetchAsync()).TextAsync())!;
            session["corrects"] = true;
            await route.FulfillAsync(new() { ContentType = "application/json", Body = session.ToJsonString() });
        });
        await page.RouteAsync("**/api/truth/*", route => route.FulfillAsync(new() { ContentType = "application/json", Body = """{"runs": [2400, 0], "objects": {"boxes": [], "class": null}}""" }));
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync(new Regex("/api/score/0"), async route =>
        {
            asked.SetResult();
            await gate.Task;
            await route.FulfillAsync(new() { ContentType = "application/json", Body = """{"iteration": 1, "weights": "of epoch 1", "corrected": 0, "values": [{"name": "loss of this sample", "before": 1, "after": 2}]}""" });
            sent.SetResult();
        });
        await page.EvaluateAsync("() => { location.hash = '#dataset=photos&number=0&step=1'; }");
        await page.ReloadAsync();
        await Ready(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Score again" }).ClickAsync();
        await asked.Task;
        await page.EvaluateAsync("() => document.activeElement.blur()");
        await page.Keyboard.PressAsync("ArrowDown");
        await NumberOf(page, 1);
        gate.SetResult();
        await sent.Task;
        await page.GetByRole(AriaRole.Button, new() { Name = "Score again", Disabled = false }).WaitForAsync();
        (await page.Locator("table.scores").CountAsync()).ShouldBe(0);
    }
}
