using static Thelper.Torch.torch;

namespace Thelper.Infer.Tiling;

/// <summary>A picture that is read window by window, so that it need not be in memory.</summary>
public interface IWindowSource
{
    /// <summary>Width of the picture in pixels, at least 1.</summary>
    int Width { get; }

    /// <summary>Its height, at least 1.</summary>
    int Height { get; }

    /// <summary>Whether windows are pictures: uint8, blue, green, red. Else their channels are bands of a raster, of any type and number, that go through the transforms as they are.</summary>
    bool IsPicture => true;

    /// <summary>Reads a window. One thread reads, of large pictures not that of the caller of the prediction.</summary>
    /// <param name="window">It lies in the picture. Windows are asked for from left to right and from top to bottom.</param>
    /// <returns>height x width x channels, contiguous; the caller's.</returns>
    Tensor Read(Window window);
}
