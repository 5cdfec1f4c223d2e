using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>One way of looking at what a network sees, for test-time augmentation: made larger or smaller, then mirrored.</summary>
/// <param name="FlipsColumns">Whether left and right change places.</param>
/// <param name="FlipsRows">Whether top and bottom change places.</param>
/// <param name="Scale">Factor of height and width.</param>
/// <param name="LargestStep">The greatest power of two of which sides stay multiples, if they were.</param>
internal sealed record View(bool FlipsColumns, bool FlipsRows, double Scale, int LargestStep = View.UsualStep)
{
    /// <summary>What networks divide sizes by that put maps of several sizes together.</summary>
    public const int UsualStep = 32;

    /// <summary>The input as seen so.</summary>
    /// <param name="batch">batch x channels x height x width.</param>
    public Tensor Of(Tensor batch)
    {
        var (height, width) = (Scaled(batch.shape[2]), Scaled(batch.shape[3]));
        var sized = height == batch.shape[2] && width == batch.shape[3] ? batch : Resized(batch, height, width);
        return Flipped(sized);
    }

    /// <summary>Whether an input has another size when seen so.</summary>
    /// <param name="height">Height of the input.</param>
    /// <param name="width">Width of the input.</param>
    public bool Resizes(long height, long width) => Scaled(height) != height || Scaled(width) != width;

    /// <summary>What was said of this view, as it lies in the input.</summary>
    /// <param name="answer">batch x channels x height x width.</param>
    /// <param name="height">Height in the input.</param>
    /// <param name="width">Width in the input.</param>
    public Tensor Back(Tensor answer, long height, long width)
    {
        var straight = Flipped(answer);
        return straight.shape[2] == height && straight.shape[3] == width ? straight : Resized(straight, height, width);
    }

    /// <summary>A box in this view, as it lies in the input.</summary>
    /// <param name="box">The box.</param>
    /// <param name="height">Height of the input.</param>
    /// <param name="width">Width of the input.</param>
    /// <param name="pairs">Key points that change their names in a mirror.</param>
    public Tiling.ScoredBox Back(Tiling.ScoredBox box, long height, long width, IReadOnlyList<(int Left, int Right)> pairs)
    {
        var (y, x) = (height / (double)Scaled(height), width / (double)Scaled(width));
        var (left, right, top, bottom) = (box.Left * x, box.Right * x, box.Top * y, box.Bottom * y);
        return box with
        {
            Left = FlipsColumns ? width - right : left,
            Right = FlipsColumns ? width - left : right,
            Top = FlipsRows ? height - bottom : top,
            Bottom = FlipsRows ? height - top : bottom,
            Shape = Tiling.ShapeParts.Mirrored(Tiling.ShapeParts.Scaled(box.Shape, x, y, ((int)height, (int)width)), FlipsColumns, FlipsRows, height, width, pairs),
        };
    }

    // Networks that halve a size need it to be divisible as often as the whole input's was.
    private long Scaled(long size)
    {
        var step = LargestStep;
        while (size % step != 0)
        {
            step /= 2;
        }

        return Math.Max(step, (long)Math.Round(size * Scale / step, MidpointRounding.AwayFromZero) * step);
    }

    private Tensor Flipped(Tensor batch) => (FlipsColumns, FlipsRows) switch
    {
        (false, false) => batch,
        (true, false) => batch.flip(3),
        (false, true) => batch.flip(2),
        _ => batch.flip(2, 3),
    };

    private static Tensor Resized(Tensor batch, long height, long width) =>
        nn.functional.interpolate(batch.to(ScalarType.Float32), size: [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
}
