using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Thelper.Web.Serving;

namespace Thelper.Web.Tests;

/// <summary>Sends requests as they stand: no client in between that mends paths and headers.</summary>
/// <param name="server">The server.</param>
internal sealed class RawClient(PageServer server) : IDisposable
{
    private TcpClient? connection;

    /// <summary>The cookie of a browser that opened the address; empty before <see cref="LogIn"/>.</summary>
    public string Cookie { get; private set; } = "";

    /// <summary>The server's own name and port.</summary>
    public string Host => server.Address.Authority;

    /// <summary>Opens an address that works once.</summary>
    public RawClient LogIn()
    {
        var (status, head, _) = Send($"GET /{server.NewAddress().Query} HTTP/1.1\r\nHost: {Host}\r\n\r\n");
        status.ShouldBe(200);
        Cookie = head.Split("\r\n").Single(line => line.StartsWith("Set-Cookie: ", StringComparison.OrdinalIgnoreCase))[12..].Split(';')[0];
        return this;
    }

    /// <summary>Reads something with the cookie.</summary>
    /// <param name="path">Path and parameters, as they are sent.</param>
    public (int Status, string Head, byte[] Body) Get(string path) => Send($"GET {path} HTTP/1.1\r\nHost: {Host}\r\nCookie: {Cookie}\r\n\r\n");

    /// <summary>Posts something with the cookie, from a page of the server.</summary>
    /// <param name="path">Path and parameters, as they are sent.</param>
    /// <param name="body">The body.</param>
    public (int Status, string Head, byte[] Body) Post(string path, byte[] body) => Send(
        $"POST {path} HTTP/1.1\r\nHost: {Host}\r\nOrigin: http://{Host}\r\nCookie: {Cookie}\r\nContent-Length: {body.Length.ToString(CultureInfo.InvariantCulture)}\r\n\r\n", body);

    /// <summary>Sends a request.</summary>
    /// <param name="head">The first line and the headers, with an empty line at the end.</param>
    /// <param name="body">The body; null for none.</param>
    /// <param name="readsBody">Whether the answer's body is read; a stream of events has no end.</param>
    /// <returns>Status, head and body of the answer; status 0 where the server closed the connection without one.</returns>
    public (int Status, string Head, byte[] Body) Send(string head, byte[]? body = null, bool readsBody = true)
    {
        byte[] request = [.. Encoding.UTF8.GetBytes(head), .. body ?? []];
        for (var isRetry = false; ; isRetry = true)
        {
            var isOld = connection is not null;
            connection ??= new(server.Address.Host, server.Address.Port) { ReceiveTimeout = 60_000 };
            try
            {
                connection.GetStream().Write(request);
                if (Read(connection.GetStream(), readsBody) is { } answer)
                {
                    return answer;
                }
            }
            catch (IOException) when (isOld && !isRetry)
            {
            }
            catch (IOException error) when (error.InnerException is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.Shutdown })
            {
                Close();
                return (0, "", []);
            }

            // What was kept open may have been closed at the other end meanwhile.
            Close();
            if (!isOld || isRetry)
            {
                return (0, "", []);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    private (int Status, string Head, byte[] Body)? Read(NetworkStream stream, bool readsBody)
    {
        var bytes = new List<byte>();
        while (bytes.Count < 4 || !(bytes[^4] == '\r' && bytes[^3] == '\n' && bytes[^2] == '\r' && bytes[^1] == '\n'))
        {
            var one = stream.ReadByte();
            if (one < 0)
            {
                return null;
            }

            bytes.Add((byte)one);
        }

        var head = Encoding.ASCII.GetString([.. bytes]);
        string? Header(string name) => head.Split("\r\n").FirstOrDefault(line => line.StartsWith(name + ": ", StringComparison.OrdinalIgnoreCase))?[(name.Length + 2)..];
        var status = int.Parse(head.Split(' ')[1], CultureInfo.InvariantCulture);
        var length = Header("Content-Length") is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        var content = new byte[readsBody ? length : 0];
        stream.ReadExactly(content);
        if (!readsBody || Header("Connection") == "close" || Header("Transfer-Encoding") is not null)
        {
            Close();
        }

        return (status, head, content);
    }

    private void Close()
    {
        connection?.Dispose();
        connection = null;
    }
}
