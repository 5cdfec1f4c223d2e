using Thelper.Imaging;
using Thelper.Infer.Tiling;
using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>A picture that is looked at in windows: in memory, or, where it is large and nothing else needs it, read row by row.</summary>
internal sealed class LargePicture : IDisposable
{
    /// <summary>Pictures from this many pixels on take more memory than most networks that look at their windows.</summary>
    public const long LeastPixels = 1 << 26;

    private LargePicture(IWindowSource windows, Tensor? image) => (Windows, Image) = (windows, image);

    /// <summary>Its windows.</summary>
    public IWindowSource Windows { get; }

    /// <summary>Its pixels, uint8 height x width x 3, blue, green, red; null where they are not in memory.</summary>
    public Tensor? Image { get; }

    /// <summary>Opens a picture.</summary>
    /// <param name="path">The file.</param>
    /// <param name="decode">Decodes all of it.</param>
    /// <param name="isWhole">Whether all of it is needed in memory.</param>
    /// <param name="least">From how many pixels on it is read row by row.</param>
    /// <exception cref="UserErrorException">It cannot be read.</exception>
    public static LargePicture Open(string path, Func<string, Tensor> decode, bool isWhole, long least = LeastPixels)
    {
        if (!isWhole && ImageRows.Open(path, least) is { } rows)
        {
            return new(new RowWindows(rows), null);
        }

        var image = decode(path).DetachFromDisposeScope();
        return new(new TensorWindows(image), image);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        (Windows as IDisposable)?.Dispose();
        Image?.Dispose();
    }
}
