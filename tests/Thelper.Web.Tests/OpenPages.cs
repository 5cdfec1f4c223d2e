using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Playwright;
using Thelper.Testing;
using Thelper.Web.Serving;

namespace Thelper.Web.Tests;

/// <summary>Pages that are served by this process and open in a browser. Whatever the browser complains of, and every request to elsewhere, fails the test at its end.</summary>
internal sealed class OpenPages : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> complaints = [];
    private readonly bool ownsServer;

    private OpenPages(PageServer server, bool ownsServer, IBrowserContext context, IPage page)
    {
        (Server, this.ownsServer, Context, Page) = (server, ownsServer, context, page);
        page.Console += (_, message) => Complain(message.Type is "error" or "warning", message.Text);
        page.PageError += (_, error) => Complain(true, error);
        context.Request += (_, request) => Complain(!request.Url.StartsWith(server.Address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("blob:", StringComparison.Ordinal), request.Url);
    }

    /// <summary>The server.</summary>
    public PageServer Server { get; }

    /// <summary>The browser.</summary>
    public IBrowserContext Context { get; }

    /// <summary>The page.</summary>
    public IPage Page { get; }

    /// <summary>What the browser may complain of: parts of texts.</summary>
    public List<string> Expected { get; } = [];

    /// <summary>Serves pages and opens the first.</summary>
    /// <param name="chromium">The browser.</param>
    /// <param name="pages">The pages.</param>
    /// <param name="options">Size of the window, colours; null for 1280 x 800 in light colours.</param>
    public static async Task<OpenPages> Open(Chromium chromium, IPages pages, BrowserNewContextOptions? options = null)
        => await Open(chromium, await PageServer.Start(pages, NullLogger.Instance), ownsServer: true, options);

    /// <summary>Opens the first page in another browser.</summary>
    /// <param name="chromium">The browser.</param>
    /// <param name="server">The server, which stays.</param>
    /// <param name="options">Size of the window, colours; null for 1280 x 800 in light colours.</param>
    public static Task<OpenPages> OpenAgain(Chromium chromium, PageServer server, BrowserNewContextOptions? options = null) => Open(chromium, server, ownsServer: false, options);

    /// <summary>Looks for what keeps people from using the page; fails for what axe calls serious or critical.</summary>
    public async Task ShouldBeAccessible()
    {
        await Page.EvaluateAsync(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "axe", "axe.min.js")));
        var result = await Page.EvaluateAsync<JsonElement>("async () => (await axe.run()).violations.map(v => [v.id, v.impact, v.nodes.map(n => n.target.join(' ') + ': ' + n.failureSummary).join('; ')])");
        result.EnumerateArray().Where(found => found[1].GetString() is "serious" or "critical").Select(found => found.ToString()).ShouldBeEmpty();
    }

    /// <summary>Writes what the page looks like to artifacts/pages, for people; with THELPER_UPDATE_PICTURES=1 to docs/images too.</summary>
    /// <param name="name">The file's name without ending.</param>
    /// <param name="isForDocs">Whether a page of docs shows it.</param>
    public async Task Picture(string name, bool isForDocs = false)
    {
        var shot = await Page.ScreenshotAsync();
        Directory.CreateDirectory(Repository.File("artifacts", "pages"));
        await File.WriteAllBytesAsync(Repository.File("artifacts", "pages", name + ".png"), shot);
        if (isForDocs && Environment.GetEnvironmentVariable("THELPER_UPDATE_PICTURES") == "1")
        {
            await File.WriteAllBytesAsync(Repository.File("docs", "images", name + ".png"), shot);
        }
    }

    /// <summary>Makes the page dark while it is open, and waits until a chart has bright numbers at its left side.</summary>
    /// <param name="chart">Selects the chart.</param>
    public async Task ShouldTurnDark(string chart)
    {
        const string Bright = """
            chart => {
              const canvas = document.querySelector(`${chart} canvas`);
              if (!canvas) {
                return false;
              }
              const copy = new OffscreenCanvas(Math.floor(45 * devicePixelRatio), canvas.height).getContext('2d', { willReadFrequently: true });
              copy.drawImage(canvas, 0, 0);
              const { data } = copy.getImageData(0, 0, copy.canvas.width, copy.canvas.height);
              return data.some((value, i) => i % 4 === 0 && Math.min(value, data[i + 1], data[i + 2]) > 215 && data[i + 3] > 150);
            }
            """;
        await Page.WaitForFunctionAsync("chart => document.querySelector(`${chart} canvas`)", chart);
        (await Page.EvaluateAsync<bool>(Bright, chart)).ShouldBeFalse();
        await Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await Page.WaitForFunctionAsync(Bright, chart);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Context.CloseAsync();
        if (ownsServer)
        {
            await Server.DisposeAsync();
        }

        complaints.Where(text => !Expected.Exists(part => text.Contains(part, StringComparison.Ordinal))).ShouldBeEmpty();
    }

    private static async Task<OpenPages> Open(Chromium chromium, PageServer server, bool ownsServer, BrowserNewContextOptions? options)
    {
        var context = await chromium.NewContext(options);
        var page = await context.NewPageAsync();
        var open = new OpenPages(server, ownsServer, context, page);
        await page.GotoAsync(server.NewAddress().AbsoluteUri);
        return open;
    }

    private void Complain(bool isWrong, string text)
    {
        if (isWrong)
        {
            complaints.Enqueue(text);
        }
    }
}
