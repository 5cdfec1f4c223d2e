using System.Text.RegularExpressions;
using System.Threading.Tasks;
using Microsoft.Playwright;
using Thelper.Testing;

namespace Thelper.Web.Tests;

/// <summary>An answer that is on its way while a page asks again.</summary>
internal sealed class LateAnswer
{
    private readonly TaskCompletionSource made = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource sent = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly IPage page;
    private int asked;

    private LateAnswer(IPage page) => this.page = page;

    /// <summary>Ends when the program has answered, of which the page has not heard.</summary>
    public Task Made => made.Task.WaitAsync(Endless.Limit, TestContext.Current.CancellationToken);

    /// <summary>Holds the answer to the first request of this kind from now on; others come through.</summary>
    /// <param name="page">The page.</param>
    /// <param name="kind">Matches its address.</param>
    public static async Task<LateAnswer> Of(IPage page, Regex kind)
    {
        var late = new LateAnswer(page);
        await page.RouteAsync(kind, route => late.Handle(route));
        return late;
    }

    /// <summary>Lets it through, and gives the page the time to take it.</summary>
    public async Task Arrive()
    {
        gate.SetResult();
        await sent.Task.WaitAsync(Endless.Limit, TestContext.Current.CancellationToken);
        await page.EvaluateAsync("() => new Promise(done => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(done)), 100))");
    }

    private async Task Handle(IRoute route)
    {
        if (Interlocked.Increment(ref asked) > 1)
        {
            await route.ContinueAsync();
            return;
        }

        var answer = await route.FetchAsync();
        made.SetResult();
        await gate.Task;
        await route.FulfillAsync(new() { Response = answer });
        sent.SetResult();
    }
}
