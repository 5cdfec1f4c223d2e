using System.Diagnostics;
using System.Net.Sockets;
using Thelper.Config;
using Thelper.Data.Datasets;
using Thelper.Imaging;
using Thelper.Tests.Sessions;
using Thelper.Torch.Serialization;

namespace Thelper.Tests.Core;

/// <summary>Pipes, devices and sockets where files are expected: nothing waits for them.</summary>
public class InputFileTests
{
    [Fact]
    public void Regular_files_are_used_and_so_are_links_to_them_and_what_is_missing_is_for_the_caller()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a.txt", "text");
        File.CreateSymbolicLink(folder["link"], file);
        InputFile.ReadAllText(folder["link"]).ShouldBe("text");
        InputFile.Require(folder["none"]).ShouldBe(folder["none"]);
        Should.Throw<FileNotFoundException>(() => InputFile.OpenRead(folder["none"]));
    }

    [Theory]
    [InlineData("a.json", "a pipe")]
    [InlineData("a.yml", "a socket")]
    [InlineData("a.conf", "a device")]
    public void A_configuration(string name, string kind)
    {
        using var folder = new TemporaryFolder();
        using var made = Make(folder[name], kind);
        Refused(folder[name], kind, () => ConfigLoader.Load(folder[name]));
    }

    [Theory]
    [InlineData("a pipe")]
    [InlineData("a socket")]
    [InlineData("a device")]
    public void Checkpoints_images_and_lists(string kind)
    {
        using var folder = new TemporaryFolder();
        var path = folder["a.png"];
        using var made = Make(path, kind);
        Refused(path, kind, () => Checkpoints.Load(path));
        Refused(path, kind, () => Checkpoints.LoadStructure(path));
        Refused(path, kind, () => Safetensors.Load(path));
        Refused(path, kind, () => ImageCodec.Decode(path));
        Refused(path, kind, () => ImageListing.Read(path, ""));
    }

    private static void Refused(string path, string kind, Action read) => Should.Throw<UserErrorException>(read).Message.ShouldBe($"{path}: is {kind}; only regular files are used (copy what it gives to one)");

    private static Socket? Make(string path, string kind)
    {
        switch (kind)
        {
            case "a pipe":
                using (var make = Process.Start("mkfifo", [path]))
                {
                    make.WaitForExit();
                }

                return null;
            case "a device":
                File.CreateSymbolicLink(path, "/dev/zero");
                return null;
            default:
                var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                socket.Bind(new UnixDomainSocketEndPoint(path));
                return socket;
        }
    }
}
