using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Scatters little squares of random lightness over patches of an image.</summary>
[TypeName("albumentations.RandomGravel")]
public sealed class RandomGravel : PixelOperation<IReadOnlyList<(int Left, int Top, int Right, int Bottom, int Lightness)>>
{
    private const int MaxWidth = 30;
    private const int MaxHeight = 200;

    private readonly (double Left, double Top, double Right, double Bottom) region;
    private readonly int patches;

    /// <summary>Creates the operation.</summary>
    /// <param name="gravelRoi">Where patches lie: left, top, right, bottom as shares of the image; 0.1, 0.4, 0.9, 0.9 by default.</param>
    /// <param name="numberOfPatches">How many patches there are, 1 or more.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomGravel(object? gravelRoi = null, int numberOfPatches = 2, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        region = Ranges.Region(gravelRoi ?? new List<object?> { 0.1, 0.4, 0.9, 0.9 }, "gravel_roi");
        patches = Ranges.Between(numberOfPatches, "number_of_patches", 1, 10_000);
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.Color;

    /// <summary>Draws the squares, one for every ten pixels of a patch.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override IReadOnlyList<(int Left, int Top, int Right, int Bottom, int Lightness)> Draw(torch.Tensor image, TransformRandom random)
    {
        var squares = new List<(int, int, int, int, int)>();
        for (var i = 0; i < patches; i++)
        {
            var (left, right) = Part(random, region.Left, region.Right, Pixels.Width(image), MaxWidth);
            var (top, bottom) = Part(random, region.Top, region.Bottom, Pixels.Height(image), MaxHeight);
            for (var stone = (right - left) * (bottom - top) / 10; stone > 0; stone--)
            {
                var (x, y, reach) = (random.Whole(left, right - 1), random.Whole(top, bottom - 1), random.Whole(1, 3));
                squares.Add((Math.Max(0, x - reach), Math.Max(0, y - reach), x, y, random.NextInt(255)));
            }
        }

        return squares;
    }

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, IReadOnlyList<(int Left, int Top, int Right, int Bottom, int Lightness)> draw) => Pixels.AsBytes(image, bytes =>
        Pixels.InSpace(bytes, ColorConversion.RgbToHls, ColorConversion.HlsToRgb, hls =>
        {
            var lightness = Pixels.Plane(hls, 1);
            foreach (var (left, top, right, bottom, value) in draw)
            {
                if (right > left && bottom > top)
                {
                    ImageDrawing.FillRectangle(lightness, left, top, right - 1, bottom - 1, [value]);
                }
            }

            hls.select(2, 1).copy_(lightness);
            return hls;
        }));

    private static (int Start, int End) Part(TransformRandom random, double low, double high, int side, int longest)
    {
        var (least, most) = ((int)(low * side), (int)(high * side));
        var end = random.Whole(least + 1, Math.Max(least + 1, most - 1));
        var start = random.Whole(least, end - 1);
        return (start, Math.Min(end, start + longest));
    }
}
