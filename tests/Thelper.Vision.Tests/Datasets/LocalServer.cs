using System.Net;
using System.Net.Sockets;

namespace Thelper.Vision.Tests.Datasets;

/// <summary>Serves files from memory on the loopback interface.</summary>
internal sealed class LocalServer : IDisposable
{
    private readonly HttpListener listener;
    private readonly Dictionary<string, byte[]> files;
    private readonly Thread thread;

    public LocalServer(Dictionary<string, byte[]> files)
    {
        this.files = files;
        (listener, Address) = Listen();
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

    // HttpListener wants to know its port beforehand; another program may take it between the look and the start.
    private static (HttpListener Listener, string Address) Listen()
    {
        for (var left = 10; ; left--)
        {
            string address;
            using (var probe = new TcpListener(IPAddress.Loopback, 0))
            {
                probe.Start();
                address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/";
            }

            var listener = new HttpListener();
            listener.Prefixes.Add(address);
            try
            {
                listener.Start();
                return (listener, address);
            }
            catch (HttpListenerException) when (left > 0)
            {
                listener.Close();
            }
        }
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
