using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Covers an image with white disks that let it shine through, more of them towards the middle.</summary>
[TypeName("albumentations.RandomFog")]
public sealed class RandomFog : PixelOperation<(double Coefficient, IReadOnlyList<(int X, int Y)> Places)>
{
    private readonly RealRange coefficient;
    private readonly double alpha;

    /// <summary>Creates the operation.</summary>
    /// <param name="fogCoefLower">Least density, 0 to 1.</param>
    /// <param name="fogCoefUpper">Greatest density, 0 to 1.</param>
    /// <param name="alphaCoef">How much a disk covers at a density of 1, 0 to 1.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomFog(double fogCoefLower = 0.3, double fogCoefUpper = 1, double alphaCoef = 0.08, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        coefficient = new(Ranges.Between(fogCoefLower, "fog_coef_lower", 0, 1), Ranges.Between(fogCoefUpper, "fog_coef_upper", fogCoefLower, 1));
        alpha = Ranges.Between(alphaCoef, "alpha_coef", 0, 1);
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.Color;

    /// <summary>Draws the density and where the squares around the disks begin.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override (double Coefficient, IReadOnlyList<(int X, int Y)> Places) Draw(torch.Tensor image, TransformRandom random)
    {
        var density = coefficient.Draw(random);
        var (width, height) = (Pixels.Width(image), Pixels.Height(image));
        var side = Math.Max(1, (int)(width / 3 * density));
        var places = new List<(int, int)>();
        // The region that disks lie in grows to all sides, and with it their number.
        var (left, top) = ((width / 2) - (2 * side), (height / 2) - side);
        for (var round = 1; left > -side || top > -side; round++)
        {
            for (var i = 0; i < side / 10 * round; i++)
            {
                places.Add((Within(random, left, width - left - side), Within(random, top, height - top - side)));
            }

            // On tiny images the steps round to 0, and the region would never reach the edges.
            left -= Math.Max(1, 3 * side * width / (width + height));
            top -= Math.Max(1, 3 * side * height / (width + height));
        }

        return (density, places);
    }

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (double Coefficient, IReadOnlyList<(int X, int Y)> Places) draw) => Pixels.AsBytes(image, bytes =>
    {
        var (width, height) = (Pixels.Width(image), Pixels.Height(image));
        var side = Math.Max((int)(width / 3 * draw.Coefficient), 10);
        var (radius, cover) = (side / 2, alpha * draw.Coefficient);
        var result = Pixels.Copy(bytes);
        foreach (var (x, y) in draw.Places)
        {
            // Nothing changes outside of the square around the disk.
            var (centerX, centerY) = (x + radius, y + radius);
            var (left, top) = (Math.Max(0, centerX - radius), Math.Max(0, centerY - radius));
            var (right, bottom) = (Math.Min(width, centerX + radius + 1), Math.Min(height, centerY + radius + 1));
            if (right > left && bottom > top)
            {
                using var scope = torch.NewDisposeScope();
                var part = result.narrow(0, top, bottom - top).narrow(1, left, right - left);
                var disk = Pixels.Copy(part);
                ImageDrawing.FillCircle(disk, centerX - left, centerY - top, radius, [255, 255, 255]);
                part.copy_(ImageFilters.AddWeighted(disk, cover, part, 1 - cover));
            }
        }

        return ImageFilters.Blur(result, side / 10, side / 10);
    });

    private static int Within(TransformRandom random, int low, int high) => random.Whole(Math.Min(low, high), Math.Max(low, high));
}
