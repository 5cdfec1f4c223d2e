using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Logging;
using Thelper.Testing;
using Thelper.Web.Serving;

namespace Thelper.Web.Tests.Serving;

/// <summary>The address is told as soon as there is something to serve, and not where there will be nothing.</summary>
public sealed class PageHostTests
{
    private static readonly PageOptions Options = new() { PrintsAddressAlone = true };

    [Fact]
    public void Nobody_is_sent_to_pages_that_there_will_not_be()
    {
        var wrong = Task.FromException(new UserErrorException("wrong"));
        foreach (var preparation in new[] { Preparation.None with { Checked = wrong }, Preparation.None with { Listed = wrong, Done = wrong } })
        {
            var output = new StringWriter();
            Should.Throw<UserErrorException>(() => PageHost.Serve(new TrialPages(), Options, NullLogger.Instance, new StopRequest(), output, preparation)).Message.ShouldBe("wrong");
            output.ToString().ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task The_address_is_told_while_data_are_opened_and_their_failure_ends_it()
    {
        // Once, after the address is told: a second time is an error.
        var (done, proceeds) = (new TaskCompletionSource(), new TaskCompletionSource());
        using var output = new ToldText();
        var serving = Task.Run(() => PageHost.Serve(new TrialPages(), Options, NullLogger.Instance, new StopRequest(), output, new(proceeds.SetResult, Task.CompletedTask, done.Task, done.Task)), TestContext.Current.CancellationToken);
        (await output.Told).ShouldStartWith("http://127.0.0.1:");
        Endless.WaitUntil(() => proceeds.Task.IsCompleted);
        serving.IsCompleted.ShouldBeFalse();
        done.SetException(new UserErrorException("the disk is gone"));
        (await Should.ThrowAsync<UserErrorException>(serving)).Message.ShouldBe("the disk is gone");
    }

    [Fact]
    public async Task It_goes_on_until_the_user_ends_it()
    {
        var (stop, done) = (new StopRequest(), new TaskCompletionSource());
        using var output = new ToldText();
        var serving = Task.Run(() => PageHost.Serve(new TrialPages(), Options, NullLogger.Instance, stop, output, Preparation.None with { Done = done.Task }), TestContext.Current.CancellationToken);
        var address = new Uri((await output.Told).Trim());
        done.SetResult();
        using (var client = new HttpClient())
        {
            (await client.GetStringAsync(address, TestContext.Current.CancellationToken)).ShouldContain("<html");
            (await client.GetStringAsync(new Uri(address, "/api/sum/3"), TestContext.Current.CancellationToken)).ShouldContain("3");
        }

        stop.Request(130);
        await serving;
    }

    /// <summary>What is written, once it is all there.</summary>
    private sealed class ToldText : StringWriter
    {
        private readonly TaskCompletionSource<string> told = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Told => told.Task;

        public override Task FlushAsync(CancellationToken cancellationToken)
        {
            told.TrySetResult(ToString());
            return Task.CompletedTask;
        }
    }
}
