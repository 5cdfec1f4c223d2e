using System.Collections.Concurrent;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Thelper.Draw;
using Thelper.Imaging;
using Thelper.Torch;
using Thelper.Web.Viewing;

namespace Thelper.Web.Tests.Viewing;

/// <summary>What the page of <c>thelper viz</c> shows of unusual samples, of files that change, and from close by.</summary>
public sealed class ShownSamplesTests(Chromium chromium)
{
    private const string Raw = "section[aria-label='As read'] ";
    private const string Used = "section[aria-label^='As the model gets it'] ";
    private const string Own = "section[aria-label='After its own transforms'] ";

    [Fact]
    public async Task Classes_above_255_are_drawn_and_named()
    {
        using var data = ViewedData.Own("ManyClasses");
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        await open.Page.Shows(0);
        foreach (var section in new[] { Raw, Own })
        {
            (await open.Page.Pixel(section + "img.layer", 0, 0)).ShouldBe([.. Palette.Of(256).Select(part => (int)part), 255]);
            (await open.Page.Pixel(section + "img.layer", 3, 2)).ShouldBe([.. Palette.Of(299).Select(part => (int)part), 255]);
            (await open.Page.Pixel(section + "img.layer", 1, 0)).ShouldBe([0, 0, 0, 0]);
        }

        (await open.Page.Locator(".legend button").AllTextContentsAsync()).Select(text => text.Trim().Split(' ')[0]).ShouldBe(["c0", "c256", "c299"]);
    }

    [Fact]
    public async Task Points_that_are_seen_and_heat_maps_lie_over_the_picture()
    {
        using var data = ViewedData.Own("Heat");
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        await open.Page.Shows(0);
        (await Circles(open.Page, Raw + "circle.point")).ShouldBe([1.5, 2.25]);
        var hot = await open.Page.Pixel(Raw + "img.layer", 3, 2);
        var cold = await open.Page.Pixel(Raw + "img.layer", 0, 0);
        (hot[0] > hot[2], cold[2] > cold[0], hot[3], cold[3]).ShouldBe((true, true, 255, 255), "from blue to red");
    }

    [Fact]
    public async Task All_orientations_are_shown_turned_as_the_model_gets_them()
    {
        using var data = ViewedData.Turned();
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        for (var position = 0; position < 8; position++)
        {
            await open.Page.Shows(position);
            var way = int.Parse(Path.GetFileNameWithoutExtension(view.Sets[0].Describe(position)), System.Globalization.CultureInfo.InvariantCulture);
            var (width, height) = way < 5 ? (64, 40) : (40, 64);
            var (isRight, isBottom) = (way is 2 or 3 or 6 or 7, way is 3 or 4 or 7 or 8);
            foreach (var image in new[] { Raw + "img.base", Used + "img.base" })
            {
                (await open.Page.EvaluateAsync<int[]>("selector => { const image = document.querySelector(selector); return [image.naturalWidth, image.naturalHeight]; }", image)).ShouldBe([width, height]);
                foreach (var (x, y) in new[] { (2, 2), (width - 3, 2), (2, height - 3), (width - 3, height - 3) })
                {
                    var isBright = x > width / 2 == isRight && y > height / 2 == isBottom;
                    ((await open.Page.Pixel(image, x, y))[0] > 128).ShouldBe(isBright, $"orientation {way} at {x}, {y}");
                }
            }

            await open.Page.Keyboard.PressAsync("ArrowRight");
        }
    }

    [Fact]
    public async Task Key_points_and_boxes_stay_on_their_pixels_at_any_zoom()
    {
        using var data = ViewedData.Keypoints();
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        open.Expected.AddRange(["Applying inline style violates", "Multiple readback operations"]);
        await open.Page.Shows(0);
        (await Circles(open.Page, Raw + "g.box circle")).ShouldBe([12.5, 9.25, 28, 20]);
        await open.Page.Keyboard.PressAsync("z");
        await open.Page.Locator(".zoom svg.marks g.box").WaitForAsync();
        (await Circles(open.Page, ".zoom g.box circle")).ShouldBe([12.5, 9.25, 28, 20]);
        var width = 1.0;
        foreach (var (button, times, least, most) in new[] { ("All", 1, 1.0, 1e4), ("Larger", 1, 1.2, 1e4), ("Larger", 2, 1.5, 1e4), ("Smaller", 3, 0, 0.5) })
        {
            for (var i = 0; i < times; i++)
            {
                await open.Page.GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).ClickAsync();
            }

            // Zooming takes its time. Then inside of the box's edges the picture is bright, outside dark: where the canvas shows it.
            await open.Page.WaitForFunctionAsync(
                """
                ([least, most]) => {
                  const canvas = document.querySelector('.zoom .openseadragon-canvas canvas');
                  const [at, box] = [canvas, document.querySelector('.zoom g.box > rect')].map(element => element.getBoundingClientRect());
                  if (!(box.width > least && box.width < most)) {
                    return false;
                  }
                  const [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom].map((edge, i) => edge - (i % 2 === 0 ? at.left : at.top));
                  const ratio = canvas.width / at.width;
                  const bright = (x, y) => canvas.getContext('2d').getImageData(Math.round(x * ratio), Math.round(y * ratio), 1, 1).data[0] > 128;
                  const inside = edge => edge > 12 && edge < (at.width - 12);
                  const middle = [(left + right) / 2, (top + bottom) / 2];
                  return [[left, 1], [right, -1]].filter(([x]) => inside(x)).every(([x, way]) => bright(x + 6 * way, middle[1]) && !bright(x - 6 * way, middle[1]))
                    && [[top, 1], [bottom, -1]].filter(([y]) => y > 12 && y < at.height - 12).every(([y, way]) => bright(middle[0], y + 6 * way) && !bright(middle[0], y - 6 * way));
                }
                """,
                new[] { width * least, width * most });
            width = await open.Page.EvaluateAsync<double>("() => document.querySelector('.zoom g.box > rect').getBoundingClientRect().width");

            // Lines are as wide on the screen at any zoom.
            (await open.Page.EvaluateAsync<double>("() => { const r = document.querySelectorAll('.zoom g.box > rect')[1]; return Number(r.getAttribute('stroke-width')) * r.getBoundingClientRect().width / Number(r.getAttribute('width')); }")).ShouldBe(2, 0.4);
        }

        await open.ShouldBeAccessible();
        await open.Picture("viz-zoom");
    }

    [Fact]
    public async Task A_file_that_was_replaced_or_deleted_is_seen_at_the_next_look()
    {
        using var data = ViewedData.Folders();
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        await open.Page.Shows(0);
        await Ahead(open.Page);
        using (var other = torch.full([24, 32, 3], 77, torch.uint8))
        {
            // From black to white, so that values are shown as they are.
            (other.DataSpan<byte>()[0], other.DataSpan<byte>()[^1]) = (0, 255);
            ImageCodec.Save(view.Sets[0].FilesOf(1)[0], other);
        }

        await open.Page.Keyboard.PressAsync("ArrowRight");
        await open.Page.Shows(1);
        (await open.Page.Pixel(Raw + "img.base", 5, 5)).ShouldBe([77, 77, 77, 255]);
        (await open.Page.Pixel(Used + "img.base", 5, 5)).ShouldBe([77, 77, 77, 255]);
        File.Delete(view.Sets[0].FilesOf(0)[0]);
        await open.Page.Keyboard.PressAsync("ArrowLeft");
        await open.Page.Locator("section.stage [role=alert]").First.GetByText(Path.GetFileName(view.Sets[0].FilesOf(0)[0])).WaitForAsync();
        await open.Page.Keyboard.PressAsync("ArrowRight");
        await open.Page.Shows(1);
    }

    [Fact]
    public async Task The_pictures_of_neighbours_are_there_before_a_step()
    {
        using var data = ViewedData.Folders();
        using var view = data.Open();
        using var pages = new ViewerPages(view);
        await using var open = await OpenPages.Open(chromium, pages);
        await open.Page.Shows(0);
        await Ahead(open.Page);
        var asked = new ConcurrentQueue<string>();
        open.Page.Request += (_, request) => asked.Enqueue(new Uri(request.Url).AbsolutePath);
        await open.Page.Keyboard.PressAsync("ArrowRight");
        await open.Page.Shows(1);
        var shown = await open.Page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('.pane img')].map(image => new URL(image.src).pathname)");
        shown.ShouldNotBeEmpty();
        asked.Intersect(shown).ShouldBeEmpty();
    }

    private static Task Ahead(IPage page) => page.Locator("main[data-ahead]").WaitForAsync();

    private static Task<double[]> Circles(IPage page, string selector) => page.EvaluateAsync<double[]>(
        "selector => [...document.querySelectorAll(selector)].flatMap(circle => ['cx', 'cy'].map(name => Number(circle.getAttribute(name))))", selector);
}
