using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Draws the light of a sun, and a row of disks as a lens makes them.</summary>
[TypeName("albumentations.RandomSunFlare")]
public sealed class RandomSunFlare : PixelOperation<(int X, int Y, IReadOnlyList<(double Alpha, int X, int Y, int Radius, int Red, int Green, int Blue)> Circles)>
{
    private readonly (double Left, double Top, double Right, double Bottom) region;
    private readonly RealRange angle;
    private readonly WholeRange count;
    private readonly int radius;
    private readonly double[] color;

    /// <summary>Creates the operation.</summary>
    /// <param name="flareRoi">Where the sun stands: left, top, right, bottom as shares of the image; the upper half by default.</param>
    /// <param name="angleLower">Least direction of the row of disks, in turns, 0 to 1.</param>
    /// <param name="angleUpper">Greatest direction, 0 to 1.</param>
    /// <param name="numFlareCirclesLower">Least number of disks, 0 or more.</param>
    /// <param name="numFlareCirclesUpper">Greatest number.</param>
    /// <param name="srcRadius">Radius of the sun's light in pixels, 10 or more.</param>
    /// <param name="srcColor">Red, green and blue of the sun, 0 to 255; white by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomSunFlare(
        object? flareRoi = null, double angleLower = 0, double angleUpper = 1, int numFlareCirclesLower = 6, int numFlareCirclesUpper = 10, int srcRadius = 400, object? srcColor = null,
        bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        region = Ranges.Region(flareRoi ?? new List<object?> { 0L, 0L, 1L, 0.5 }, "flare_roi");
        angle = new(Ranges.Between(angleLower, "angle_lower", 0, 1), Ranges.Between(angleUpper, "angle_upper", angleLower, 1));
        count = new(Ranges.Between(numFlareCirclesLower, "num_flare_circles_lower", 0, 10_000), Ranges.Between(numFlareCirclesUpper, "num_flare_circles_upper", numFlareCirclesLower, 10_000));
        radius = Ranges.Between(srcRadius, "src_radius", 10, 100_000);
        color = Ranges.Count(srcColor ?? new List<object?> { 255L, 255L, 255L }, "src_color", 3);
        foreach (var value in color)
        {
            Ranges.Between(value, "src_color", 0, 255);
        }
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.Color;

    /// <summary>Draws the sun's place and the disks.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override (int X, int Y, IReadOnlyList<(double Alpha, int X, int Y, int Radius, int Red, int Green, int Blue)> Circles) Draw(torch.Tensor image, TransformRandom random)
    {
        var (width, height) = (Pixels.Width(image), Pixels.Height(image));
        var (sin, cos) = Math.SinCos(2 * Math.PI * angle.Draw(random));
        var (x, y) = ((int)(random.Uniform(region.Left, region.Right) * width), (int)(random.Uniform(region.Top, region.Bottom) * height));
        // Every tenth pixel of the line through the sun.
        var steps = Math.Max(1, (width + 9) / 10);
        var circles = new (double, int, int, int, int, int, int)[count.Draw(random)];
        for (var i = 0; i < circles.Length; i++)
        {
            var alpha = random.Uniform(0.05, 0.2);
            var t = (10 * random.NextInt(steps)) - x;
            var third = random.Whole(1, Math.Max((height / 100) - 2, 2));
            var colors = Array.ConvertAll(color, value => random.Whole((int)Math.Max(value - 50, 0), (int)value));
            circles[i] = (alpha, (int)(x + (t * cos)), (int)(y + (t * sin)), third * third * third, colors[0], colors[1], colors[2]);
        }

        return (x, y, circles);
    }

    /// <inheritdoc/>
    public override torch.Tensor Change(
        torch.Tensor image, (int X, int Y, IReadOnlyList<(double Alpha, int X, int Y, int Radius, int Red, int Green, int Blue)> Circles) draw) => Pixels.AsBytes(image, bytes =>
    {
        var (overlay, output) = (Pixels.Copy(bytes), Pixels.Copy(bytes));
        foreach (var circle in draw.Circles)
        {
            ImageDrawing.FillCircle(overlay, circle.X, circle.Y, circle.Radius, [circle.Red, circle.Green, circle.Blue]);
            output = ImageFilters.AddWeighted(overlay, circle.Alpha, output, 1 - circle.Alpha);
        }

        // The light: disks from the smallest to the largest, each fainter than the one before.
        var disks = radius / 10;
        overlay = Pixels.Copy(output);
        for (var i = 0; i < disks; i++)
        {
            var (share, rest) = (disks == 1 ? 0 : i / (double)(disks - 1), disks == 1 ? 0 : (disks - i - 1) / (double)(disks - 1));
            ImageDrawing.FillCircle(overlay, draw.X, draw.Y, (int)(1 + (share * (radius - 1))), color);
            var alpha = rest * rest * rest;
            output = ImageFilters.AddWeighted(overlay, alpha, output, 1 - alpha);
        }

        return output;
    });
}
