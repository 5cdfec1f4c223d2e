using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Thelper.Imaging;
using Thelper.Infer;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using ThelperService;

namespace Thelper.Cli.Tests;

/// <summary>The sample <c>samples/web-service</c>, started on a port of this machine that nobody else has.</summary>
[NoLeaks]
public sealed class WebServiceTests : IDisposable
{
    private readonly long pixels = ImageCodec.MaxPixels;

    public void Dispose() => ImageCodec.MaxPixels = pixels;

    [Fact]
    public async System.Threading.Tasks.Task Pictures_are_answered_from_many_threads_at_once()
    {
        using var work = Prepared();
        await using var service = Service.Create(["--model", "sessions/digits", "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=Warning"]);
        await service.StartAsync(TestContext.Current.CancellationToken);
        using var client = ClientOf(service);
        using var predictor = Predictor.Load("sessions/digits");
        var files = Directory.GetFiles("mini", "*0*.png", SearchOption.AllDirectories);
        files.Length.ShouldBeGreaterThan(9);
        await System.Threading.Tasks.Parallel.ForEachAsync(files, TestContext.Current.CancellationToken, async (file, cancel) =>
        {
            using var response = await client.PostAsync("/predict", new ByteArrayContent(await File.ReadAllBytesAsync(file, cancel).ConfigureAwait(false)), cancel).ConfigureAwait(false);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            var best = (await response.Content.ReadFromJsonAsync<JsonElement>(cancel).ConfigureAwait(false)).GetProperty("classes")[0];
            var expected = ((ClassPrediction)predictor.Predict(file)).Classes[0];
            best.GetProperty("name").GetString().ShouldBe(expected.Name);
            best.GetProperty("score").GetSingle().ShouldBe(expected.Score, 1e-5f);
        });
    }

    [Theory]
    [InlineData("say which model is served: --model sessions/NAME", "--urls", "http://127.0.0.1:0")]
    [InlineData("say which model is served: --model sessions/NAME", "--model", "")]
    [InlineData("no/such/session", "--model", "no/such/session")]
    public async System.Threading.Tasks.Task A_mistake_of_the_command_line_is_one_message(string message, params string[] arguments)
    {
        using var error = new StringWriter();
        (await Service.RunAsync(arguments, error)).ShouldBe(2);
        error.ToString().ShouldContain(message);
        error.ToString().Trim().ShouldNotContain('\n');
    }

    [Fact]
    public async System.Threading.Tasks.Task Broken_and_large_pictures_are_refused_and_the_service_goes_on()
    {
        using var work = Prepared();
        await using var service = Service.Create(["--model", "sessions/digits", "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=None"]);
        await service.StartAsync(TestContext.Current.CancellationToken);
        using var client = ClientOf(service);
        var good = File.ReadAllBytes(Directory.GetFiles("mini/3")[0]);
        (await Post(client, "no picture"u8.ToArray())).ShouldBe(HttpStatusCode.BadRequest);
        (await Post(client, [])).ShouldBe(HttpStatusCode.BadRequest);
        (await Post(client, good[..^40])).ShouldBe(HttpStatusCode.BadRequest);
        (await Post(client, Flat(8000, 8000))).ShouldBe(HttpStatusCode.BadRequest);
        (await Post(client, new byte[11 << 20])).ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        (await Post(client, good)).ShouldBe(HttpStatusCode.OK);
        using var response = await client.PostAsync("/predict", new ByteArrayContent("no picture"u8.ToArray()), TestContext.Current.CancellationToken);
        (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("detail").GetString()!.ShouldContain("cannot decode image");
    }

    // As many of them as predictions that run at once, each with its file half sent: the answer to its header says that the service waits for the rest.
    [Fact]
    public async System.Threading.Tasks.Task Clients_that_send_slowly_hold_up_nobody()
    {
        using var work = Prepared();
        await using var service = Service.Create(["--model", "sessions/digits", "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=None"]);
        await service.StartAsync(TestContext.Current.CancellationToken);
        using var client = ClientOf(service);
        var slow = new List<TcpClient>();
        try
        {
            for (var i = 0; i < Environment.ProcessorCount; i++)
            {
                var sender = new TcpClient(client.BaseAddress!.Host, client.BaseAddress.Port);
                slow.Add(sender);
                var stream = sender.GetStream();
                await stream.WriteAsync("POST /predict HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
                var answer = new byte["HTTP/1.1 100".Length];
                await stream.ReadExactlyAsync(answer, TestContext.Current.CancellationToken);
                answer.ShouldBe("HTTP/1.1 100"u8.ToArray());
                await stream.WriteAsync(new byte[500], TestContext.Current.CancellationToken);
            }

            (await Post(client, File.ReadAllBytes(Directory.GetFiles("mini/3")[0]))).ShouldBe(HttpStatusCode.OK);
        }
        finally
        {
            slow.ForEach(sender => sender.Dispose());
        }
    }

    // Of a model whose training went astray.
    [Fact]
    public async System.Threading.Tasks.Task Scores_that_are_no_numbers_are_null()
    {
        using var work = Prepared();
        var checkpoint = work["sessions/digits/checkpoints/ckpt.best.pth"];
        using (torch.NewDisposeScope())
        {
            var content = (PyDict)Checkpoints.Load(checkpoint)!;
            ((torch.Tensor)((PyDict)content["model"]!).Last().Value!).fill_(double.NaN);
            Checkpoints.Save(content, checkpoint);
        }

        await using var service = Service.Create(["--model", "sessions/digits", "--urls", "http://127.0.0.1:0", "--Logging:LogLevel:Default=None"]);
        await service.StartAsync(TestContext.Current.CancellationToken);
        using var client = ClientOf(service);
        using var response = await client.PostAsync("/predict", new ByteArrayContent(File.ReadAllBytes(Directory.GetFiles("mini/3")[0])), TestContext.Current.CancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var classes = (await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken)).GetProperty("classes").EnumerateArray().ToList();
        classes.Count.ShouldBe(5);
        classes.ShouldAllBe(entry => entry.GetProperty("score").ValueKind == JsonValueKind.Null);
    }

    [Fact]
    public void A_service_without_a_model_does_not_start()
    {
        Should.Throw<UserErrorException>(() => Service.Create([])).Message.ShouldContain("--model");
        Should.Throw<UserErrorException>(() => Service.Create(["--model", "nowhere"])).Message.ShouldContain("no such checkpoint or session directory");
    }

    [Fact]
    public void The_page_shows_the_sample()
    {
        var page = File.ReadAllText(Repository.File("docs", "embedding.md"));
        foreach (var name in new[] { "Service.cs", "Program.cs", "WebService.csproj" })
        {
            page.ShouldContain(File.ReadAllText(Repository.File("samples", "web-service", name)).Trim());
        }
    }

    private static async System.Threading.Tasks.Task<HttpStatusCode> Post(HttpClient client, byte[] body)
    {
        // Told before it has sent all, a client that does not ask first may find the connection closed.
        using var request = new HttpRequestMessage(HttpMethod.Post, "/predict") { Content = new ByteArrayContent(body), Headers = { ExpectContinue = true } };
        using var response = await client.SendAsync(request, TestContext.Current.CancellationToken).ConfigureAwait(false);
        return response.StatusCode;
    }

    // A few kilobytes that unpack to 64 million pixels.
    private static byte[] Flat(int width, int height)
    {
        using var stream = new MemoryStream();
        using var png = new PngWriter(stream, width, height, PngFormat.Gray);
        for (var row = 0; row < height; row++)
        {
            png.Write(new byte[width]);
        }

        png.End();
        return stream.ToArray();
    }

    private static HttpClient ClientOf(Microsoft.AspNetCore.Builder.WebApplication service) =>
        new() { BaseAddress = new(service.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()) };

    private static Workspace Prepared()
    {
        var work = new Workspace();
        Directory.CreateDirectory(work["sessions/digits/logs"]);
        Directory.CreateDirectory(work["sessions/digits/checkpoints"]);
        File.Copy(Path.Combine(Workspace.Golden, "ckpt.best.pth"), work["sessions/digits/checkpoints/ckpt.best.pth"]);
        return work;
    }
}
