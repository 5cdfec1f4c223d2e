using Thelper.Imaging;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Draw;

/// <summary>Keeps the pictures that tests draw, for looking at them: set <c>THELPER_PICTURES</c> to a folder.</summary>
internal static class Pictures
{
    public static Tensor Keep(this Tensor picture, string name)
    {
        picture.dtype.ShouldBe(ScalarType.Byte);
        picture.ndim.ShouldBe(3);
        if (Environment.GetEnvironmentVariable("THELPER_PICTURES") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            using var bgr = ImageOps.ConvertColor(picture, ColorConversion.BgrToRgb);
            ImageCodec.Save(Path.Combine(folder, name + ".png"), bgr);
        }

        return picture;
    }

    /// <summary>The pixel at a place, as three numbers.</summary>
    public static int[] At(this Tensor picture, int row, int column)
    {
        using var scope = NewDisposeScope();
        return [.. picture[row, column].to(ScalarType.Int32).DataSpan<int>().ToArray()];
    }

    /// <summary>An image of one colour.</summary>
    public static Tensor Plain(int height, int width, byte red, byte green, byte blue)
    {
        using var scope = NewDisposeScope();
        return tensor([red, green, blue]).to(ScalarType.Byte).expand(height, width, 3).contiguous().MoveToOuterDisposeScope();
    }

    /// <summary>A smooth image with something to see.</summary>
    public static Tensor Scene(int height, int width, int seed = 0)
    {
        using var scope = NewDisposeScope();
        var y = arange(height).to(ScalarType.Float32).reshape(height, 1) / height;
        var x = arange(width).to(ScalarType.Float32).reshape(1, width) / width;
        var shift = seed * 0.7;
        var planes = new[] { aten.sin((x * 6) + shift) * aten.cos(y * 4), aten.cos((x * 3) - shift) + (y * 0.3), (x * y) + aten.sin((y * 9) + shift) };
        return stack([.. planes.Select(plane => plane.expand(height, width))], 2).MoveToOuterDisposeScope();
    }
}
