using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Rectangles that hide what is below them.</summary>
internal static class Holes
{
    /// <summary>The warp that fills them.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="holes">Left, top, right and bottom of each, the last column and row outside.</param>
    /// <param name="fill">What fills them in images: one number for all channels, or one for each.</param>
    /// <param name="maskFill">What fills them in masks; null to leave masks alone.</param>
    /// <param name="hidesPoints">Whether points below them are gone.</param>
    public static Warp Of(Scene scene, IReadOnlyList<(long Left, long Top, long Right, long Bottom)> holes, double[] fill, double? maskFill, bool hidesPoints) => new CoverWarp(
        scene.Height,
        scene.Width,
        image => Filled(image, holes, fill),
        maskFill is { } value ? mask => Filled(mask, holes, [value]) : null,
        hidesPoints ? (x, y) => holes.Any(hole => x >= hole.Left && x < hole.Right && y >= hole.Top && y < hole.Bottom) : null,
        (height, width) =>
        {
            var (x, y) = (width / (double)scene.Width, height / (double)scene.Height);
            long Scaled(long at, double factor) => (long)Math.Round(at * factor);
            return Of(
                scene with { Height = height, Width = width }, [.. holes.Select(hole => (Scaled(hole.Left, x), Scaled(hole.Top, y), Scaled(hole.Right, x), Scaled(hole.Bottom, y)))], fill, maskFill, hidesPoints);
        });

    /// <summary>What holes are filled with.</summary>
    /// <exception cref="UserErrorException">It is no number, nor a list of them.</exception>
    public static double[] Fill(object? value, string name) => TransformArguments.Numbers(value ?? 0L, name) is { Length: > 0 } numbers
        ? numbers
        : throw new UserErrorException($"'{name}' must be a number or one for each channel");

    private static torch.Tensor Filled(torch.Tensor image, IReadOnlyList<(long Left, long Top, long Right, long Bottom)> holes, double[] fill)
    {
        using var scope = torch.NewDisposeScope();
        if (fill.Length > 1 && fill.Length != Pixels.Channels(image))
        {
            throw new UserErrorException($"'fill_value' has {fill.Length} numbers, the image {Pixels.Channels(image)} channels");
        }

        var result = Pixels.Copy(image);
        var color = fill.Length == 1 ? null : torch.tensor(fill, dtype: image.dtype);
        foreach (var (left, top, right, bottom) in holes)
        {
            if (right > left && bottom > top)
            {
                var part = result.narrow(0, top, bottom - top).narrow(1, left, right - left);
                _ = color is null ? part.fill_(fill[0]) : part.copy_(color.expand_as(part));
            }
        }

        return result.MoveToOuterDisposeScope();
    }
}
