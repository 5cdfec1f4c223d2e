using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Thelper.Vision.Models;

namespace Thelper.Vision.Tests.Models;

public sealed class WeightsCacheTests : IDisposable
{
    private static readonly byte[] Content = Encoding.UTF8.GetBytes("some weights");
    private static readonly string Name = $"net-{Convert.ToHexStringLower(SHA256.HashData(Content))[..8]}.pth";
    private readonly string folder = Directory.CreateTempSubdirectory("weights").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_file_in_the_folder_is_used_without_the_network()
    {
        File.WriteAllBytes(Path.Combine(folder, Name), Content);
        new WeightsCache(folder).Fetch(new Uri("http://host.invalid/" + Name)).ShouldBe(Path.Combine(folder, Name));
    }

    [Fact]
    public void A_damaged_file_is_refused()
    {
        File.WriteAllText(Path.Combine(folder, Name), "some weigh");
        var error = Should.Throw<UserErrorException>(() => new WeightsCache(folder).Fetch(new Uri("http://host.invalid/" + Name)));
        error.Message.ShouldContain("damaged weight file");
        error.Message.ShouldContain(Path.Combine(folder, Name));
    }

    [Fact]
    public void Without_network_the_message_says_where_to_put_the_file()
    {
        var missing = Path.Combine(folder, "new", "folder");
        var error = Should.Throw<UserErrorException>(() => new WeightsCache(missing).Fetch(new Uri($"http://127.0.0.1:{ClosedPort()}/{Name}")));
        error.Message.ShouldContain($"put the file '{Name}' into the folder {missing}");
        error.Message.ShouldNotContain("\n");
        Directory.GetFiles(missing).ShouldBeEmpty();
    }

    [Fact]
    public void A_download_is_complete_or_not_there()
    {
        var cache = new WeightsCache(Path.Combine(folder, "made"));
        using (var server = new OneFileServer(Content))
        {
            File.ReadAllBytes(cache.Fetch(server.Address(Name))).ShouldBe(Content);
        }

        using (var server = new OneFileServer([1, 2, 3]))
        {
            Should.Throw<UserErrorException>(() => cache.Fetch(server.Address("other-0123abcd.pth"))).Message.ShouldContain("wrong content");
        }

        Directory.GetFiles(cache.Folder).ShouldBe([Path.Combine(cache.Folder, Name)]);
    }

    // Only managed code reads these two variables.
#pragma warning disable RS0030
    [Fact]
    public void The_folder_is_the_one_of_PyTorch()
    {
        var saved = new[] { "TORCH_HOME", "XDG_CACHE_HOME" }.ToDictionary(n => n, Environment.GetEnvironmentVariable);
        try
        {
            Environment.SetEnvironmentVariable("TORCH_HOME", "/a");
            WeightsCache.Default.Folder.ShouldBe("/a/hub/checkpoints");
            Environment.SetEnvironmentVariable("TORCH_HOME", null);
            Environment.SetEnvironmentVariable("XDG_CACHE_HOME", "/b");
            WeightsCache.Default.Folder.ShouldBe("/b/torch/hub/checkpoints");
            Environment.SetEnvironmentVariable("XDG_CACHE_HOME", null);
            WeightsCache.Default.Folder.ShouldBe(
                Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache/torch/hub/checkpoints"));
        }
        finally
        {
            foreach (var (name, value) in saved)
            {
                Environment.SetEnvironmentVariable(name, value);
            }
        }
    }
#pragma warning restore RS0030

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Answers one request with fixed content.</summary>
    private sealed class OneFileServer : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly Thread thread;

        public OneFileServer(byte[] content)
        {
            listener.Start();
            thread = new Thread(() =>
            {
                using var client = listener.AcceptTcpClient();
                using var stream = client.GetStream();
                using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                while (reader.ReadLine() is { Length: > 0 })
                {
                }

                stream.Write(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {content.Length}\r\nConnection: close\r\n\r\n"));
                stream.Write(content);
            });
            thread.Start();
        }

        public Uri Address(string name) => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/{name}");

        public void Dispose()
        {
            thread.Join();
            listener.Dispose();
        }
    }
}
