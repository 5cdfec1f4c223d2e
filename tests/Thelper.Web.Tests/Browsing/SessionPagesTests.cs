using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Thelper.Draw;
using Thelper.Imaging;
using Thelper.Sessions;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Viz.Projection;
using Thelper.Web.Browsing;
using Thelper.Web.Tests.Viewing;

namespace Thelper.Web.Tests.Browsing;

/// <summary>The pages of <c>thelper browse</c> in a real browser.</summary>
public sealed class SessionPagesTests(Chromium chromium)
{
    private static double[] Falling(int count) => [.. Enumerable.Range(0, count).Select(i => 2.0 / (1 + (i * 0.01)))];

    [Fact]
    public async Task Runs_are_compared_smoothed_and_seen_in_logarithms_with_spikes_and_gaps()
    {
        using var sessions = new SampleSessions();
        var losses = Falling(5000);
        (losses[3210], losses[4000]) = (50, double.NaN);
        sessions.Add("first", 0.001, epochs: 6, iterations: losses);
        sessions.Add("group/second", 0.01, epochs: 6, iterations: Falling(5000));
        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        var page = open.Page;
        await page.GetByText("2 of 2, 2 shown").WaitForAsync();
        var chart = page.GetByRole(AriaRole.Region, new() { Name = "train/iter/loss" });
        await chart.Locator("canvas").WaitForAsync();
        (await chart.GetByText("1 no number").CountAsync()).ShouldBe(1);

        // Of 5,000 steps some hundred pixels are left, and the spike is one of them.
        var values = await Chart(page, "train/iter/loss");
        values.SelectMany(line => line).Max().ShouldBe(50);
        // What is zoomed into has every step; and back.
        var box = (await chart.Locator(".u-over").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.60f), box.Y + 30);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.68f), box.Y + 30, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        const string Points = "document.querySelector('[aria-label=\"train/iter/loss\"] .plot').lines()[0].filter(value => value != null)";
        await page.WaitForFunctionAsync($"() => {Points}.length > 300 && {Points}.length < 500 && Math.max(...{Points}) === 50");
        await chart.GetByRole(AriaRole.Button, new() { Name = "All steps" }).ClickAsync();
        await page.WaitForFunctionAsync($"() => {Points}.length > 1000 && Math.max(...{Points}) === 50");
        await page.Locator("#smooth").FillAsync("0.9");
        await page.WaitForFunctionAsync("() => document.querySelector('[aria-label=\"train/iter/loss\"] .plot').lines().length === 4");
        values = await Chart(page, "train/iter/loss");
        values[0].Max().ShouldBe(50, "the raw curve stays behind the smoothed one");
        values[1].Max().ShouldBeInRange(4, 6);
        await page.Locator("#log").CheckAsync();

        // From 1 to 10 it is as far as from 10 to 100.
        await page.WaitForFunctionAsync("() => { const [one, ten, hundred] = [1, 10, 100].map(value => document.querySelector('[aria-label=\"train/iter/loss\"] .plot').at(0, value)[1]); return Math.abs((one - ten) / (ten - hundred) - 1) < 0.01; }");
        await open.ShouldBeAccessible();
        await open.Picture("browse-curves", isForDocs: true);
        Encoding.UTF8.GetString(await Saved(page, "CSV")).Count(letter => letter == '\n').ShouldBe(10_001, "a table has every step");
        await page.GetByRole(AriaRole.Searchbox, new() { Name = "Metric" }).FillAsync("valid/epoch/metric");
        await page.GetByText("1 of 6 metrics").WaitForAsync();

        // What is seen is in the address.
        await page.ReloadAsync();
        await page.GetByText("1 of 6 metrics").WaitForAsync();
        (await page.Locator("#smooth").InputValueAsync()).ShouldBe("0.9");
        (await page.Locator("#log").IsCheckedAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task Charts_are_saved_as_drawing_picture_and_table()
    {
        using var sessions = new SampleSessions();
        sessions.Add("a<b>", 0.001, iterations: [3, double.NaN, 1]);
        sessions.AddEvents("a<b>", [0.5, 0.25], 3);
        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        await open.Page.GetByRole(AriaRole.Region, new() { Name = "train/iter/loss" }).Locator("canvas").WaitForAsync();
        open.Expected.Add("Multiple readback operations");

        // Between 3 and 1 there is no number: no line crosses the column of that step, below the tick at the top that says so.
        (await open.Page.EvaluateAsync<int[]>("""
            () => {
              const plot = document.querySelector('[aria-label="train/iter/loss"] .plot');
              const canvas = plot.querySelector('canvas');
              const over = plot.querySelector('.u-over').getBoundingClientRect();
              const left = over.left - canvas.getBoundingClientRect().left;
              return [1, 3.5].map(step => {
                const { data } = canvas.getContext('2d').getImageData(Math.round((left + plot.at(step, 1)[0]) * devicePixelRatio), 30 * devicePixelRatio, 1, 180 * devicePixelRatio);
                return Array.from({ length: data.length / 4 }, (_, i) => 4 * i).filter(i => data[i + 2] - data[i] > 60 && data[i + 3] > 100).length;
              }).map(count => Math.min(count, 1));
            }
            """)).ShouldBe([0, 1]);
        var table = Encoding.UTF8.GetString(await Saved(open.Page, "CSV"));
        table.ShouldBe("run,part,step,value\na<b>,1,0,3\na<b>,1,1,NaN\na<b>,1,2,1\na<b>,2,3,0.5\na<b>,2,4,0.25\n");
        var drawing = Encoding.UTF8.GetString(await Saved(open.Page, "SVG"));
        var root = System.Xml.Linq.XDocument.Parse(drawing).Root!;
        root.Name.LocalName.ShouldBe("svg");
        drawing.ShouldContain("a&lt;b&gt; (part 2)");
        drawing.ShouldContain("NaN at 1");
        var png = await Saved(open.Page, "PNG");
        using var scope = torch.NewDisposeScope();
        ImageCodec.Decode(png).shape[2].ShouldBe(3);
    }

    [Fact]
    public async Task What_is_written_replaced_and_deleted_is_seen_and_the_view_stays()
    {
        using var sessions = new SampleSessions();
        var folder = sessions.Add("run", epochs: 2);
        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        var page = open.Page;
        var chart = page.GetByRole(AriaRole.Region, new() { Name = "valid/epoch/loss" });
        await chart.Locator("canvas").WaitForAsync();
        await page.Locator("#smooth").FillAsync("0.5");
        var table = Path.Combine(folder, "output", "run", "metrics.csv");
        await File.AppendAllTextAsync(table, "valid,2,0.125,,0.5\n", TestContext.Current.CancellationToken);
        await page.WaitForFunctionAsync(Shown("valid/epoch/loss", 3));
        using (SessionLock.Take(folder))
        {
            await page.GetByText("running").WaitForAsync();
        }

        // Nothing but the lock tells it.
        await page.GetByText("running").WaitForAsync(new() { State = WaitForSelectorState.Detached });
        await File.WriteAllTextAsync(table, "set,epoch,loss,learning_rate\nvalid,0,7,\n", TestContext.Current.CancellationToken);
        await page.WaitForFunctionAsync(Shown("valid/epoch/loss", 1));
        sessions.Add("another");
        await page.GetByText("2 of 2, 1 shown").WaitForAsync();
        (await page.Locator("#smooth").InputValueAsync()).ShouldBe("0.5");

        // Who asks for its curves in that moment does not get them.
        open.Expected.Add("404");
        Directory.Delete(folder, recursive: true);
        await page.GetByText("1 of 1, 0 shown").WaitForAsync();
        (await page.Locator(".problem").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task What_happened_while_the_server_was_not_reached_is_seen_afterwards()
    {
        using var sessions = new SampleSessions();
        var table = Path.Combine(sessions.Add("run", epochs: 2), "output", "run", "metrics.csv");
        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        await open.Page.GetByText("1 of 1, 1 shown").WaitForAsync();
        var asked = 0;
        await open.Page.RouteAsync("**/api/live", async route =>
        {
            // The stream ends at once, and is asked for again.
            if (Interlocked.Increment(ref asked) == 1)
            {
                await route.FulfillAsync(new() { ContentType = "text/event-stream", Body = "retry: 300\n\n" });
                return;
            }

            if (asked == 2)
            {
                sessions.Add("late");
                await File.AppendAllTextAsync(table, "valid,2,0.125,,0.5\n", TestContext.Current.CancellationToken);
            }

            await route.ContinueAsync();
        });
        await open.Page.ReloadAsync();
        await open.Page.WaitForFunctionAsync(Shown("valid/epoch/loss", 3));
        await open.Page.GetByText("2 of 2, 1 shown").WaitForAsync();
    }

    [Fact]
    public async Task A_thousand_runs_scroll_and_filter_and_settings_are_compared()
    {
        using var sessions = new SampleSessions();
        for (var i = 0; i < 1000; i++)
        {
            sessions.Add($"run-{i:D4}", i == 777 ? 0.01 : 0.0001 * (1 + (i % 5)), epochs: 1);
        }

        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        var page = open.Page;
        await page.GetByText("1000 of 1000, 3 shown").WaitForAsync();
        (await page.Locator(".run-row").CountAsync()).ShouldBeLessThan(60);
        await page.Locator(".run-list").EvaluateAsync("list => list.scrollTop = list.scrollHeight");
        await page.Locator(".run-row", new() { HasText = "run-0999" }).WaitForAsync();
        await page.GetByPlaceholder("Filter: path, key=value").FillAsync("type=fast RUN-0");
        await page.GetByText("1 of 1000, 3 shown").WaitForAsync();
        await page.Locator(".run-row", new() { HasText = "run-0777" }).GetByRole(AriaRole.Checkbox).CheckAsync();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Table" }).ClickAsync();
        var sort = page.GetByRole(AriaRole.Button, new() { Name = "trainer.lr", Exact = true });
        await sort.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^trainer.lr") }).ClickAsync();
        (await page.Locator("tbody tr").First.InnerTextAsync()).ShouldContain("run-0777");
        (await page.Locator("svg.parallel polyline").CountAsync()).ShouldBe(1000);
        await open.ShouldBeAccessible();
        await open.Picture("browse-table", isForDocs: true);
        await page.GetByRole(AriaRole.Tab, new() { Name = "Configuration" }).ClickAsync();
        await page.GetByText("3 of 4 keys differ").WaitForAsync();
        await open.ShouldBeAccessible();
    }

    [Fact]
    public async Task A_folder_without_sessions_says_so_until_one_begins()
    {
        using var sessions = new SampleSessions();
        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        await open.Page.GetByText($"There is no session below {sessions.Path} yet.").WaitForAsync();
        sessions.Add("run");
        await open.Page.GetByText("1 of 1, 0 shown").WaitForAsync();
        await open.Page.GetByText("Choose sessions on the left.").WaitForAsync();

        await open.Page.GetByRole(AriaRole.Button, new() { Name = "All", Exact = true }).ClickAsync();
        await open.ShouldTurnDark(".plot");

        // Names of settings have no more room than there is between two axes.
        sessions.Add("other", rate: 0.01);
        await open.Page.GetByRole(AriaRole.Tab, new() { Name = "Table" }).ClickAsync();
        await open.Page.Locator("svg.parallel").WaitForAsync();
        (await open.Page.EvaluateAsync<bool>("""
            () => {
              const boxes = [...document.querySelectorAll('svg.parallel text[y="16"]')].map(text => text.getBoundingClientRect());
              const whole = document.querySelector('svg.parallel').getBoundingClientRect();
              return boxes.length > 2 && boxes.every((box, i) => box.left >= whole.left && box.right <= whole.right && (i === 0 || box.left >= boxes[i - 1].right));
            }
            """)).ShouldBeTrue();
    }

    [Fact]
    public async Task Outputs_go_by_epoch_and_files_are_shown_as_text()
    {
        using var sessions = new SampleSessions();
        sessions.Add("run");
        using (torch.NewDisposeScope())
        {
            for (var epoch = 0; epoch < 3; epoch++)
            {
                sessions.AddOutput("run", $"confmat-{epoch:D4}.png", ImageCodec.Encode(torch.full([40, 60, 3], 40 + (80 * epoch), torch.ScalarType.Byte), ".png"));
                sessions.AddOutput("run", $"report-{epoch:D4}.txt", Encoding.UTF8.GetBytes($"report of {epoch} <script>window.ran = 1</script>"));
            }
        }

        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        var page = open.Page;
        await page.GetByRole(AriaRole.Tab, new() { Name = "Outputs" }).ClickAsync();
        foreach (var epoch in new[] { 2, 0 })
        {
            await page.GetByText($"epoch {epoch}", new() { Exact = true }).WaitForAsync();
            await page.WaitForFunctionAsync("epoch => { const image = document.querySelector('.outputs img'); return image && image.complete && image.naturalWidth === 60 && image.alt.endsWith(`epoch ${epoch}`); }", epoch);
            (await page.Pixel(".outputs img", 7, 9))[0].ShouldBe(40 + (80 * epoch));
            await page.Locator("#epoch").FillAsync("0");
        }

        await page.Locator("#output").SelectOptionAsync("valid: report (txt)");
        await page.GetByText("report of 0 <script>window.ran = 1</script>").WaitForAsync();
        await open.ShouldBeAccessible();
        await page.GetByRole(AriaRole.Tab, new() { Name = "Files" }).ClickAsync();
        await page.GetByText("Checkpoints: 1, 2.9 KiB").WaitForAsync();
        await page.GetByText("a line of the log <b>not bold</b>").WaitForAsync();
        (await page.EvaluateAsync<string>("() => typeof window.ran")).ShouldBe("undefined");
        await open.ShouldBeAccessible();
    }

    [Fact]
    public async Task A_projection_is_coloured_and_says_how_many_of_how_many()
    {
        using var sessions = new SampleSessions();
        sessions.Add("run");
        // Digits as scikit-learn ships them, of 8 x 8 pixels, and a classifier that errs at every tenth.
        const int Count = 900;
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Repository.File("tests", "Thelper.Tests", "Golden", "viz", "digits.csv.gz")), CompressionMode.Decompress));
        var rows = (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n')[..Count].Select(row => Array.ConvertAll(row.Split(','), double.Parse)).ToArray();

        // A scope belongs to its thread: nothing is awaited in it.
        using (torch.NewDisposeScope())
        {
            var pixels = torch.tensor(rows.SelectMany(row => row[..64]).ToArray(), [Count, 64]);
            var places = TSne.Project(pixels).DataSpan<float>().ToArray();
            var labels = rows.Select(row => (int)row[64]).ToArray();
            sessions.AddOutput("run", "tsne-points-0004.json", JsonSerializer.SerializeToUtf8Bytes(new
            {
                total = 1000,
                x = places.Where((_, i) => i % 2 == 0),
                y = places.Where((_, i) => i % 2 == 1),
                labels,
                predictions = labels.Select((label, i) => i % 10 == 0 ? (label + 1) % 10 : label),
                classes = Enumerable.Range(0, 10).Select(i => i == 2 ? "<img src=x>" : $"digit {i}"),
                colors = Enumerable.Range(0, 10).Select(i => Palette.Html(i + 1)),
                thumbnails = Count,
                thumbnail_size = 8,
                thumbnails_a_row = 30,
            }));
            var sheet = (pixels.reshape(30, 30, 8, 8).permute(0, 2, 1, 3).reshape(240, 240, 1) * 15).to(torch.ScalarType.Byte).expand(240, 240, 3).contiguous();
            sessions.AddOutput("run", "tsne-thumbs-0004.png", ImageCodec.Encode(sheet, ".png"));
        }

        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        var page = open.Page;
        await page.GetByRole(AriaRole.Tab, new() { Name = "Projector" }).ClickAsync();
        await page.GetByText("900 of 1000 samples").WaitForAsync();
        await page.Locator("#most").SelectOptionAsync("500");
        await page.GetByText("500 of 1000 samples, each class by its share").WaitForAsync();
        await page.GetByText("<img src=x>").WaitForAsync();
        await page.Locator("#by").SelectOptionAsync("error");
        await page.GetByText("wrong", new() { Exact = true }).WaitForAsync();
        await open.ShouldBeAccessible();
        await page.Locator("#by").SelectOptionAsync("label");
        await open.Picture("browse-projector", isForDocs: true);
        await page.GetByRole(AriaRole.Button, new() { Name = "Closer" }).ClickAsync();
        await page.Locator("canvas").ClickAsync();
    }

    [Fact]
    public async Task A_session_of_1000_epochs_with_50_metrics_is_drawn()
    {
        using var sessions = new SampleSessions();
        sessions.Add("long", epochs: 1000, metrics: 25, iterations: Falling(100_000));
        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        await open.Page.GetByText("of 54 metrics").WaitForAsync();
        await open.Page.Locator(".chart canvas").First.WaitForAsync();
        var drawn = await open.Page.EvaluateAsync<double>("() => performance.now()");
        TestContext.Current.TestOutputHelper!.WriteLine($"drawn after {drawn:F0} ms");
        Directory.CreateDirectory(Repository.File("artifacts", "pages"));
        await File.WriteAllTextAsync(Repository.File("artifacts", "pages", "browse-time.txt"), $"{drawn:F0} ms from navigation to the first charts\n", TestContext.Current.CancellationToken);
        (await open.Page.Locator(".chart").CountAsync()).ShouldBe(54);
    }

    [Fact]
    public async Task Nothing_outside_of_sessions_is_given_out()
    {
        using var sessions = new SampleSessions();
        sessions.Add("inside/run", iterations: [1, 2]);
        sessions.AddOutput("inside/run", "tsne-points.json", "[]"u8.ToArray());
        await File.WriteAllTextAsync(Path.Combine(sessions.Path, "secret.txt"), RequestFuzz.Secret, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(Path.Combine(sessions.Path, "inside", "secret.json"), RequestFuzz.Secret, TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(Path.Combine(sessions.Path, "inside", "run", "logs", "link.txt"), Path.Combine(sessions.Path, "secret.txt"));
        using var pages = new SessionPages(Path.Combine(sessions.Path, "inside"), SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        RequestFuzz.Run(open.Server, ["id", "path", "name", "a", "b", "columns", "from", "to", "most", "seed", "step", "place", "smooth", "all"]);
    }

    private static string Shown(string name, int points) =>
        $"() => {{ const node = [...document.querySelectorAll('.chart')].find(other => other.getAttribute('aria-label') === '{name}'); return node && node.querySelector('.plot').dataset.points === '{points}'; }}";

    // What a chart draws: the heights of each line.
    private static async Task<List<List<double>>> Chart(IPage page, string name)
    {
        var lines = await page.EvaluateAsync<JsonElement>($"() => [...document.querySelectorAll('.chart')].find(other => other.getAttribute('aria-label') === '{name}').querySelector('.plot').lines()");
        return [.. lines.EnumerateArray().Select(line => line.EnumerateArray().Where(value => value.ValueKind == JsonValueKind.Number).Select(value => value.GetDouble()).ToList())];
    }

    private static async Task<byte[]> Saved(IPage page, string kind)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = $"Save train/iter/loss as {kind}" }).ClickAsync());
        return await File.ReadAllBytesAsync((await download.PathAsync())!);
    }
}
