using System.Globalization;
using Thelper.Draw;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Infer;

/// <summary>Draws what was predicted: boxes with names and scores into the picture, classes and numbers below it.</summary>
internal static class PictureDrawing
{
    // Of a picture of this many pixels in the mean of its sides, letters and lines have their usual size.
    private const double UsualSide = 600;
    private const int MaxNumbers = 6;

    /// <summary>Draws boxes.</summary>
    /// <param name="image">uint8 height x width x 3, blue, green, red.</param>
    /// <param name="boxes">The boxes; the best is drawn last.</param>
    /// <param name="task">Names and colours the classes.</param>
    /// <returns>uint8 height x width x 3, red, green, blue.</returns>
    public static Tensor Boxes(Tensor image, IEnumerable<BoundingBox> boxes, Detection task)
    {
        var factor = Math.Max(1, (image.shape[0] + image.shape[1]) / (2 * UsualSide));
        var options = new DrawOptions { BoxThickness = (int)Math.Round(2 * factor), FontThickness = (int)Math.Round(factor), FontScale = 0.4 * factor };
        var picture = image.flip(2).contiguous();
        DetectionDrawing.DrawBoxes(picture, [.. boxes.Reverse()], task, options);
        return picture;
    }

    /// <summary>Writes classes and their scores below a picture.</summary>
    /// <param name="image">uint8 height x width x 3, blue, green, red.</param>
    /// <param name="classes">The classes, the best first.</param>
    /// <returns>uint8, red, green, blue: the picture, enlarged where it is small, with a line for each class.</returns>
    public static Tensor Classes(Tensor image, IEnumerable<ClassScore> classes) =>
        Captioned(image, string.Join('\n', classes.Select(score => string.Create(CultureInfo.InvariantCulture, $"{score.Name}  {score.Score:F3}"))), int.MaxValue);

    /// <summary>Writes numbers below a picture.</summary>
    /// <param name="image">uint8 height x width x 3, blue, green, red.</param>
    /// <param name="values">The numbers.</param>
    public static Tensor Values(Tensor image, ReadOnlySpan<float> values)
    {
        var shown = values[..Math.Min(MaxNumbers, values.Length)].ToArray().Select(value => value.ToString("g4", CultureInfo.InvariantCulture));
        return Captioned(image, string.Join(", ", shown) + (values.Length > MaxNumbers ? ", .." : ""));
    }

    private static Tensor Captioned(Tensor image, string text, int? lines = null) => ImageGrid.Create(
        [image.flip(2).contiguous()], text.Length == 0 ? null : [new Caption(text)], GridOptions.Readable with { MaxSize = int.MaxValue, MaxLines = lines ?? GridOptions.Readable.MaxLines });
}
