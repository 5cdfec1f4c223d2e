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
