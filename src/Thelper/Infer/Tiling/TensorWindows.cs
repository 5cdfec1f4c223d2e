using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Infer.Tiling;

/// <summary>The windows of a picture that is in memory.</summary>
/// <param name="image">height x width x channels; it stays the caller's.</param>
public sealed class TensorWindows(Tensor image) : IWindowSource
{
    /// <inheritdoc/>
    public int Width => (int)image.shape[1];

    /// <inheritdoc/>
    public int Height => (int)image.shape[0];

    /// <summary>The element type of the picture.</summary>
    internal ScalarType Type => image.dtype;

    /// <summary>Its channels.</summary>
    internal int Channels => (int)image.shape[2];

    /// <inheritdoc/>
    public Tensor Read(Window window)
    {
        using var scope = NewDisposeScope();
        return View(window).clone(MemoryFormat.Contiguous).MoveToOuterDisposeScope();
    }

    /// <summary>A window in the picture's own memory.</summary>
    /// <param name="window">It lies in the picture.</param>
    /// <returns>height x width x channels; the caller's, to read.</returns>
    internal Tensor View(Window window)
    {
        using var scope = NewDisposeScope();
        return image.narrow(0, window.Top, window.Height).narrow(1, window.Left, window.Width).MoveToOuterDisposeScope();
    }
}
