using System.Net;
using System.Net.Sockets;
using System.Threading.Tasks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Thelper.Logging;

namespace Thelper.Web.Serving;

/// <summary>Serves the pages of one command on this machine.</summary>
internal sealed class PageServer : IAsyncDisposable
{
    private const int LongestLine = 8 << 10;
    private const int LargestHeaders = 16 << 10;
    private const int MostConnections = 256;
    private static readonly TimeSpan HeadersTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BodyTime = TimeSpan.FromSeconds(30);
    private readonly WebApplication app;
    private readonly WorkThreads threads = new();
    private readonly AccessKeys keys = new();
    private readonly CancellationTokenSource ending = new();
    private readonly IPages pages;
    private readonly ILogger log;
    private Doorkeeper? door;

    private PageServer(IPages pages, ILogger log, int port)
    {
        (this.pages, this.log) = (pages, log);

        app = Build(port);
        app.Use(Guard);
        app.UseRouting();
        var routes = new PageRoutes();
        pages.Map(routes);
        Routes = routes.All;
        foreach (var route in Routes)
        {
            app.MapMethods(route.Pattern, [route.Method], http => Handle(http, route));
        }

        app.MapGet("/", http => Write(http, EmbeddedFiles.Find(pages.StartPage)!));
        app.MapGet("/static/{**path}", http => Write(http, EmbeddedFiles.Find((string?)http.Request.RouteValues["path"] ?? "") ?? NotThere()));
        app.MapFallback("{**path}", http => Write(http, NotThere()));
    }

    /// <summary>The address without a token: <c>http://127.0.0.1:PORT/</c>.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1/");

    /// <summary>What scripts may ask for.</summary>
    public IReadOnlyList<PageRoute> Routes { get; }

    /// <summary>Starts to serve.</summary>
    /// <param name="pages">The pages.</param>
    /// <param name="log">Told of failures.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <exception cref="UserErrorException">The port cannot be used.</exception>
    public static async Task<PageServer> Start(IPages pages, ILogger log, int port = 0)
    {
        var server = new PageServer(pages, log, port);
        try
        {
            await server.app.StartAsync();
        }
        catch (Exception error) when (error is IOException or SocketException)
        {
            await server.DisposeAsync();
            throw new UserErrorException($"--port: {port} cannot be used ({error.Message.TrimEnd('.')}); leave it out for a free one", error);
        }

        server.Address = new(server.app.Urls.Single());
        server.door = new(server.keys, server.Address.Port);
        return server;
    }

    /// <summary>An address that works once: the browser that opens it gets in, and stays in.</summary>
    public Uri NewAddress() => new(Address, $"?token={keys.NewToken()}");

    /// <summary>Ends streams, waits for what is being answered, and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync();
        using (var patience = new CancellationTokenSource(TimeSpan.FromSeconds(1)))
        {
            await app.StopAsync(patience.Token);
        }

        await app.DisposeAsync();
        threads.Dispose();
        ending.Dispose();
    }

    private static WebApplication Build(int port)
    {
        // Empty: no settings from environment variables or files, no logging, no console.
        var builder = WebApplication.CreateEmptyBuilder(new() { ApplicationName = "thelper" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(server =>
        {
            server.Listen(IPAddress.Loopback, port, endpoint => endpoint.Protocols = HttpProtocols.Http1);
            server.AddServerHeader = false;
            server.Limits.MaxRequestBodySize = 0;
            server.Limits.MaxRequestLineSize = LongestLine;
            server.Limits.MaxRequestHeadersTotalSize = LargestHeaders;
            server.Limits.MaxConcurrentConnections = MostConnections;
            server.Limits.RequestHeadersTimeout = HeadersTime;
        });
        builder.Services.AddRoutingCore();

        // Signals are the program's affair.
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        return builder.Build();
    }

    private static Answer NotThere() => Answer.Error(404, "there is nothing here");

    private static async Task Write(HttpContext http, Answer answer)
    {
        http.Response.StatusCode = answer.Status;
        http.Response.ContentType = answer.ContentType;
        http.Response.ContentLength = answer.Content.Length;
        if (answer.FileName is { } name)
        {
            http.Response.Headers.ContentDisposition = new Microsoft.Net.Http.Headers.ContentDispositionHeaderValue("attachment") { FileNameStar = name }.ToString();
        }

        await http.Response.Body.WriteAsync(answer.Content, http.RequestAborted);
    }

    private async Task Guard(HttpContext http, RequestDelegate next)
    {
        Doorkeeper.Protect(http.Response.Headers);
        Answer? failure;
        try
        {
            if (door!.Refuse(http) is { } refusal)
            {
                await Write(http, refusal);
                return;
            }

            await next(http);
            return;
        }
        catch (RequestException error)
        {
            failure = Answer.Error(error.Status, error.Message);
        }
        catch (UserErrorException error)
        {
            failure = Answer.Error(422, error.Message);
        }
        catch (Microsoft.AspNetCore.Http.BadHttpRequestException error)
        {
            failure = Answer.Error(error.StatusCode, error.Message);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Files are the user's: another program may remove them, or nobody may read them.
            failure = Answer.Error(422, error.Message);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested || ending.IsCancellationRequested)
        {
            return;
        }
#pragma warning disable CA1031 // The one place where every failure of a request ends: the user's log has all of it, the browser one sentence.
        catch (Exception error)
#pragma warning restore CA1031
        {
            log.Warn($"{pages.Name}: {http.Request.Path} failed: {error.Message}");
            log.Debug($"{error}");
            failure = Answer.Error(500, "this failed; the log of thelper says more");
        }

        if (!http.Response.HasStarted)
        {
            await Write(http, failure);
        }
    }

    private async Task Handle(HttpContext http, PageRoute route)
    {
        if (route.Stream is { } send)
        {
            using var ended = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, ending.Token);
            using var stream = new EventStream(http, ended.Token);
            await stream.Begin();
            var open = stream.KeepOpen();
            try
            {
                await send(new(http, default), stream);
            }
            finally
            {
                await ended.CancelAsync();
                await open.ContinueWith(static _ => { }, TaskScheduler.Default);
            }

            return;
        }

        var body = await ReadBody(http, route);
        await Write(http, await threads.Run(new(http, body), route.Answer!));
    }

    private static async Task<ReadOnlyMemory<byte>> ReadBody(HttpContext http, PageRoute route)
    {
        if (route.LargestBody == 0)
        {
            return default;
        }

        http.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = route.LargestBody;
        using var time = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        time.CancelAfter(BodyTime);
        try
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, time.Token);
            return body.ToArray();
        }
        catch (OperationCanceledException) when (!http.RequestAborted.IsCancellationRequested)
        {
            throw new RequestException(408, "the body did not come in time");
        }
    }

    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
