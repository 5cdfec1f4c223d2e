using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Maps values by a curve of Bézier's through black and white, whose two other points are random.</summary>
[TypeName("albumentations.RandomToneCurve")]
public sealed class RandomToneCurve : PixelOperation<(double Low, double High)>
{
    private readonly double scale;

    /// <summary>Creates the operation.</summary>
    /// <param name="scale">Standard deviation of the points from a straight line, 0 to 1.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomToneCurve(double scale = 0.1, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p) => this.scale = Ranges.Between(scale, "scale", 0, 1);

    /// <inheritdoc/>
    protected override Needs Needs => Needs.Bytes;

    /// <summary>Draws the points' heights, around 0.25 and 0.75.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override (double Low, double High) Draw(torch.Tensor image, TransformRandom random) =>
        (Math.Clamp(0.25 + (scale * random.Normal()), 0, 1), Math.Clamp(0.75 + (scale * random.Normal()), 0, 1));

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (double Low, double High) draw) => ImageFilters.Lookup(image, Pixels.Table(i =>
    {
        var t = i / 255.0;
        var height = (3 * (1 - t) * (1 - t) * t * draw.Low) + (3 * (1 - t) * t * t * draw.High) + (t * t * t);
        return (byte)Math.Clamp(Math.Round(height * 255), 0, 255);
    }));
}
