using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Shifts colours along the axes in which the image's own vary (Krizhevsky, Sutskever and Hinton 2012, section 4.1), with one factor for all axes.</summary>
[TypeName("albumentations.FancyPCA")]
public sealed class FancyPCA : PixelOperation<double>
{
    private readonly double alpha;

    /// <summary>Creates the operation.</summary>
    /// <param name="alpha">Standard deviation of the factor, 0 or more.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public FancyPCA(double alpha = 0.1, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p) => this.alpha = Ranges.Between(alpha, "alpha", 0);

    /// <inheritdoc/>
    protected override Needs Needs => Needs.Bytes | Needs.Color;

    /// <inheritdoc/>
    public override double Draw(torch.Tensor image, TransformRandom random) => alpha * random.Normal();

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, double draw)
    {
        var axes = ColorAxes.Of(image);
        var shift = new double[3];
        for (var axis = 0; axis < 3; axis++)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                shift[channel] += 255 * draw * axes.Variances[axis] * axes.Directions[axis][channel];
            }
        }

        return ImageFilters.Lookup(image, Pixels.Tables(Array.ConvertAll(shift, by => Pixels.Table(i => Pixels.Truncated(i + by)))));
    }
}
