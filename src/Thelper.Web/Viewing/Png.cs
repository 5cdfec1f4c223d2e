using Thelper.Imaging;
using static Thelper.Torch.torch;

namespace Thelper.Web.Viewing;

/// <summary>PNG files: without loss, and packed for speed, since they go no further than this machine.</summary>
internal static class Png
{
    // OpenCV's IMWRITE_PNG_COMPRESSION, and the fastest that packs at all.
    private const int Compression = 16;
    private const int Fastest = 1;

    /// <summary>Packs a picture.</summary>
    /// <param name="picture">uint8 H×W×3 (red, green, blue) or H×W×4 (and opacity).</param>
    public static byte[] Encode(Tensor picture)
    {
        using var ordered = ImageOps.SelectChannels(picture, picture.shape[2] == 4 ? [2, 1, 0, 3] : [2, 1, 0]);
        return ImageCodec.Encode(ordered, ".png", Compression, Fastest);
    }
}
