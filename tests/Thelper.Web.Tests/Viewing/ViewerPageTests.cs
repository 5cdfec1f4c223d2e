using System.Globalization;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Thelper.Draw;
using Thelper.Sessions;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Web.Viewing;
using Task = System.Threading.Tasks.Task;

namespace Thelper.Web.Tests.Viewing;

/// <summary>The page of <c>thelper viz</c> in a real browser.</summary>
public sealed class ViewerPageTests(Chromium chromium)
{
    private const string Raw = "section[aria-label='As read'] ";
    private const string Used = "section[aria-label^='As the model gets it'] ";

    [Fact]
    public async Task A_page_that_turns_dark_stays_readable()
    {
        using var data = ViewedData.Folders();
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        await open.ShouldTurnDark(".side .chart");
    }

    [Fact]
    public async Task Samples_are_stepped_through_in_their_true_colours()
    {
        using var data = ViewedData.Folders();
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        var set = view.Sets[0];
        for (var position = 0; position < 3; position++)
        {
            await open.Page.Shows(position);
            var (name, number) = NameOf(set, position);
            int[] color = name switch { "blue" => [0, 0, 250], "green" => [0, 200, 0], "red" => [240, 60, 5], _ => [30, 20, 10] };
            (await open.Page.Pixel(Raw + "img.base", 31, 23)).ShouldBe([.. color, 255]);
            (await open.Page.Pixel(Raw + "img.base", number, 0)).ShouldBe([255, 255, 255, 255]);
            (await open.Page.Pixel(Raw + "img.base", number + 1, 0)).ShouldBe([.. color, 255]);
            (await open.Page.Locator("aside .path").First.TextContentAsync()).ShouldBe(set.Describe(position));
            await open.Page.Keyboard.PressAsync(position % 2 == 0 ? "ArrowRight" : "d");
        }

        await open.Page.Keyboard.PressAsync("Home");
        await open.Page.Shows(0);
        await open.Page.GetByRole(AriaRole.Button, new() { Name = "Next" }).ClickAsync();
        await open.Page.Shows(1);
        await open.Page.Keyboard.PressAsync("a");
        await open.Page.Shows(0);
        await open.Page.Keyboard.PressAsync("End");
        await open.Page.Shows(set.Count - 1);
        await open.Page.Keyboard.PressAsync("g");
        await open.Page.Keyboard.TypeAsync("2");
        await open.Page.Keyboard.PressAsync("Enter");
        await open.Page.Shows(2);
        (await open.Page.Locator("#rank").TextContentAsync()).ShouldBe("3 of 4");
        (await open.Page.Locator("aside .path").First.TextContentAsync()).ShouldBe(set.Describe(2));
    }

    [Fact]
    public async Task Samples_are_found_by_class_and_by_path_and_names_are_no_markup()
    {
        using var data = ViewedData.Folders();
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        await open.Page.Shows(0);
        var set = view.Sets[0];
        foreach (var name in new[] { "red", "bad<b>name" })
        {
            var wanted = Enumerable.Range(0, set.Count).Where(position => NameOf(set, position).Name == name).ToArray();
            wanted.ShouldNotBeEmpty();
            await open.Page.SelectOptionAsync("#class", new SelectOptionValue { Label = name });
            await open.Page.Locator("#rank").GetByText($"of {wanted.Length}").WaitForAsync();
            await open.Page.EvaluateAsync("() => document.activeElement.blur()");
            await open.Page.Keyboard.PressAsync("Home");
            foreach (var position in wanted)
            {
                await open.Page.Shows(position);
                await open.Page.Keyboard.PressAsync("ArrowRight");
            }
        }

        (await open.Page.Locator("main b").CountAsync()).ShouldBe(0);
        await open.Page.SelectOptionAsync("#class", "");
        await open.Page.FillAsync("#search", "GREEN-1");
        await open.Page.Keyboard.PressAsync("Enter");
        var found = Enumerable.Range(0, set.Count).Count(position => set.Describe(position).Contains("green-1", StringComparison.Ordinal));
        await open.Page.Locator("#rank").GetByText(found == 0 ? "no sample" : $"1 of {found}").WaitForAsync();
    }

    [Fact]
    public async Task A_mask_lies_over_its_pixels_whatever_its_values_and_its_opacity_follows_the_slider()
    {
        using var data = ViewedData.Masks();
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        await open.Page.Shows(0);
        foreach (var (x, y, value) in new[] { (0, 0, 1), (3, 2, 2), (5, 4, 200) })
        {
            (await open.Page.Pixel(Raw + "img.layer", x, y)).ShouldBe([.. Palette.Of(value).Select(part => (int)part), 255]);
            (await open.Page.Pixel(Used + "img.layer", x, y)).ShouldBe([.. Palette.Of(value).Select(part => (int)part), 255]);
        }

        // The background's colour is black: it covers nothing unless it is asked for.
        (await open.Page.Pixel(Raw + "img.layer", 1, 0)).ShouldBe([0, 0, 0, 0]);
        (await open.Page.Locator(".legend button").AllTextContentsAsync()).Select(text => text.Trim().Split(' ')[0]).ShouldBe(["c0", "c1", "c2", "c200"]);
        (await open.Page.Locator(".legend button").Nth(1).TextContentAsync())!.Trim().ShouldEndWith("3.33 %", customMessage: "one of thirty pixels");
        await open.Page.Locator(".legend button").First.ClickAsync();
        await open.Page.WaitForFunctionAsync("() => document.querySelector('.legend button').ariaPressed === 'true'");
        await open.Page.Shows(0);
        (await open.Page.Pixel(Raw + "img.layer", 1, 0)).ShouldBe([0, 0, 0, 255]);
        await open.Page.Locator(".legend button").Last.ClickAsync();
        await open.Page.WaitForFunctionAsync("() => [...document.querySelectorAll('.legend button')].at(-1).ariaPressed === 'false'");
        await open.Page.Shows(0);
        (await open.Page.Pixel(Raw + "img.layer", 5, 4))[3].ShouldBe(0);

        // Layer and picture are of one size on the screen, and at one place.
        (await open.Page.EvaluateAsync<double[]>("() => [...document.querySelectorAll(\"section[aria-label='As read'] .picture img\")].flatMap(image => { const at = image.getBoundingClientRect(); return [at.left, at.top, at.width, at.height]; })"))
            .Chunk(4).Distinct(new Same()).Count().ShouldBe(1);
        await open.Page.FillAsync("#opacity", "25");
        (await open.Page.EvaluateAsync<string>("() => getComputedStyle(document.querySelector('img.layer')).opacity")).ShouldBe("0.25");

        // From close by as well: three parts of the picture and one of the class.
        open.Expected.AddRange(["Applying inline style violates", "Multiple readback operations"]);
        await open.Page.EvaluateAsync("() => document.activeElement.blur()");
        await open.Page.Keyboard.PressAsync("z");
        await open.Page.WaitForFunctionAsync(
            """
            expected => {
              const canvas = document.querySelector('.zoom .openseadragon-canvas canvas');
              const { data } = canvas ? canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height) : { data: [] };
              return Array.from({ length: data.length / 64 }, (_, i) => 64 * i).some(at => expected.every((value, i) => Math.abs(data[at + i] - value) < 3));
            }
            """, new[] { (180 * 0.75) + 32, 120 * 0.75, 60 * 0.75 });
    }

    [Fact]
    public async Task A_sample_is_shown_as_sixteen_epochs_draw_it_and_as_sixteen_more()
    {
        using var data = ViewedData.Folders();
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        await open.Page.Shows(0);
        await open.Page.ClickAsync("#augmented");
        foreach (var from in new[] { 0, 16 })
        {
            await open.Page.GetByText(string.Create(CultureInfo.InvariantCulture, $"epochs {from} to {from + 15}")).WaitForAsync();
            await open.Page.Shows(0);
            (await open.Page.Locator(".grid .pane").CountAsync()).ShouldBe(16);
            var mirrored = new List<bool>();
            for (var i = 0; i < 16; i++)
            {
                using var sample = view.Sets[0].Load(0, from + i);
                var mark = NameOf(view.Sets[0], 0).Number;
                var isMirrored = Red((torch.Tensor)sample["image"]!, 31 - mark) == 1;
                (await open.Page.Pixel($".grid .pane:nth-child({i + 1}) img.base", isMirrored ? 31 - mark : mark, 0)).ShouldBe([255, 255, 255, 255]);
                mirrored.Add(isMirrored);
            }

            mirrored.ShouldContain(true);
            mirrored.ShouldContain(false);
            await open.Page.Keyboard.PressAsync("r");
        }

        await open.Page.Keyboard.PressAsync("x");
        await open.Page.Locator(Used + "img.base").WaitForAsync();
        await open.Page.ClickAsync("#redraw");
        await open.Page.Locator("main[data-epoch='1']").WaitForAsync();
    }

    [Fact]
    public async Task Keys_leap_search_and_draw_and_another_set_has_samples_of_its_own()
    {
        using var data = ViewedData.Shapes("segm");
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        var page = open.Page;
        await page.Shows(0);
        await page.Keyboard.PressAsync("PageDown");
        await page.Shows(view.Sets[0].Count - 1);
        await page.Keyboard.PressAsync("PageUp");
        await page.Shows(0);
        foreach (var (key, opacity) in new[] { ("+", "60"), ("-", "50"), ("-", "40") })
        {
            await page.Keyboard.PressAsync(key);
            await page.WaitForFunctionAsync("opacity => document.querySelector('#opacity').value === opacity", opacity);
        }

        // What a draw is told to be is that of the epoch that is shown.
        await page.GetByText("Transforms and what they drew").ClickAsync();
        foreach (var (key, epoch) in new[] { ("r", 1), ("r", 2), ("Shift+r", 1) })
        {
            await page.EvaluateAsync("() => document.activeElement.blur()");
            await page.Keyboard.PressAsync(key);
            await page.Locator(string.Create(CultureInfo.InvariantCulture, $"main[data-epoch='{epoch}']")).WaitForAsync();
            await page.Locator(string.Create(CultureInfo.InvariantCulture, $"a[href='/api/draws/0/0?epoch={epoch}&download=1']")).WaitForAsync();
        }

        await page.Keyboard.PressAsync("/");
        (await page.EvaluateAsync<string>("() => document.activeElement.id")).ShouldBe("search");
        await page.GetByLabel("Path", new() { Exact = true }).WaitForAsync();
        view.Sets[1].Describe(0).ShouldNotBe(view.Sets[0].Describe(0));
        await page.SelectOptionAsync("#set", "1");
        await page.Locator("aside .path").First.GetByText(view.Sets[1].Describe(0), new() { Exact = true }).WaitForAsync();
        await page.Locator("#rank").GetByText($"1 of {view.Sets[1].Count}").WaitForAsync();

        // Channels as files have them are blue, green, red.
        (await page.EvaluateAsync<string[][]>("async () => { const { inksOf } = await import('/static/viewing/facts.js'); return [inksOf('Rgb', 3).slice(0, 3), inksOf('Bgr', 3), inksOf('Bgr', 1)]; }"))
            .ShouldBe([["#d1342f", "#12894a", "#1e6fd9"], ["#1e6fd9", "#12894a", "#d1342f"], ["#777777"]]);
    }

    [Fact]
    public async Task An_order_is_asked_for_where_a_model_scores_samples()
    {
        using var data = ViewedData.Folders();
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        await open.Page.RouteAsync("**/api/view", async route =>
        {
            var answer = System.Text.Json.Nodes.JsonNode.Parse(await (await route.FetchAsync()).TextAsync())!;
            answer["scores"] = "a model";
            await route.FulfillAsync(new() { ContentType = "application/json", Body = answer.ToJsonString() });
        });
        await open.Page.RouteAsync("**/api/progress/0", route => route.FulfillAsync(new() { ContentType = "application/json", Body = """{"total": 4, "classes": {"done": 0, "fault": null}, "scores": {"done": 4, "fault": null}}""" }));
        await open.Page.RouteAsync(new System.Text.RegularExpressions.Regex("order=loss"), route => route.FulfillAsync(new() { ContentType = "application/json", Body = """{"count": 4, "rank": 0, "position": 2}""" }));
        await open.Page.ReloadAsync();
        await open.Page.Shows(0);
        await open.Page.SelectOptionAsync("#order", "loss");
        await open.Page.Shows(2);
    }

    [Fact]
    public async Task Boxes_lie_where_the_sample_has_them()
    {
        using var data = ViewedData.Shapes("detect");
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        await open.Page.Shows(0);
        foreach (var (section, isRaw) in new[] { (Raw, true), (Used, false) })
        {
            using var sample = isRaw ? view.Sets[0].LoadRaw(0) : view.Sets[0].Load(0, 0);
            var boxes = ((IReadOnlyList<object?>)sample[view.Task.GtKey!]!).Cast<BoundingBox>().ToList();
            boxes.ShouldNotBeEmpty();
            var shown = await open.Page.EvaluateAsync<double[]>($"() => [...document.querySelectorAll(\"{section}g.box > rect:first-child\")].flatMap(r => ['x', 'y', 'width', 'height'].map(name => Number(r.getAttribute(name))))");
            shown.Chunk(4).SelectMany(box => box).ShouldBe(boxes.SelectMany(box => new[] { box.Left, box.Top, box.Width, box.Height }), 1e-9);
            (await open.Page.Locator(section + "g.box text").AllTextContentsAsync()).ShouldBe(boxes.Select(box => ((Detection)view.Task).ClassNames[((Detection)view.Task).IndexOf(box)]));
        }
    }

    [Fact]
    public async Task Pairs_are_shown_side_by_side_and_channels_can_be_chosen()
    {
        using var data = ViewedData.Shapes("sr");
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);

        // OpenSeadragon asks for a style that the policy forbids and does without; the pixels are read by this test.
        open.Expected.AddRange(["Applying inline style violates", "Multiple readback operations"]);
        await open.Page.Shows(0);
        (await open.Page.Locator(Raw + "figcaption .grow").AllTextContentsAsync()).ShouldBe([view.Task.InputKey, view.Task.GtKey!]);
        await open.Page.Locator(Raw + "button").First.ClickAsync();
        await open.Page.Locator(".zoom .openseadragon-canvas canvas").First.WaitForAsync();
        await open.Page.WaitForFunctionAsync("() => document.querySelector('.zoom canvas').getContext('2d').getImageData(300, 200, 1, 1).data[3] === 255");
        await open.Page.Keyboard.PressAsync("Escape");
        await open.Page.Locator(".zoom").WaitForAsync(new() { State = WaitForSelectorState.Detached });
    }

    [Fact]
    public async Task A_sample_that_cannot_be_read_says_why_and_the_next_one_is_shown()
    {
        using var data = ViewedData.Folders();
        using var view = data.Open();
        File.WriteAllText(view.Sets[0].FilesOf(0)[0], "no picture");
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        await open.Page.Locator("section.stage [role=alert]").First.GetByText(Path.GetFileName(view.Sets[0].FilesOf(0)[0])).WaitForAsync();
        await open.Page.Keyboard.PressAsync("ArrowRight");
        await open.Page.Shows(1);
        (await open.Page.Locator("section.stage .problem").CountAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task Without_loaders_all_samples_of_data_sets_are_shown()
    {
        using var data = ViewedData.Folders("""{"ignore_loaders": true}""");
        using var view = data.Open();
        view.Sets.Select(set => (set.Name, set.Count, set.IsLoader)).ShouldBe([("images", 12, false)]);
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        await open.Page.Shows(0);
        (await open.Page.Locator("#augmented").CountAsync()).ShouldBe(0);
        (await open.Page.Pixel("section[aria-label='After its own transforms'] img.base", 31, 23)).ShouldBe(await open.Page.Pixel(Raw + "img.base", 31, 23));
    }

    [Theory]
    [InlineData("segm", ColorScheme.Light, 1280, 800)]
    [InlineData("detect", ColorScheme.Dark, 1280, 800)]
    [InlineData("classif", ColorScheme.Dark, 820, 1180)]
    [InlineData("sr", ColorScheme.Light, 820, 1180)]
    public async Task Nothing_keeps_people_from_using_it(string task, ColorScheme colors, int width, int height)
    {
        using var data = ViewedData.Shapes(task);
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages, new() { ColorScheme = colors, ViewportSize = new() { Width = width, Height = height } });
        await open.Page.Shows(0);
        await open.ShouldBeAccessible();
        await open.Picture($"viz-{task}", isForDocs: task is "segm" or "detect");
        await open.Page.ClickAsync("#augmented");
        await open.Page.Locator(".grid .pane:nth-child(16) img").First.WaitForAsync();
        await open.Page.Shows(0);
        await open.ShouldBeAccessible();
        await open.Picture($"viz-{task}-augmented");
        await open.Page.Keyboard.PressAsync("?");
        await open.Page.GetByRole(AriaRole.Dialog).WaitForAsync();
        await open.ShouldBeAccessible();
        (await open.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth")).ShouldBeTrue("something is wider than the window");
    }

    private static (string Name, int Number) NameOf(ViewedSet set, int position)
    {
        var parts = Path.GetFileNameWithoutExtension(set.Describe(position)).Split('-');
        return (parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    private static float Red(torch.Tensor image, int column)
    {
        using var scope = torch.NewDisposeScope();
        return image[0, 0, column].item<float>();
    }

    private sealed class Same : IEqualityComparer<double[]>
    {
        public bool Equals(double[]? x, double[]? y) => x!.SequenceEqual(y!);

        public int GetHashCode(double[] obj) => 0;
    }
}
