using System.Net;
using System.Net.Sockets;

namespace Thelper.Vision.Tests.Datasets;

/// <summary>Serves files from memory on the loopback interface.</summary>
internal sealed class LocalServer : IDisposable
{
    private readonly HttpListener listener = new();
    private readonly Dictionary<string, byte[]> files;
    private readonly Thread thread;

    public LocalServer(Dictionary<string, byte[]> files)
    {
        this.files = files;
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
        }

        listener.Prefixes.Add(Address);
        listener.Start();
        thread = new Thread(Serve) { IsBackground = true };
        thread.Start();
    }

    public string Address { get; }

    public int Requests { get; private set; }

    public void Dispose()
    {
        listener.Close();
        thread.Join();
    }

    private void Serve()
    {
        try
        {
            while (true)
            {
                var context = listener.GetContext();
                Requests++;
                if (files.TryGetValue(context.Request.Url!.AbsolutePath[1..], out var content))
                {
                    context.Response.ContentLength64 = content.Length;
                    context.Response.OutputStream.Write(content);
                }
                else
                {
                    context.Response.StatusCode = 404;
                }

                context.Response.Close();
            }
        }
        catch (Exception error) when (error is HttpListenerException or ObjectDisposedException or InvalidOperationException)
        {
            // The listener was closed.
        }
    }
}
