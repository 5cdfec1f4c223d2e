using Thelper.Torch;

namespace Thelper.Imaging;

/// <summary>An image that still lies in its file. It stands for the decoded image until it is known which part of it is needed.</summary>
/// <param name="Path">The file.</param>
public sealed record ImageFile(string Path)
{
    /// <summary>Reads and decodes the image; see <see cref="ImageCodec.Decode(string, DecodeMode)"/>.</summary>
    /// <returns>H×W×3 blue, green, red.</returns>
    public torch.Tensor Decode() => ImageCodec.Decode(Path);

    /// <summary>Reads the image and decodes a region of it; see <see cref="ImageCodec.DecodeRegion"/>.</summary>
    /// <param name="choose">Chooses the region, from the image's width and height.</param>
    /// <returns>H×W×3 blue, green, red.</returns>
    public torch.Tensor DecodeRegion(Func<int, int, ImageRegion> choose) => ImageCodec.DecodeRegion(Path, choose);
}
