using System.Globalization;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Thelper.Imaging;
using Thelper.Sessions;
using Thelper.Torch;
using Thelper.Web.Browsing;

namespace Thelper.Web.Tests.Browsing;

/// <summary>What the pages of <c>thelper browse</c> show when answers come in another order than they were asked for.</summary>
public sealed class LateAnswerTests(Chromium chromium)
{
    [Fact]
    public async Task What_was_zoomed_into_meanwhile_keeps_every_step_when_the_whole_curve_comes()
    {
        using var sessions = new SampleSessions();
        var table = Path.Combine(sessions.Add("run", epochs: 2, iterations: [.. Enumerable.Range(0, 5000).Select(i => 2.0 / (1 + (i * 0.01)))]), "output", "run", "metrics.csv");
        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        var page = open.Page;
        var chart = page.GetByRole(AriaRole.Region, new() { Name = "train/iter/loss" });
        await chart.Locator("canvas").WaitForAsync();
        var late = await LateAnswer.Of(page, new("/curves\\?columns=800&smooth=0$"));
        await File.AppendAllTextAsync(table, "valid,2,0.125,,0.5\n", TestContext.Current.CancellationToken);
        await late.Made;
        var box = (await chart.Locator(".u-over").BoundingBoxAsync())!;
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.60f), box.Y + 30);
        await page.Mouse.DownAsync();
        await page.Mouse.MoveAsync(box.X + (box.Width * 0.68f), box.Y + 30, new() { Steps = 4 });
        await page.Mouse.UpAsync();
        const string Points = "document.querySelector('[aria-label=\"train/iter/loss\"] .plot').lines()[0].filter(value => value != null).length";
        await page.WaitForFunctionAsync($"() => {Points} > 300 && {Points} < 500");
        await late.Arrive();
        (await page.EvaluateAsync<int>($"() => {Points}")).ShouldBeInRange(300, 500);
    }

    [Fact]
    public async Task Small_pictures_of_a_projection_that_was_left_are_not_drawn_into_another()
    {
        using var sessions = new SampleSessions();
        sessions.Add("run");
        foreach (var (epoch, shade) in new[] { (1, 40), (2, 190) })
        {
            sessions.AddOutput("run", string.Create(CultureInfo.InvariantCulture, $"tsne-points-{epoch:D4}.json"), """
                {"total": 4, "x": [0, 0, 1, 1], "y": [0, 0, 1, 1], "labels": [0, 0, 1, 1], "predictions": [0, 0, 1, 1], "classes": ["cat", "dog"], "colors": ["#ff0000", "#0000ff"], "thumbnails": 4, "thumbnail_size": 4, "thumbnails_a_row": 2}
                """u8.ToArray());
            using (torch.NewDisposeScope())
            {
                sessions.AddOutput("run", string.Create(CultureInfo.InvariantCulture, $"tsne-thumbs-{epoch:D4}.png"), ImageCodec.Encode(torch.full([8, 8, 3], shade, torch.ScalarType.Byte), ".png"));
            }
        }

        using var pages = new SessionPages(sessions.Path, SessionEnvironment.Quiet());
        await using var open = await OpenPages.Open(chromium, pages);
        open.Expected.Add("Multiple readback operations");
        var page = open.Page;
        await page.GetByRole(AriaRole.Tab, new() { Name = "Projector" }).ClickAsync();
        await page.GetByText("4 of 4 samples").WaitForAsync();
        var titles = await page.EvaluateAsync<string[]>("() => [...document.querySelectorAll('#projection option')].map(option => option.value)");
        var late = await LateAnswer.Of(page, new("thumbs-0001"));
        await page.Locator("#projection").SelectOptionAsync(titles.Single(title => title.EndsWith("epoch 2", StringComparison.Ordinal)));
        await page.WaitForFunctionAsync($"() => {Shade} === 190");
        await page.Locator("#projection").SelectOptionAsync(titles.Single(title => title.EndsWith("epoch 1", StringComparison.Ordinal)));
        await late.Made;
        await page.Locator("#projection").SelectOptionAsync(titles.Single(title => title.EndsWith("epoch 2", StringComparison.Ordinal)));
        await page.WaitForFunctionAsync($"() => {Shade} === 190");
        await late.Arrive();
        (await page.EvaluateAsync<int>($"() => {Shade}")).ShouldBe(190);
    }

    // How bright the canvas is where the points of the least x and y lie.
    private const string Shade = """
        (canvas => {
          const half = Math.min(canvas.clientWidth, canvas.clientHeight) * 0.46;
          return canvas.getContext('2d').getImageData((canvas.clientWidth / 2 - half) * devicePixelRatio, (canvas.clientHeight / 2 + half) * devicePixelRatio, 1, 1).data[0];
        })(document.querySelector('.projector canvas'))
        """;
}
