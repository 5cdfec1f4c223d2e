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

    [Fact]
    public void A_download_that_was_cut_off_goes_on_where_it_ended()
    {
        var cache = new WeightsCache(folder);
        using (var server = new CuttingServer(Content, cut: 5))
        {
            File.ReadAllBytes(cache.Fetch(server.Address(Name))).ShouldBe(Content);
            server.Ranges.ShouldBe(["", "bytes=5-", "bytes=10-"]);
        }

        Directory.GetFiles(folder).ShouldBe([Path.Combine(folder, Name)]);
    }

    [Fact]
    public void What_arrived_is_kept_for_the_next_attempt_and_is_no_weight_file()
    {
        var cache = new WeightsCache(folder);
        using (var server = new CuttingServer(Content, cut: 7, answers: 1))
        {
            Should.Throw<UserErrorException>(() => cache.Fetch(server.Address(Name))).Message.ShouldEndWith("MB that arrived are kept, and the next attempt goes on from them");
        }

        Directory.GetFiles(folder).ShouldBe([Path.Combine(folder, Name + ".partial")]);
        using (var server = new CuttingServer(Content, cut: 100))
        {
            File.ReadAllBytes(cache.Fetch(server.Address(Name))).ShouldBe(Content);
            server.Ranges.ShouldBe(["bytes=7-"]);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_is_left_of_another_file_does_not_become_part_of_this_one(bool hasRanges)
    {
        var cache = new WeightsCache(folder);
        File.WriteAllText(Path.Combine(folder, Name + ".partial"), "another file");
        using var server = new CuttingServer(Content, cut: 100, hasRanges: hasRanges);
        if (hasRanges)
        {
            Should.Throw<UserErrorException>(() => cache.Fetch(server.Address(Name))).Message.ShouldContain("wrong content");
            Directory.GetFiles(folder).ShouldBeEmpty();
        }

        File.ReadAllBytes(cache.Fetch(server.Address(Name))).ShouldBe(Content);
    }

    [Fact]
    public void A_file_without_a_hash_in_its_name_starts_anew()
    {
        var cache = new WeightsCache(folder);
        File.WriteAllText(Path.Combine(folder, "net.pth.partial"), "some");
        using var server = new CuttingServer(Content, cut: 100);
        File.ReadAllBytes(cache.Fetch(server.Address("net.pth"))).ShouldBe(Content);
        server.Ranges.ShouldBe([""]);
    }

    [Fact]
    public void What_another_process_downloads_is_waited_for_and_used()
    {
        using var other = Lock();
        var said = new List<string>();
        var cache = new WeightsCache(folder)
        {
            Say = line =>
            {
                said.Add(line);
                File.WriteAllBytes(Path.Combine(folder, Name), Content);
                other.Dispose();
            },
        };
        cache.Fetch(new Uri("http://host.invalid/" + Name)).ShouldBe(Path.Combine(folder, Name));
        said.ShouldBe([$"waiting for {Name}, which another process downloads into {folder}"]);
    }

    [Fact]
    public void Where_another_process_was_ended_its_download_goes_on()
    {
        using var other = Lock();
        var cache = new WeightsCache(folder)
        {
            Say = _ =>
            {
                File.WriteAllBytes(Path.Combine(folder, Name + ".partial"), Content[..7]);
                other.Dispose();
            },
        };
        using var server = new CuttingServer(Content, cut: 100);
        File.ReadAllBytes(cache.Fetch(server.Address(Name))).ShouldBe(Content);
        server.Ranges.ShouldBe(["bytes=7-"]);
        Directory.GetFiles(folder).ShouldBe([Path.Combine(folder, Name)]);
    }

    [Fact]
    public void Several_that_need_a_file_at_once_download_it_once()
    {
        using var server = new CuttingServer(Content, cut: 100);
        var address = server.Address(Name);
        System.Threading.Tasks.Parallel.For(0, 4, _ => File.ReadAllBytes(new WeightsCache(folder).Fetch(address, progress: false)).ShouldBe(Content));
        server.Ranges.ShouldBe([""]);
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

    // As another process holds it while it downloads.
    private FileStream Lock() => new(
        Path.Combine(Directory.CreateDirectory(Path.Combine(folder, ".locks")).FullName, Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Answers requests with the rest of a content from where they ask, but ends each connection after some bytes.</summary>
    private sealed class CuttingServer : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly Thread thread;

        public CuttingServer(byte[] content, int cut, int answers = int.MaxValue, bool hasRanges = true)
        {
            listener.Start();
            thread = new Thread(() => Serve(content, cut, answers, hasRanges));
            thread.Start();
        }

        public List<string> Ranges { get; } = [];

        public Uri Address(string name) => new($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/{name}");

        public void Dispose()
        {
            listener.Stop();
            thread.Join();
            listener.Dispose();
        }

        private void Serve(byte[] content, int cut, int answers, bool hasRanges)
        {
            try
            {
                while (answers-- > 0)
                {
                    using var client = listener.AcceptTcpClient();
                    using var stream = client.GetStream();
                    using var reader = new StreamReader(stream, Encoding.ASCII, leaveOpen: true);
                    var range = "";
                    while (reader.ReadLine() is { Length: > 0 } line)
                    {
                        range = line.StartsWith("Range: ", StringComparison.OrdinalIgnoreCase) ? line[7..] : range;
                    }

                    Ranges.Add(range);
                    var start = hasRanges && range.Length > 0 ? int.Parse(range["bytes=".Length..^1], System.Globalization.CultureInfo.InvariantCulture) : 0;
                    var status = start == 0 ? "200 OK" : start < content.Length ? "206 Partial Content" : "416 Range Not Satisfiable";
                    var rest = content[Math.Min(start, content.Length)..];
                    stream.Write(Encoding.ASCII.GetBytes(
                        $"HTTP/1.1 {status}\r\nContent-Length: {rest.Length}\r\nContent-Range: bytes {start}-{content.Length - 1}/{content.Length}\r\nConnection: close\r\n\r\n"));
                    stream.Write(rest.AsSpan(0, Math.Min(cut, rest.Length)));
                }
            }
            catch (SocketException)
            {
                // The listener was closed.
            }

            listener.Stop();
        }
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
