using System.Diagnostics.CodeAnalysis;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Thelper.Testing;
using Thelper.Vision.Datasets;

namespace Thelper.Vision.Tests.Datasets;

[NoLeaks]
public class DownloadTests
{
    private static readonly string[] MnistFiles = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"];

    [Fact]
    public void Mnist_is_fetched_checked_and_unpacked_once()
    {
        using var folder = new TempFolder();
        var contents = MnistFiles.ToDictionary(name => name + ".gz", name => Gzip(File.ReadAllBytes(Path.Combine(Golden.Root, "MNIST/raw", name))));
        using var server = new LocalServer(contents);
        RemoteFile[] files = [.. contents.Select(file => new RemoteFile(file.Key, Md5(file.Value), [new Uri(server.Address + "missing/" + file.Key), new Uri(server.Address + file.Key)]))];
        var progress = new List<string>();
        new MNIST(folder.Path, train: true, download: true, files, new Reports(progress)).Count.ShouldBe(3);
        server.Requests.ShouldBe(8);
        progress.ShouldContain(line => line.Contains("100%", StringComparison.Ordinal));
        new MNIST(folder.Path, train: false, download: true, files, null).Count.ShouldBe(2);
        server.Requests.ShouldBe(8);
        new MNIST(folder.Path, train: false).Count.ShouldBe(2);
    }

    [Fact]
    public void Wrong_contents_are_refused_and_leave_nothing()
    {
        using var folder = new TempFolder();
        using var server = new LocalServer(new Dictionary<string, byte[]> { ["a.gz"] = [1, 2, 3] });
        RemoteFile[] files = [new("a.gz", new string('0', 32), [new Uri(server.Address + "a.gz"), new Uri("http://127.0.0.1:9/a.gz")])];
        var message = Should.Throw<UserErrorException>(() => new MNIST(folder.Path, true, download: true, files, null)).Message;
        message.ShouldContain("the MD5 sum is 5289df737df57326fcdd22597afb1fac instead of 000");
        message.ShouldContain("127.0.0.1:9");
        message.ShouldContain("check the connection");
        Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    [Fact]
    public void Cifar_is_fetched_and_unpacked()
    {
        using var folder = new TempFolder();
        var archive = Tar(Directory.GetFiles(Path.Combine(Golden.Root, "cifar-10-batches-py")).ToDictionary(file => "cifar-10-batches-py/" + Path.GetFileName(file), File.ReadAllBytes));
        using var server = new LocalServer(new Dictionary<string, byte[]> { ["c.tar.gz"] = archive });
        var layout = CIFAR10.Published with { Archive = new RemoteFile("c.tar.gz", Md5(archive), [new Uri(server.Address + "c.tar.gz")]) };
        new CIFAR10(folder.Path, train: true, download: true, layout, null).Count.ShouldBe(5);
        new CIFAR10(folder.Path, train: false, download: true, layout, null).Count.ShouldBe(1);
        server.Requests.ShouldBe(1);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("cifar-10-batches-py/../evil")]
    [InlineData("cifar-10-batches-py/..")]
    [InlineData("/tmp/evil")]
    [InlineData("other/data_batch_1")]
    public void An_archive_that_writes_elsewhere_is_refused(string name)
    {
        using var folder = new TempFolder();
        File.WriteAllBytes(folder["a.tar.gz"], Tar(new Dictionary<string, byte[]> { [name] = [1] }));
        Directory.CreateDirectory(folder["target"]);
        Should.Throw<UserErrorException>(() => Unpacker.Untar(folder["a.tar.gz"], folder["target"], "cifar-10-batches-py")).Message.ShouldContain("a.tar.gz");
        Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).ShouldBe([folder["a.tar.gz"]]);
    }

    [Fact]
    public void Links_and_damaged_archives_are_refused()
    {
        using var folder = new TempFolder();
        using (var stream = new GZipStream(File.Create(folder["link.tar.gz"]), CompressionMode.Compress))
        using (var writer = new TarWriter(stream))
        {
            writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, "cifar-10-batches-py/x") { LinkName = "/etc/passwd" });
        }

        Should.Throw<UserErrorException>(() => Unpacker.Untar(folder["link.tar.gz"], folder.Path, "cifar-10-batches-py")).Message.ShouldContain("no plain file");
        var whole = Tar(new Dictionary<string, byte[]> { ["f/a"] = RandomNumberGenerator.GetBytes(5000) });
        File.WriteAllBytes(folder["cut.tar.gz"], whole[..(whole.Length / 2)]);
        Should.Throw<UserErrorException>(() => Unpacker.Untar(folder["cut.tar.gz"], folder.Path, "f")).Message.ShouldContain("cut.tar.gz");
        File.Exists(folder["f/a"]).ShouldBeFalse();
        File.WriteAllText(folder["bad.gz"], "no gzip");
        Should.Throw<UserErrorException>(() => Unpacker.Gunzip(folder["bad.gz"], folder["bad"])).Message.ShouldContain("bad.gz");
        File.Exists(folder["bad"]).ShouldBeFalse();
    }

    private static byte[] Gzip(byte[] data)
    {
        using var memory = new MemoryStream();
        using (var stream = new GZipStream(memory, CompressionMode.Compress))
        {
            stream.Write(data);
        }

        return memory.ToArray();
    }

    private static byte[] Tar(Dictionary<string, byte[]> files)
    {
        using var memory = new MemoryStream();
        using (var stream = new GZipStream(memory, CompressionMode.Compress))
        using (var writer = new TarWriter(stream))
        {
            foreach (var (name, content) in files)
            {
                writer.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) });
            }
        }

        return memory.ToArray();
    }

    [SuppressMessage("Security", "CA5351", Justification = "It is the sum that the publishers give.")]
    private static string Md5(byte[] data) => Convert.ToHexStringLower(MD5.HashData(data));

    private sealed class Reports(List<string> lines) : IProgress<string>
    {
        public void Report(string value) => lines.Add(value);
    }
}
