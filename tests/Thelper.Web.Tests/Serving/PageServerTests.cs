using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Logging;
using Thelper.Testing;
using Thelper.Web.Serving;

namespace Thelper.Web.Tests.Serving;

/// <summary>What the server answers, within what bounds, and how it ends.</summary>
public sealed class PageServerTests
{
    [Theory]
    [InlineData("/api/sum/3", 200, """{"sum":3}""")]
    [InlineData("/api/sum/3?b=0.5", 200, """{"sum":3.5}""")]
    [InlineData("/api/sum/101", 400, """{"error":"a must be a whole number from 0 to 100"}""")]
    [InlineData("/api/sum/3?b=NaN", 400, """{"error":"b must be a number from -1 to 1"}""")]
    [InlineData("/api/text", 200, "firstFalse")]
    [InlineData("/api/text?which=second&flag=1&a=4", 200, "secondTrue4")]
    [InlineData("/api/text?which=third", 400, """{"error":"which must be one of: first, second"}""")]
    [InlineData("/api/text?flag=yes", 400, """{"error":"flag must be 0 or 1"}""")]
    [InlineData("/api/text?text=aaaaaaaaaaaaaaaaaaaaa", 400, """{"error":"text must have at most 20 characters"}""")]
    [InlineData("/api/text?text=a&text=b", 400, """{"error":"text is given 2 times"}""")]
    [InlineData("/api/data", 422, """{"error":"the data is not there"}""")]
    [InlineData("/api/gone", 422, """{"error":"the file is gone"}""")]
    [InlineData("/api/bug", 500, """{"error":"this failed; the log of thelper says more"}""")]
    [InlineData("/api/nothing", 404, """{"error":"there is nothing here"}""")]
    public async Task Requests_are_answered_or_refused_with_a_sentence(string path, int status, string answer)
    {
        await using var server = await PageServer.Start(new TrialPages(), NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        var (got, _, body) = client.Get(path);
        (got, Encoding.UTF8.GetString(body)).ShouldBe((status, answer));
    }

    [Theory]
    [InlineData("""{"title":"a","count":1}""", 200)]
    [InlineData("""{"title":"a"}""", 400)]
    [InlineData("""{"title":null,"count":1}""", 400)]
    [InlineData("""{"title":"a","count":1,"more":2}""", 400)]
    [InlineData("""{"title":"a","count":1,"count":2}""", 400)]
    [InlineData("""[]""", 400)]
    [InlineData("", 400)]
    [InlineData("null", 400)]
    public async Task Bodies_have_one_form(string body, int status)
    {
        await using var server = await PageServer.Start(new TrialPages(), NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        client.Post("/api/note", Encoding.UTF8.GetBytes(body)).Status.ShouldBe(status);
    }

    [Fact]
    public async Task Bodies_have_a_largest_size()
    {
        var pages = new TrialPages();
        await using var server = await PageServer.Start(pages, NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        client.Post("/api/note", new byte[1001]).Status.ShouldBe(413);
        client.Post("/api/sum/3", new byte[10]).Status.ShouldBe(404);
        client.Get("/api/text?text=" + new string('a', 9000)).Status.ShouldBe(414);
        client.Send($"GET / HTTP/1.1\r\nHost: {client.Host}\r\nCookie: {client.Cookie}\r\nX: {new string('a', 17_000)}\r\n\r\n").Status.ShouldBe(431);
    }

    [Theory]
    [InlineData("/static/../Thelper.Web.csproj")]
    [InlineData("/static/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/static/common/..%2f..%2f..%2fetc%2fpasswd")]
    [InlineData("/static//etc/passwd")]
    [InlineData("/static/common/style.css%00.png")]
    [InlineData("/static/common")]
    [InlineData("/static/")]
    public async Task Files_are_those_of_a_list(string path)
    {
        await using var server = await PageServer.Start(new TrialPages(), NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        client.Get(path).Status.ShouldBeOneOf(400, 404);
        client.Get("/static/common/style.css").Status.ShouldBe(200);
    }

    [Fact]
    public async Task Strange_requests_get_no_failure_and_no_secret()
    {
        await using var server = await PageServer.Start(new TrialPages(), NullLogger.Instance);
        RequestFuzz.Run(server, ["a", "b", "text", "which", "flag"], ["""{"title":"a","count":1}"""], leaveOut: ["/api/bug", "/api/ticks"]);
    }

    [Fact]
    public async Task Events_come_as_they_are_sent_and_end_with_the_server()
    {
        var server = await PageServer.Start(new TrialPages(), NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        using var connection = new TcpClient(server.Address.Host, server.Address.Port);
        var stream = connection.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET /api/ticks HTTP/1.1\r\nHost: {client.Host}\r\nCookie: {client.Cookie}\r\n\r\n"), TestContext.Current.CancellationToken);
        var text = "";
        var buffer = new byte[4096];
        while (!text.Contains("\"number\":2", StringComparison.Ordinal))
        {
            text += Encoding.UTF8.GetString(buffer, 0, await stream.ReadAsync(buffer, TestContext.Current.CancellationToken));
        }

        text.ShouldContain("Content-Type: text/event-stream");
        text.ShouldContain("event: tick\ndata: {\"number\":0}\n\n");
        await server.DisposeAsync().AsTask().WaitAsync(Endless.Limit, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Other_machines_do_not_reach_it()
    {
        await using var server = await PageServer.Start(new TrialPages(), NullLogger.Instance);
        System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Where(place => place.Port == server.Address.Port).ShouldBe([new(System.Net.IPAddress.Loopback, server.Address.Port)]);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_a_mistake_of_the_users()
    {
        await using var server = await PageServer.Start(new TrialPages(), NullLogger.Instance);
        var error = await Should.ThrowAsync<UserErrorException>(() => PageServer.Start(new TrialPages(), NullLogger.Instance, server.Address.Port));
        error.Message.ShouldStartWith($"--port: {server.Address.Port} cannot be used (");
    }

    [Fact]
    public void Serving_ends_with_the_wish_to_stop_and_has_said_where_it_is()
    {
        var stop = new StopRequest();
        var output = new StringWriter();
        var thread = new Thread(() => PageHost.Serve(new TrialPages(), new() { PrintsAddressAlone = true }, NullLogger.Instance, stop, output));
        thread.Start();
        Endless.WaitUntil(() => output.ToString().EndsWith('\n'));
        stop.Request(130);
        thread.Join(Endless.Limit).ShouldBeTrue();
        output.ToString().ShouldMatch(@"^http://127\.0\.0\.1:\d+/\?token=[0-9a-f]{64}\n$");
    }

    [Fact]
    public void Over_ssh_the_command_of_a_tunnel_is_printed()
    {
        var address = new Uri("http://127.0.0.1:4321/?token=abc");
        Announcement.Text("viz", address, new(), null, "ann").ShouldBe("thelper viz: open http://127.0.0.1:4321/?token=abc\nThe address works once, for one browser. Ctrl-C ends.\n");
        Announcement.Text("viz", address, new(), "10.0.0.5 50000 10.0.0.9 22", "ann").ShouldContain("\n    ssh -N -L 4321:127.0.0.1:4321 ann@10.0.0.9\n");
        Announcement.Text("viz", address, new(), "10.0.0.5 50000 10.0.0.9 2222", "ann").ShouldContain("\n    ssh -N -L 4321:127.0.0.1:4321 -p 2222 ann@10.0.0.9\n");
        Announcement.Text("viz", address, new() { PrintsAddressAlone = true }, "10.0.0.5 50000 10.0.0.9 22", "ann").ShouldBe("http://127.0.0.1:4321/?token=abc\n");
    }
}
