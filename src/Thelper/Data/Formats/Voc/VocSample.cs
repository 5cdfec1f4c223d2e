using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Data.Formats.Voc;

/// <summary>One sample of PASCAL VOC: what its annotation says, and its pixels where they are kept.</summary>
/// <param name="name">Its name.</param>
/// <param name="image">The path of its image.</param>
internal sealed class VocSample(string name, string image)
{
    private (byte[] Image, byte[]? Labels, long Height, long Width)? kept;

    public string Name => name;

    public string Image => image;

    /// <summary>Columns and rows of the image, where the annotation gives them.</summary>
    public (long Width, long Height)? Size { get; set; }

    /// <summary>The objects to find.</summary>
    public BoundingBox[] Boxes { get; set; } = [];

    /// <summary>What is wrong with it; null for nothing.</summary>
    public string? Fault { get; set; }

    /// <summary>Keeps pixels, if they are no more than allowed.</summary>
    /// <param name="pixels">The image and the label map.</param>
    /// <param name="budget">How many bytes are left.</param>
    /// <returns>The bytes that they take, or would.</returns>
    public long Keep((torch.Tensor Image, torch.Tensor? Labels) pixels, long budget)
    {
        var bytes = pixels.Image.numel() + (pixels.Labels?.numel() ?? 0);
        if (bytes <= budget)
        {
            kept = (pixels.Image.contiguous().DataSpan<byte>().ToArray(), pixels.Labels?.DataSpan<byte>().ToArray(), pixels.Image.shape[0], pixels.Image.shape[1]);
        }

        return bytes;
    }

    /// <summary>The pixels that were kept, as tensors of the caller's; null for none.</summary>
    public (torch.Tensor Image, torch.Tensor? Labels)? Restore() => kept is var (pixels, labels, height, width)
        ? (torch.tensor(pixels, [height, width, 3]), labels is null ? null : torch.tensor(labels, [height, width]))
        : null;
}
