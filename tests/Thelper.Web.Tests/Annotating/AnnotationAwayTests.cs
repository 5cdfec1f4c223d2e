using System.Text.Json.Nodes;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;
using Thelper.Imaging;
using Thelper.Torch;
using Thelper.Web.Annotating;
using Thelper.Web.Serving;
using static Thelper.Web.Tests.Annotating.AnnotationWindow;

namespace Thelper.Web.Tests.Annotating;

/// <summary>What becomes of strokes in a real browser when the program does not answer, or is gone for a while.</summary>
public sealed class AnnotationAwayTests(Chromium chromium)
{
    private const string Away = "Not connected";
    private const string Stored = "Stored, not saved yet";

    [Theory]
    [InlineData(1280, 800)]
    [InlineData(1024, 768)]
    [InlineData(820, 1180)]
    public async Task Strokes_that_the_server_does_not_hear_of_wait_and_are_sent_again(int width, int height)
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages(), new() { ViewportSize = new() { Width = width, Height = height } });
        open.Expected.Add("ERR_INTERNET_DISCONNECTED");
        var page = open.Page;
        await Ready(page);
        await Stroke(page, [(5, 5), (20, 5)]);
        await Status(page, Stored);
        var before = await View(page);
        await open.Context.SetOfflineAsync(true);

        // The pen is down when the page notices: what is said about it must not move the image below the pen.
        await page.Mouse.MoveAsync(before.Left(5), before.Top(20));
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(before.Left(15), before.Top(20));
        await Status(page, Away);
        await page.GetByText("what you paint waits here").WaitForAsync();
        (await View(page)).ShouldBe(before);
        await page.Mouse.MoveAsync(before.Left(30), before.Top(20));
        await page.Mouse.UpAsync();
        await Stroke(page, [(5, 35), (40, 35)]);

        // Who leaves the page now is asked.
        const string Asks = "() => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))";
        (await page.EvaluateAsync<bool>(Asks)).ShouldBeTrue();
        await page.Keyboard.PressAsync("Enter");
        await open.Context.SetOfflineAsync(false);
        await Status(page, "Saved");
        (await View(page)).ShouldBe(before);
        (await page.EvaluateAsync<bool>(Asks)).ShouldBeFalse();
        var mask = Painted(folder, [5, 5, 20, 5], [5, 20, 15, 20, 30, 20], [5, 35, 40, 35]);
        folder.MaskFile(0).ShouldBe(FileOf(mask, 60, 40));
        (await Shown(page)).ShouldBePixels(mask);
    }

    [Fact]
    public async Task A_stroke_that_goes_on_while_the_program_is_ended_and_started_again_is_whole()
    {
        using var folder = new AnnotationFolder();
        var server = await PageServer.Start(folder.Pages(), NullLogger.Instance);
        var open = await OpenPages.OpenAgain(chromium, server);
        open.Expected.AddRange(["ERR_CONNECTION", "ERR_EMPTY_RESPONSE", "401"]);
        try
        {
            var page = open.Page;
            await Ready(page);
            await Stroke(page, [(5, 5), (20, 5)]);
            await Status(page, Stored);
            var first = Pixels(folder, 0);
            var view = await View(page);
            await page.Mouse.MoveAsync(view.Left(5), view.Top(30));
            await page.Mouse.DownAsync();
            await page.Mouse.MoveAsync(view.Left(20), view.Top(30));
            await Until(() => Pixels(folder, 0).SequenceEqual(Painted(folder, [5, 5, 20, 5], [5, 30, 20, 30])));
            await Status(page, Stored);
            await server.DisposeAsync();
            folder.Close();
            await page.Mouse.MoveAsync(view.Left(40), view.Top(30));
            await Status(page, Away);

            // The same port, as who starts the program again with --port has it. It does not know the window yet.
            server = await PageServer.Start(folder.Pages(), NullLogger.Instance, server.Address.Port);
            await page.GetByText("open the one that thelper prints when it starts").WaitForAsync();
            (await View(page)).ShouldBe(view);
            await page.Mouse.MoveAsync(view.Left(40), view.Top(35));
            await page.Mouse.UpAsync();
            var other = await open.Context.NewPageAsync();
            await other.GotoAsync(server.NewAddress().AbsoluteUri);
            await other.CloseAsync();

            // Saved by itself, where that took a while.
            await page.WaitForFunctionAsync("texts => texts.includes(document.getElementById('status').textContent)", new[] { Stored, "Saved" });
            var mask = Painted(folder, [5, 5, 20, 5], [5, 30, 20, 30, 40, 30, 40, 35]);
            Pixels(folder, 0).ShouldBePixels(mask);
            (await Shown(page)).ShouldBePixels(mask);

            // What went in two halves to two programs is one stroke.
            await page.Keyboard.PressAsync("Control+z");
            await Until(() => Pixels(folder, 0).SequenceEqual(first));
        }
        finally
        {
            await open.DisposeAsync();
            await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task An_edit_whose_answer_is_lost_is_made_once()
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        open.Expected.Add("ERR_FAILED");
        var page = open.Page;
        await Ready(page);
        var lost = 0;
        await page.RouteAsync("**/api/edit/*", async route =>
        {
            // Every edit reaches the program, and what it says of the first two never arrives.
            var answer = await route.FetchAsync();
            await (lost++ < 2 ? route.AbortAsync() : route.FulfillAsync(new() { Response = answer }));
        });
        await Stroke(page, [(5, 5), (20, 5)]);
        await Status(page, Stored);
        var first = Painted(folder, [5, 5, 20, 5]);
        lost.ShouldBeGreaterThan(2);
        Pixels(folder, 0).ShouldBePixels(first);
        await page.Keyboard.PressAsync("e");
        lost = 0;
        await Stroke(page, [(12, 2), (12, 9)]);
        await Status(page, Stored);
        Pixels(folder, 0).ShouldNotBe(first);
        await page.Keyboard.PressAsync("Control+z");
        await Until(() => Pixels(folder, 0).SequenceEqual(first));
        await Status(page, Stored);
        await page.Keyboard.PressAsync("Control+z");
        await Until(() => Pixels(folder, 0).All(label => label == 0));
        folder.Store.Use(0, sample => sample.CanUndo).ShouldBeFalse();
        (await page.GetByRole(AriaRole.Dialog).CountAsync()).ShouldBe(0, "an edit that is sent again is no conflict");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_fill_and_an_undo_whose_answers_are_lost_are_seen_as_they_are_stored_and_what_waits_behind_them_is_kept(bool isCut)
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        open.Expected.Add("ERR_FAILED");
        var page = open.Page;
        await Ready(page);
        var view = await View(page);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var lost = 0;
        await page.RouteAsync("**/api/edit/*", async route =>
        {
            // The program has the edit; what it says of it does not arrive, or breaks off.
            await gate.Task;
            var answer = await route.FetchAsync();
            await (lost++ > 0 ? route.FulfillAsync(new() { Response = answer }) : isCut ? route.FulfillAsync(new() { ContentType = "application/json", Body = "{\"version\":" }) : route.AbortAsync());
        });
        await page.Keyboard.PressAsync("f");
        await page.Mouse.ClickAsync(view.Left(50), view.Top(30));
        await page.Keyboard.PressAsync("b");
        await page.Keyboard.PressAsync("2");
        await Stroke(page, [(5, 5), (20, 5)]);
        gate.SetResult();
        await Status(page, Stored);
        var mask = new LabelMask(60, 40, 1);
        Strokes.Paint(mask, [5, 5, 20, 5], Radius(folder), 7, []);
        Pixels(folder, 0).ShouldBePixels(mask.Pixels);
        (await Shown(page)).ShouldBePixels(mask.Pixels);
        lost = 0;
        await page.Keyboard.PressAsync("Control+z");
        await Until(() => Pixels(folder, 0).All(label => label == 1));
        await Status(page, Stored);
        (await Shown(page)).ShouldAllBe(label => label == 1);
    }

    [Fact]
    public async Task Strokes_wait_in_order_while_the_program_takes_its_time()
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        var page = open.Page;
        await Ready(page);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/api/edit/*", async route =>
        {
            await gate.Task;
            await route.ContinueAsync();
        });
        await Stroke(page, [(5, 5), (40, 5)]);
        await Status(page, "Storing");
        await Stroke(page, [(20, 2), (20, 30)], right: true);
        await page.Keyboard.PressAsync("2");
        await Stroke(page, [(20, 5), (20, 15)]);

        // Who goes on to the next sample waits until all of it is stored, and it is.
        await page.Keyboard.PressAsync("ArrowDown");
        Pixels(folder, 0).ShouldAllBe(label => label == 0);
        gate.SetResult();
        await NumberOf(page, 1);
        var mask = new LabelMask(60, 40);
        foreach (var (label, points) in new (byte, int[])[] { (1, [5, 5, 40, 5]), (0, [20, 2, 20, 30]), (7, [20, 5, 20, 15]) })
        {
            Strokes.Paint(mask, points, Radius(folder), label, []);
        }

        folder.MaskFile(0).ShouldBe(FileOf(mask.Pixels, 60, 40));
    }

    [Fact]
    public async Task What_cannot_be_stored_waits_until_it_can_be()
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        open.Expected.Add("507");
        var page = open.Page;
        await Ready(page);
        await Stroke(page, [(5, 5), (20, 5)]);
        await Status(page, Stored);
        var image = folder["images/000.png"];
        var bytes = await File.ReadAllBytesAsync(image, TestContext.Current.CancellationToken);
        using (var other = torch.zeros([20, 30, 3], torch.uint8))
        {
            ImageCodec.Save(image, other);
        }

        await Stroke(page, [(5, 20), (40, 20)]);
        await Status(page, "Cannot be stored");
        await page.GetByText("is sent again until it can be stored").WaitForAsync();
        await page.Locator("[role=alert].problem").GetByText("was written for an image of another size than 30x20").WaitForAsync();
        await Stroke(page, [(5, 35), (40, 35)]);
        await File.WriteAllBytesAsync(image, bytes, TestContext.Current.CancellationToken);
        await page.WaitForFunctionAsync("texts => texts.includes(document.getElementById('status').textContent)", new[] { Stored, "Saved" });
        (await page.Locator("[role=alert].problem").CountAsync()).ShouldBe(0);
        var mask = Painted(folder, [5, 5, 20, 5], [5, 20, 40, 20], [5, 35, 40, 35]);
        Pixels(folder, 0).ShouldBePixels(mask);
        (await Shown(page)).ShouldBePixels(mask);
    }

    [Fact]
    public async Task An_edit_that_the_program_fails_on_is_left_out_and_those_after_it_are_made()
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        open.Expected.Add("500");
        var page = open.Page;
        await Ready(page);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = 0;
        await page.RouteAsync("**/api/edit/*", async route =>
        {
            await gate.Task;
            await (asked++ > 0 ? route.ContinueAsync() : route.FulfillAsync(new() { Status = 500, ContentType = "application/json", Body = "{\"error\": \"this failed; the log of thelper says more\"}" }));
        });
        await page.Keyboard.PressAsync("F12");
        await Stroke(page, [(5, 5), (20, 5)]);
        await Stroke(page, [(5, 35), (40, 35)]);
        gate.SetResult();
        await Status(page, Stored);
        var mask = Painted(folder, [5, 5, 20, 5], [5, 35, 40, 35]);
        Pixels(folder, 0).ShouldBePixels(mask);
        (await Shown(page)).ShouldBePixels(mask);

        // Nobody goes on without having seen it.
        var said = page.Locator("[role=alert].problem");
        await said.GetByText("One edit was not made, what was made after it is kept: this failed").WaitForAsync();
        await page.Keyboard.PressAsync("Enter");
        await Status(page, Stored);
        await said.GetByRole(AriaRole.Button, new() { Name = "Close" }).ClickAsync();
        await page.EvaluateAsync("() => document.activeElement.blur()");
        await page.Keyboard.PressAsync("Enter");
        await Status(page, "Saved");
    }

    [Fact]
    public async Task What_cannot_be_saved_is_told_until_it_can_be()
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        open.Expected.Add("507");
        var page = open.Page;
        await Ready(page);
        var file = SampleFiles.Of(folder.Session, "photos", 0).Mask;
        Directory.CreateDirectory(file);
        await Stroke(page, [(5, 5), (20, 5)]);
        await page.Keyboard.PressAsync("Enter");
        await Status(page, "Cannot be stored");
        await page.Locator("[role=alert].problem").GetByText("is a folder, so no file can be written there").WaitForAsync();
        Directory.Delete(file);

        // The page saves by itself.
        await Status(page, "Saved");
        (await page.Locator("[role=alert].problem").CountAsync()).ShouldBe(0);
        folder.MaskFile(0).ShouldBe(FileOf(Painted(folder, [5, 5, 20, 5]), 60, 40));
    }

    [Fact]
    public async Task A_sample_is_not_left_before_what_was_painted_meanwhile_is_saved()
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        open.Expected.Add("ERR_FAILED");
        var page = open.Page;
        await Ready(page);
        var loaded = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/api/image/1", async route =>
        {
            await loaded.Task;
            await route.ContinueAsync();
        });
        await page.RunAndWaitForRequestAsync(() => page.Keyboard.PressAsync("ArrowDown"), "**/api/image/1");
        var isAway = true;
        await page.RouteAsync("**/api/edit/*", route => isAway ? route.AbortAsync() : route.ContinueAsync());
        await Stroke(page, [(5, 5), (20, 5)]);
        await Status(page, Away);
        loaded.SetResult();
        await page.RunAndWaitForRequestAsync(() => Task.CompletedTask, "**/api/edit/0");
        isAway = false;
        await NumberOf(page, 1);
        folder.MaskFile(0).ShouldBe(FileOf(Painted(folder, [5, 5, 20, 5]), 60, 40));
    }

    [Fact]
    public async Task What_is_painted_while_the_model_annotates_lies_over_it_and_is_no_conflict()
    {
        using var folder = new AnnotationFolder();
        await using var open = await OpenPages.Open(chromium, folder.Pages());
        var page = open.Page;
        await page.RouteAsync("**/api/session", async route =>
        {
            var session = JsonNode.Parse(await (await route.FetchAsync()).TextAsync())!;
            session["prelabels"] = true;
            await route.FulfillAsync(new() { ContentType = "application/json", Body = session.ToJsonString() });
        });
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var annotated = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await page.RouteAsync("**/api/prelabel/0", async route =>
        {
            // The model has annotated, and the window does not know it yet.
            var answer = folder.Store.Use(0, sample => sample.Edit(new Edit.FillAll(255)));
            annotated.SetResult();
            await gate.Task;
            await route.FulfillAsync(new() { ContentType = "application/json", BodyBytes = Answer.Json(answer).Content.ToArray() });
        });
        await page.ReloadAsync();
        await Ready(page);
        await page.GetByRole(AriaRole.Button, new() { Name = "Predict" }).ClickAsync();
        await annotated.Task;
        await Stroke(page, [(5, 5), (20, 5)]);
        gate.SetResult();
        await Status(page, Stored);
        var mask = new LabelMask(60, 40, 255);
        Strokes.Paint(mask, [5, 5, 20, 5], Radius(folder), 1, []);
        Pixels(folder, 0).ShouldBePixels(mask.Pixels);
        (await Shown(page)).ShouldBePixels(mask.Pixels);
        Directory.GetFiles(Path.Combine(folder.Session, "annotations", "photos"), "*conflict*").ShouldBeEmpty();
    }

    private static int Radius(AnnotationFolder folder) => folder.Store.BrushFor(folder.Store.PictureOf(0)).RadiusOf(10);

    // A mask after strokes of the first label, each its points.
    private static byte[] Painted(AnnotationFolder folder, params int[][] strokes)
    {
        var mask = new LabelMask(60, 40);
        foreach (var points in strokes)
        {
            Strokes.Paint(mask, points, Radius(folder), 1, []);
        }

        return mask.Pixels;
    }
}
