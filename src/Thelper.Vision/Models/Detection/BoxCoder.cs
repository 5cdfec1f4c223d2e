using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Writes boxes as shifts and scalings of other boxes, and reads them back (arXiv:1506.01497, section 3.1.2).</summary>
/// <param name="Weights">Factors of the shift in x and y and of the logarithms of width and height.</param>
internal sealed record BoxCoder((double X, double Y, double Width, double Height) Weights)
{
    // Keeps the exponential small: no box grows more than this at once.
    private static readonly double MostLogarithm = Math.Log(1000.0 / 16);

    /// <summary>Writes boxes.</summary>
    /// <param name="boxes">(N, 4).</param>
    /// <param name="references">(N, 4): the boxes they are written by.</param>
    /// <returns>(N, 4).</returns>
    public Tensor Encode(Tensor boxes, Tensor references)
    {
        using var scope = NewDisposeScope();
        var (width, height, x, y) = Measures(references);
        var (toWidth, toHeight, toX, toY) = Measures(boxes);
        var codes = cat(
            [
                ((toX - x) * Weights.X / width).unsqueeze(1),
                ((toY - y) * Weights.Y / height).unsqueeze(1),
                ((toWidth / width).log() * Weights.Width).unsqueeze(1),
                ((toHeight / height).log() * Weights.Height).unsqueeze(1),
            ],
            1);
        return codes.MoveToOuterDisposeScope();
    }

    /// <summary>Reads boxes.</summary>
    /// <param name="codes">(N, 4 x classes).</param>
    /// <param name="references">(N, 4): the boxes they are written by.</param>
    /// <returns>(N, classes, 4).</returns>
    public Tensor Decode(Tensor codes, Tensor references)
    {
        using var scope = NewDisposeScope();
        var (width, height, x, y) = Measures(references.to(codes.dtype));
        var dx = Every4th(codes, 0) / Weights.X;
        var dy = Every4th(codes, 1) / Weights.Y;
        var dw = (Every4th(codes, 2) / Weights.Width).clamp(max: MostLogarithm);
        var dh = (Every4th(codes, 3) / Weights.Height).clamp(max: MostLogarithm);
        var atX = (dx * width.unsqueeze(1)) + x.unsqueeze(1);
        var atY = (dy * height.unsqueeze(1)) + y.unsqueeze(1);
        var halfWidth = dw.exp() * width.unsqueeze(1) * 0.5;
        var halfHeight = dh.exp() * height.unsqueeze(1) * 0.5;
        return stack([atX - halfWidth, atY - halfHeight, atX + halfWidth, atY + halfHeight], 2).MoveToOuterDisposeScope();
    }

    private static Tensor Every4th(Tensor codes, long first) => aten.slice_Tensor(codes, 1, first, null, 4);

    private static (Tensor Width, Tensor Height, Tensor X, Tensor Y) Measures(Tensor boxes)
    {
        var (left, top) = (boxes.select(1, 0), boxes.select(1, 1));
        var (width, height) = (boxes.select(1, 2) - left, boxes.select(1, 3) - top);
        return (width, height, left + (width * 0.5), top + (height * 0.5));
    }
}
