using Thelper.Imaging;
using Thelper.Torch;

namespace Thelper.Tests.Data;

/// <summary>A folder that vanishes with the test.</summary>
internal sealed class TempFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("thelper-data-").FullName;

    public string this[string name] => System.IO.Path.Join(Path, name);

    /// <summary>Writes a small image of one colour (blue, green, red).</summary>
    public string Image(string name, byte blue = 10, byte green = 20, byte red = 30)
    {
        var path = this[name];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        using var image = torch.empty([2, 3, 3], torch.uint8);
        var pixels = image.DataSpan<byte>();
        for (var i = 0; i < pixels.Length; i += 3)
        {
            (pixels[i], pixels[i + 1], pixels[i + 2]) = (blue, green, red);
        }

        ImageCodec.Save(path, image);
        return path;
    }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
