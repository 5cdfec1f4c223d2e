using System.Text;
using System.Threading.Tasks;
using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Web.Serving;

namespace Thelper.Web.Tests.Serving;

/// <summary>Who gets in, and who does not.</summary>
public sealed class DoorkeeperTests
{
    [Fact]
    public async Task A_token_is_exchanged_once_for_a_cookie_that_scripts_cannot_read_and_other_sites_cannot_use()
    {
        await using var server = await PageServer.Start(new TrialPages(), NullLogger.Instance);
        using var client = new RawClient(server);
        var request = $"GET /{server.NewAddress().Query} HTTP/1.1\r\nHost: {client.Host}\r\n\r\n";
        var (status, head, body) = client.Send(request);
        status.ShouldBe(200);
        Encoding.UTF8.GetString(body).ShouldContain("<title>");
        var cookie = head.Split("\r\n").Single(line => line.StartsWith("Set-Cookie", StringComparison.Ordinal));
        cookie.ShouldStartWith($"Set-Cookie: thelper-{server.Address.Port}=");
        cookie.ShouldContain("; samesite=strict");
        cookie.ShouldContain("; httponly");
        client.Send(request).Status.ShouldBe(401);
        client.LogIn().Get("/api/text?text=in").Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/?token=")]
    [InlineData("/?token=0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef")]
    [InlineData("/static/common/style.css")]
    [InlineData("/api/text?text=hello")]
    [InlineData("/api/ticks")]
    [InlineData("/nothing")]
    public async Task Without_token_or_cookie_there_is_nothing(string path)
    {
        await using var server = await PageServer.Start(new TrialPages(), NullLogger.Instance);
        using var client = new RawClient(server);
        foreach (var cookie in new[] { "", "Cookie: thelper=1\r\n", $"Cookie: thelper-{server.Address.Port}=\r\n", $"Cookie: thelper-{server.Address.Port}=0000\r\n" })
        {
            var (status, head, body) = client.Send($"GET {path} HTTP/1.1\r\nHost: {client.Host}\r\n{cookie}\r\n");
            status.ShouldBe(401);
            head.ShouldNotContain("Set-Cookie");
            Encoding.UTF8.GetString(body).ShouldBe("""{"error":"this address has been used, or was never given out: open the one that thelper prints when it starts"}""");
        }
    }

    [Fact]
    public async Task A_token_counts_on_the_start_page_alone()
    {
        await using var server = await PageServer.Start(new TrialPages(), NullLogger.Instance);
        using var client = new RawClient(server);
        client.Send($"GET /api/text{server.NewAddress().Query}&text=x HTTP/1.1\r\nHost: {client.Host}\r\n\r\n").Status.ShouldBe(401);
    }

    [Theory]
    [InlineData("127.0.0.1:PORT", true)]
    [InlineData("localhost:PORT", true)]
    [InlineData("LOCALHOST:PORT", true)]
    [InlineData("[::1]:PORT", true)]
    [InlineData("localhost:9999", true)]
    [InlineData("localhost", true)]
    [InlineData("evil.example:PORT", false)]
    [InlineData("127.0.0.1.evil.example:PORT", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("evil-localhost:PORT", false)]
    [InlineData("0.0.0.0:PORT", false)]
    [InlineData("127.0.0.2:PORT", false)]
    [InlineData("192.168.1.5:PORT", false)]
    [InlineData("", false)]
    public async Task The_address_must_name_this_machine_by_any_port(string host, bool isIn)
    {
        await using var server = await PageServer.Start(new TrialPages(), NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        host = host.Replace("PORT", $"{server.Address.Port}", StringComparison.Ordinal);
        client.Send($"GET /api/text?text=x HTTP/1.1\r\nHost: {host}\r\nCookie: {client.Cookie}\r\n\r\n").Status.ShouldBe(isIn ? 200 : 403);
        client.Send($"GET /{server.NewAddress().Query} HTTP/1.1\r\nHost: {host}\r\n\r\n").Status.ShouldBe(isIn ? 200 : 403);
    }

    [Theory]
    [InlineData("Origin: http://127.0.0.1:PORT\r\n", 200)]
    [InlineData("", 403)]
    [InlineData("Origin: null\r\n", 403)]
    [InlineData("Origin: http://127.0.0.1:1\r\n", 403)]
    [InlineData("Origin: https://127.0.0.1:PORT\r\n", 403)]
    [InlineData("Origin: http://localhost:PORT\r\n", 403)]
    [InlineData("Origin: http://127.0.0.1:PORT.evil.example\r\n", 403)]
    [InlineData("Origin: http://evil.example\r\n", 403)]
    [InlineData("Origin: http://127.0.0.1:PORT\r\nSec-Fetch-Site: same-site\r\n", 403)]
    [InlineData("Origin: http://127.0.0.1:PORT\r\nSec-Fetch-Site: same-origin\r\n", 200)]
    public async Task A_change_comes_from_a_page_of_the_server(string headers, int expected)
    {
        var pages = new TrialPages();
        await using var server = await PageServer.Start(pages, NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        headers = headers.Replace("PORT", $"{server.Address.Port}", StringComparison.Ordinal);
        var body = Encoding.UTF8.GetBytes("""{"title":"a","count":1}""");
        client.Send($"POST /api/note HTTP/1.1\r\nHost: {client.Host}\r\nCookie: {client.Cookie}\r\n{headers}Content-Length: {body.Length}\r\n\r\n", body).Status.ShouldBe(expected);
        pages.Notes.Count.ShouldBe(expected == 200 ? 1 : 0);
    }

    // Browsers send the cookie of a name to all ports of it.
    [Theory]
    [InlineData("cross-site", 403)]
    [InlineData("same-site", 403)]
    [InlineData("same-origin", 200)]
    [InlineData("none", 200)]
    public async Task Another_site_reads_nothing_either(string site, int expected)
    {
        await using var server = await PageServer.Start(new TrialPages(), NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        client.Send($"GET /api/text?text=x HTTP/1.1\r\nHost: {client.Host}\r\nCookie: {client.Cookie}\r\nSec-Fetch-Site: {site}\r\n\r\n").Status.ShouldBe(expected);
    }

    [Fact]
    public async Task Behind_a_tunnel_with_another_port_everything_works()
    {
        var pages = new TrialPages();
        await using var server = await PageServer.Start(pages, NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        var body = Encoding.UTF8.GetBytes("""{"title":"a","count":1}""");
        client.Send($"POST /api/note HTTP/1.1\r\nHost: localhost:4567\r\nOrigin: http://localhost:4567\r\nCookie: {client.Cookie}\r\nContent-Length: {body.Length}\r\n\r\n", body).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("TRACE")]
    public async Task Other_methods_are_refused(string method)
    {
        await using var server = await PageServer.Start(new TrialPages(), NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        client.Send($"{method} /api/note HTTP/1.1\r\nHost: {client.Host}\r\nOrigin: http://{client.Host}\r\nCookie: {client.Cookie}\r\n\r\n", readsBody: false).Status.ShouldBe(405);
    }

    [Fact]
    public async Task Every_answer_says_what_browsers_must_not_do_with_it()
    {
        await using var server = await PageServer.Start(new TrialPages(), NullLogger.Instance);
        using var client = new RawClient(server).LogIn();
        foreach (var path in new[] { "/", "/static/common/ui.js", "/api/text?text=a", "/api/bug", "/api/sum/x", "/nothing" })
        {
            var head = client.Get(path).Head;
            head.ShouldContain("Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'\r\n");
            head.ShouldContain("X-Frame-Options: DENY");
            head.ShouldContain("Referrer-Policy: no-referrer");
            head.ShouldContain("Cross-Origin-Opener-Policy: same-origin");
            head.ShouldContain("Cache-Control: no-store");
            head.ShouldContain("X-Content-Type-Options: nosniff");
            head.ShouldContain("Cross-Origin-Resource-Policy: same-origin");
            head.ShouldNotContain("Access-Control-Allow");
            head.ShouldNotContain("Server:");
            head.ShouldNotContain("unsafe");
        }
    }
}
