using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Thelper.Imaging;
using Thelper.Sessions;
using Thelper.Torch;
using Thelper.Web.Browsing;

namespace Thelper.Web.Tests.Browsing;

/// <summary>What the scripts of <c>thelper browse</c> make of numbers, in a real browser.</summary>
public sealed class BrowsingScriptTests(Chromium chromium)
{
    [Fact]
    public async Task Tables_are_sorted_by_size_and_what_is_missing_comes_last()
    {
        using var sessions = new SampleSessions();
        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        const string Sorted = "async ([list, isDown]) => (await import('/static/browsing/table.js')).sorted(list.map(value => ({ value })), row => row.value ?? undefined, isDown).map(row => row.value)";
        string?[] given = ["10", null, "9", "1e-3", "", "100", "-5"];
        (await open.Page.EvaluateAsync<string?[]>(Sorted, new object[] { given, false })).ShouldBe(["-5", "1e-3", "9", "10", "100", null, ""]);
        (await open.Page.EvaluateAsync<string?[]>(Sorted, new object[] { given, true })).ShouldBe(["100", "10", "9", "1e-3", "-5", null, ""]);
        (await open.Page.EvaluateAsync<string?[]>(Sorted, new object[] { new[] { "SGD", "10", "Adam" }, false })).ShouldBe(["10", "Adam", "SGD"]);
    }

    [Fact]
    public async Task Lines_have_gaps_where_there_is_no_number_and_in_logarithms_none_below_zero()
    {
        using var sessions = new SampleSessions();
        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        const string Runs = """[{ id: 4, label: 'r', color: '#111111', segments: [{ steps: [0, 1, 2, 3], values: [5, NaN, -1, Infinity] }, { steps: [3, 4], values: [2, 0] }], smooth: null }]""";
        foreach (var (log, expected) in new[] { ("false", "[[5,null,-1,null],[2,0]]"), ("true", "[[5,null,null,null],[2,null]]") })
        {
            var chart = await open.Page.EvaluateAsync<JsonElement>($"async () => (await import('/static/browsing/curves.js')).chartOf({Runs}, {log})");
            JsonSerializer.Serialize(chart.GetProperty("tables").EnumerateArray().Select(table => table[1])).ShouldBe(expected);
            chart.GetProperty("marks").EnumerateArray().Select(mark => mark.GetProperty("step").GetInt32()).ShouldBe([1, 3]);
            chart.GetProperty("lines").EnumerateArray().Select(line => (line.GetProperty("name").GetString(), line.GetProperty("dashed").GetBoolean(), line.GetProperty("run").GetInt32())).ShouldBe([("r (part 1)", false, 4), ("r (part 2)", true, 4)]);
            chart.GetProperty("lines").EnumerateArray().ShouldAllBe(line => !line.GetProperty("isFaint").GetBoolean());
        }

        // Behind a smoothed curve the raw one is faint.
        (await open.Page.EvaluateAsync<bool[]>("async () => (await import('/static/browsing/curves.js')).chartOf([{ id: 1, label: 'r', color: '#111111', segments: [{ steps: [0], values: [5] }], smooth: [{ steps: [0], values: [5] }] }], false).lines.map(line => line.isFaint)")).ShouldBe([true, false]);

        // A drawing is 710 wide and 395 high, from 70, 435; large values are above, and there is no line to what is no number.
        const string Drawn = "async log => (await import('/static/browsing/curves.js')).svgOf({ title: 't', tables: [[[0, 1, 2, 3], [1, null, 10, 100]]], lines: [{ name: 'r', color: '#111111' }], marks: [], scales: { x: [0, 3], y: [1, 100] }, log })";
        foreach (var (log, height, middle) in new[] { (true, "237.5", "15.85"), (false, "399.1", "60.4") })
        {
            var drawing = await open.Page.EvaluateAsync<string>(Drawn, log);
            drawing.ShouldContain($"<path d=\"M70.0 435.0M543.3 {height}L780.0 40.0\"");
            drawing.ShouldContain($"y=\"202.0\" text-anchor=\"end\">{middle}</text>", customMessage: "the number at three fifths");
        }
    }

    [Fact]
    public async Task Of_a_session_that_was_resumed_the_last_output_of_an_epoch_is_shown()
    {
        using var sessions = new SampleSessions();
        sessions.Add("run");
        var first = sessions.AddOutput("run", "report-0002.txt", "of the run that was stopped"u8.ToArray());
        File.SetLastWriteTimeUtc(first, DateTime.UtcNow.AddHours(-1));
        var second = first.Replace("20260101", "20260102", StringComparison.Ordinal);
        Directory.CreateDirectory(Path.GetDirectoryName(second)!);
        await File.WriteAllTextAsync(second, "of the run that went on", TestContext.Current.CancellationToken);
        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        await open.Page.GetByRole(AriaRole.Tab, new() { Name = "Outputs" }).ClickAsync();
        await open.Page.GetByText("of the run that went on").WaitForAsync();
        (await open.Page.Locator(".outputs figure").CountAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task Points_have_the_colours_of_labels_predictions_and_errors_and_tell_what_they_are()
    {
        using var sessions = new SampleSessions();
        sessions.Add("run");

        // The corners of a square: the first is right, the second wrong, and so on.
        sessions.AddOutput("run", "tsne-points-0001.json", Encoding.UTF8.GetBytes("""
            {"total": 4, "x": [0, 1, 0, 1], "y": [0, 0, 1, 1], "labels": [0, 0, 1, 1], "predictions": [0, 1, 1, 0], "classes": ["cat", "dog"], "colors": ["#ff0000", "#0000ff"], "thumbnails": 0, "thumbnail_size": 0, "thumbnails_a_row": 0}
            """));
        using (torch.NewDisposeScope())
        {
            sessions.AddOutput("run", "tsne-thumbs-0001.png", ImageCodec.Encode(torch.zeros([8, 8, 3], torch.uint8), ".png"));
        }

        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        open.Expected.Add("Multiple readback operations");
        await open.Page.GetByRole(AriaRole.Tab, new() { Name = "Projector" }).ClickAsync();
        await open.Page.GetByText("4 of 4 samples").WaitForAsync();
        await open.Page.EvaluateAsync("() => { window.colorAt = name => {" + At + "return [...canvas.getContext('2d').getImageData(x * devicePixelRatio, y * devicePixelRatio, 1, 1).data].slice(0, 3).join(','); }; }");
        string[] places = ["left bottom", "right bottom", "left top", "right top"];
        foreach (var (by, colors) in new[] { ("label", "255,0,0 255,0,0 0,0,255 0,0,255"), ("prediction", "255,0,0 0,0,255 0,0,255 255,0,0"), ("error", "43,138,62 224,49,49 43,138,62 224,49,49") })
        {
            await open.Page.Locator("#by").SelectOptionAsync(by);
            await open.Page.WaitForFunctionAsync("([colors, places]) => places.map(name => window.colorAt(name)).join(' ') === colors", new object[] { colors, places });
        }

        (await Saved(open.Page, "projection", "CSV")).ShouldBe("sample,x,y,label,prediction\n0,0,0,cat,cat\n1,1,0,cat,dog\n2,0,1,dog,dog\n3,1,1,dog,cat\n");
        Regex.Matches(await Saved(open.Page, "projection", "SVG"), "<circle [^>]*fill=\"(#[0-9a-f]{6})\"").Select(circle => circle.Groups[1].Value).ShouldBe(["#2b8a3e", "#e03131", "#2b8a3e", "#e03131"]);
        (await Saved(open.Page, "projection", "PNG")).ShouldContain("PNG");
        foreach (var (place, told) in places.Zip(new[] { "sample 0: is cat, predicted cat", "sample 1: is cat, predicted dog", "sample 2: is dog, predicted dog", "sample 3: is dog, predicted cat" }))
        {
            var at = await open.Page.EvaluateAsync<float[]>("name => {" + At + "return [x + canvas.getBoundingClientRect().left, y + canvas.getBoundingClientRect().top]; }", place);
            await open.Page.Mouse.ClickAsync(at[0] + 6, at[1] - 5);
            await open.Page.GetByText(new Regex(Regex.Escape(told) + "$")).WaitForAsync();
        }

        // Keys move it.
        await open.Page.Locator("#by").SelectOptionAsync("label");
        await open.Page.Locator(".projector canvas").FocusAsync();
        await open.Page.Keyboard.PressAsync("ArrowLeft");
        await open.Page.WaitForFunctionAsync("() => window.colorAt('left bottom') === '0,0,0'");
        await open.Page.Keyboard.PressAsync("ArrowRight");
        await open.Page.WaitForFunctionAsync("() => window.colorAt('left bottom') === '255,0,0'");
        await open.Page.Keyboard.PressAsync("+");
        await open.Page.WaitForFunctionAsync("() => window.colorAt('left bottom') === '0,0,0'");
    }

    [Fact]
    public async Task Small_pictures_are_those_of_the_samples_that_were_drawn()
    {
        using var sessions = new SampleSessions();
        sessions.Add("run");
        sessions.AddOutput("run", "tsne-points-0001.json", Encoding.UTF8.GetBytes("""
            {"total": 4, "x": [0, 0, 1, 1], "y": [0, 0, 1, 1], "labels": [0, 0, 1, 1], "predictions": [0, 0, 1, 1], "classes": ["cat", "dog"], "colors": ["#ff0000", "#0000ff"], "thumbnails": 4, "thumbnail_size": 4, "thumbnails_a_row": 2}
            """));
        byte[] shades = [40, 90, 140, 190];
        using (torch.NewDisposeScope())
        {
            var sheet = torch.tensor(shades).reshape(2, 2, 1);
            sessions.AddOutput("run", "tsne-thumbs-0001.png", ImageCodec.Encode(ImageOps.Resize(sheet, 8, 8, Interpolation.Nearest).expand(8, 8, 3).contiguous(), ".png"));
        }

        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        open.Expected.Add("Multiple readback operations");
        var seen = new HashSet<int>();
        for (var seed = 0; seed < 4; seed++)
        {
            // Two of four, one of each class; what is shown stands in the address, which a page that is open writes itself.
            var view = JsonSerializer.Serialize(new { runs = new[] { "run" }, tab = "Projector", most = 2, seed });
            var page = open.Page.Url.Split('#')[0];
            await open.Page.GotoAsync("about:blank");
            await open.Page.GotoAsync($"{page}#{Uri.EscapeDataString(view)}");
            await open.Page.GetByText("2 of 4 samples").WaitForAsync();
            var places = await open.Page.EvaluateAsync<int[]>("async seed => (await (await fetch(`/api/runs/1/projection?path=output/run/valid-host-20260101-000000/tsne-points-0001.json&most=2&seed=${seed}`)).json()).places", seed);
            places.Length.ShouldBe(2);
            seen.UnionWith(places);
            await open.Page.WaitForFunctionAsync("expected => ['left bottom', 'right top'].map(name => {" + At + "return canvas.getContext('2d').getImageData(x * devicePixelRatio, y * devicePixelRatio, 1, 1).data[0]; }).join(' ') === expected", $"{shades[places[0]]} {shades[places[1]]}");
        }

        seen.Count.ShouldBeGreaterThan(2, "the seed decides");
    }

    [Fact]
    public async Task The_table_of_sessions_and_its_parallel_coordinates_are_saved()
    {
        using var sessions = new SampleSessions();
        sessions.Add("a, <c>", 0.01, epochs: 1, metrics: 0);
        sessions.Add("d", 0.001, epochs: 1, metrics: 0);
        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        await open.Page.GetByRole(AriaRole.Tab, new() { Name = "Table" }).ClickAsync();
        await open.Page.Locator("svg.parallel polyline").First.WaitForAsync(new() { State = WaitForSelectorState.Attached });
        var rows = (await Saved(open.Page, "sessions", "CSV")).Split('\n');
        rows[0].ShouldBe("session,name,trainer.lr,trainer.type,train/epoch/loss,train/epoch/lr,valid/epoch/loss");
        rows[1].ShouldStartWith("\"a, <c>\",\"a, <c>\",0.01,fast,");
        rows[2].ShouldBe("d,d,0.001,slow,1.01,0.001,1.01");
        var drawing = System.Xml.Linq.XDocument.Parse(await Saved(open.Page, "sessions", "SVG")).Root!;
        drawing.Descendants().Count(element => element.Name.LocalName == "polyline").ShouldBe(2);
        drawing.Descendants().Where(element => element.Name.LocalName == "title").Select(title => title.Value).ShouldContain("a, <c>");
        var download = await open.Page.RunAndWaitForDownloadAsync(() => open.Page.GetByRole(AriaRole.Button, new() { Name = "Save sessions as PNG" }).ClickAsync());
        var path = (await download.PathAsync())!;
        using var scope = torch.NewDisposeScope();
        var picture = ImageCodec.Decode(path);
        picture.shape.ShouldBe([600, 2000, 3]);
        picture.min().ToInt64().ShouldBeLessThan(100, "something is drawn");
        picture[0, 0].max().ToInt64().ShouldBe(255, "on white");

        // Great values are above, texts by letters from below; the first session has the greater of all numbers.
        var heights = drawing.Descendants().Where(element => element.Name.LocalName == "polyline").Select(line => string.Join(' ', line.Attribute("points")!.Value.Split(' ').Select(point => point.Split(',')[1]))).ToList();
        heights.ShouldBe(["40.0 260.0 40.0 40.0 40.0", "260.0 40.0 260.0 260.0 260.0"]);
    }

    [Fact]
    public async Task The_table_says_how_it_is_sorted_and_shows_what_is_chosen()
    {
        using var sessions = new SampleSessions();
        sessions.Add("a", 0.01, epochs: 1, metrics: 0);
        sessions.Add("b", 0.02, epochs: 1, metrics: 0);
        sessions.Add("c", 0.001, epochs: 1, metrics: 0);
        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        var page = open.Page;
        await page.GetByRole(AriaRole.Tab, new() { Name = "Table" }).ClickAsync();
        foreach (var (sort, first) in new[] { ("ascending", "c"), ("descending", "b") })
        {
            await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("^trainer.lr") }).ClickAsync();
            await page.Locator($"th[aria-sort={sort}]", new() { HasText = "trainer.lr" }).WaitForAsync();
            (await page.Locator("th[aria-sort=ascending], th[aria-sort=descending]").CountAsync()).ShouldBe(1);
            (await page.Locator("tbody tr td").First.TextContentAsync()).ShouldBe(first);
        }

        await page.GetByText("Axes", new() { Exact = true }).ClickAsync();
        (await page.Locator("svg.parallel line").CountAsync()).ShouldBe(5);
        await page.GetByRole(AriaRole.Checkbox, new() { Name = "trainer.type" }).UncheckAsync();
        await page.WaitForFunctionAsync("() => document.querySelectorAll('svg.parallel line').length === 4");
        await page.Locator(".run-row", new() { HasText = "b" }).First.GetByRole(AriaRole.Checkbox).UncheckAsync();
        await page.GetByLabel("Only what is shown").CheckAsync();
        await page.WaitForFunctionAsync("() => document.querySelectorAll('tbody tr').length === 2");
        (await page.Locator("tbody tr td:first-child").AllTextContentsAsync()).ShouldBe(["a", "c"]);
    }

    [Fact]
    public async Task Sessions_are_chosen_and_compared_and_tabs_are_gone_through_by_keys()
    {
        using var sessions = new SampleSessions();
        var table = Path.Combine(sessions.Add("one"), "output", "one", "metrics.csv");
        sessions.Add("other", 0.002);
        sessions.Add("two", 0.01);
        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        var page = open.Page;

        // There is no batch of a session that was not trained.
        open.Expected.Add("422");

        // All of those that pass the filter, each in a colour of its own.
        await page.GetByText("3 of 3, 3 shown").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "None", Exact = true }).ClickAsync();
        await page.GetByText("3 of 3, 0 shown").WaitForAsync();
        await page.GetByPlaceholder("Filter: path, key=value").FillAsync("name=o");
        await page.GetByText("2 of 3, 0 shown").WaitForAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "All", Exact = true }).ClickAsync();
        await page.GetByText("2 of 3, 2 shown").WaitForAsync();
        (await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('.run-row .swatch')].map(swatch => getComputedStyle(swatch).backgroundColor)")).Distinct().Count().ShouldBe(2);

        // Round and round.
        await page.Locator("#tab-Curves").FocusAsync();
        await page.Keyboard.PressAsync("ArrowLeft");
        (await page.EvaluateAsync<string>("() => document.activeElement.id")).ShouldBe("tab-Batch");
        foreach (var _ in new int[3])
        {
            await page.Keyboard.PressAsync("ArrowRight");
        }

        await page.Locator("#tab-Configuration[aria-selected=true]").WaitForAsync();
        await page.GetByText("2 of 4 keys differ").WaitForAsync();
        (await page.Locator("thead tr").InnerTextAsync()).ShouldBe("key\tone\tother");
        (await page.Locator("tbody tr").AllInnerTextsAsync()).ShouldBe(["name\tone\tother", "trainer.lr\t0.001\t0.002"]);
        await page.GetByLabel("Keys that are the same, too").CheckAsync();
        await page.WaitForFunctionAsync("() => document.querySelectorAll('tbody tr').length === 4");

        // What is written while it is looked at comes by itself.
        await page.GetByRole(AriaRole.Tab, new() { Name = "Outputs" }).ClickAsync();
        await page.GetByText("nothing was written").WaitForAsync();
        sessions.AddOutput("one", "report-0001.txt", "of the first"u8.ToArray());
        await File.AppendAllTextAsync(table, "valid,3,0.25,,0.5\n", TestContext.Current.CancellationToken);
        await page.GetByText("of the first").WaitForAsync();
    }

    private static async Task<string> Saved(IPage page, string what, string kind)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Button, new() { Name = $"Save {what} as {kind}" }).ClickAsync());
        return await File.ReadAllTextAsync((await download.PathAsync())!);
    }

    // Where a corner is on the canvas: the square fills 92 % of its shorter side, around the middle; y goes up.
    private const string At = """
        const canvas = document.querySelector('.projector canvas');
        const [width, height] = [canvas.clientWidth, canvas.clientHeight];
        const half = Math.min(width, height) * 0.46;
        const x = width / 2 + (name.startsWith('left') ? -half : half);
        const y = height / 2 + (name.endsWith('bottom') ? half : -half);

        """;
}
