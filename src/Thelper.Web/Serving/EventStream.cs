using System.Text.Json;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Http;

namespace Thelper.Web.Serving;

/// <summary>Server-sent events to one browser. A line without content goes out when there was nothing for a while, so that a browser that left is noticed.</summary>
/// <param name="http">The request.</param>
/// <param name="ended">Cancelled when the browser has left or the server ends.</param>
internal sealed class EventStream(HttpContext http, CancellationToken ended) : IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(15);
    private readonly SemaphoreSlim one = new(1);

    /// <summary>Cancelled when the browser has left or the server ends.</summary>
    public CancellationToken Ended { get; } = ended;

    /// <summary>Sends an event; any thread may.</summary>
    /// <param name="name">Its name, which a script listens to.</param>
    /// <param name="value">What it brings, as JSON.</param>
    /// <exception cref="OperationCanceledException">The stream has ended.</exception>
    public Task Send(string name, object value) => Write($"event: {name}\ndata: {JsonSerializer.Serialize(value, Answer.JsonForm)}\n\n");

    /// <summary>Begins the answer.</summary>
    internal Task Begin()
    {
        http.Response.ContentType = "text/event-stream";
        return Write(": \n\n");
    }

    /// <summary>Keeps it open, until the stream ends.</summary>
    internal async Task KeepOpen()
    {
        while (!Ended.IsCancellationRequested)
        {
            await Task.Delay(Silence, Ended);
            await Write(": \n\n");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => one.Dispose();

    private async Task Write(string text)
    {
        await one.WaitAsync(Ended);
        try
        {
            await http.Response.WriteAsync(text, Ended);
            await http.Response.Body.FlushAsync(Ended);
        }
        finally
        {
            one.Release();
        }
    }
}
