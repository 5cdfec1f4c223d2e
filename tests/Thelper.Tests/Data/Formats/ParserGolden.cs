using System.Text.Json;
using Thelper.Torch;

namespace Thelper.Tests.Data.Formats;

/// <summary>What tools/golden/parsers.py computed for the small copy of PASCAL VOC.</summary>
internal static class ParserGolden
{
    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "Golden", "data");

    public static string Voc { get; } = Path.Combine(Folder, "mini-voc");

    public static JsonElement Values { get; } = JsonDocument.Parse(File.ReadAllText(Path.Combine(Folder, "parsers.json"))).RootElement;

    /// <summary>Compares shape and weighted sum.</summary>
    public static void ShouldMatch(this object? image, JsonElement expected)
    {
        var tensor = image.ShouldBeOfType<torch.Tensor>();
        tensor.dtype.ShouldBe(torch.uint8);
        tensor.shape.ShouldBe(expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()));
        using var plain = tensor.contiguous();
        var sum = 0L;
        var at = 0;
        foreach (var value in plain.DataSpan<byte>())
        {
            sum += value * ((at++ % 251) + 1);
        }

        sum.ShouldBe(expected.GetProperty("sum").GetInt64());
    }

    /// <summary>Copies the data set into a folder that a test may damage.</summary>
    public static void CopyVoc(string target)
    {
        foreach (var file in Directory.EnumerateFiles(Voc, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(Voc, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}
