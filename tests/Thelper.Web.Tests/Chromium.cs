using System.Threading.Tasks;
using Microsoft.Playwright;
using Xunit.v3;

[assembly: AssemblyFixture(typeof(Thelper.Web.Tests.Chromium))]

namespace Thelper.Web.Tests;

/// <summary>Debian's Chromium, started once for all tests, by the first that asks for it.</summary>
public sealed class Chromium : IAsyncDisposable
{
    private const string Program = "/usr/bin/chromium";

    /// <summary>How long pages wait for anything, in milliseconds: machines may have more to do than this.</summary>
    public const float Patience = 300_000;

    private readonly SemaphoreSlim one = new(1);
    private IPlaywright? playwright;
    private IBrowser? browser;

    /// <summary>Starts a browser without cookies and history. Close it.</summary>
    /// <param name="options">Size of the window, colours, touch; null for 1280 x 800 in light colours.</param>
    public async Task<IBrowserContext> NewContext(BrowserNewContextOptions? options = null)
    {
        await one.WaitAsync();
        try
        {
            playwright ??= await Playwright.CreateAsync();

            // Tests may run as root, where Chromium's sandbox does not start; they open nothing but their own pages.
            browser ??= await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox", "--force-color-profile=srgb"], Timeout = Patience });
        }
        finally
        {
            one.Release();
        }

        options ??= new();
        options.ViewportSize ??= new() { Width = 1280, Height = 800 };
        options.ColorScheme ??= ColorScheme.Light;
        options.ReducedMotion ??= ReducedMotion.Reduce;
        var context = await browser.NewContextAsync(options);
        context.SetDefaultTimeout(Patience);
        return context;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (browser is not null)
        {
            await browser.DisposeAsync();
        }

        playwright?.Dispose();
        one.Dispose();
    }
}
