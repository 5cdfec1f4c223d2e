using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Raises values, as shares of the greatest, to a random power.</summary>
[TypeName("albumentations.RandomGamma")]
public sealed class RandomGamma : PixelOperation<double>
{
    private readonly RealRange gamma;

    /// <summary>Creates the operation.</summary>
    /// <param name="gammaLimit">Least and greatest power, in hundredths, above 0; 80 to 120 by default. One number x is for -x to x, and refused.</param>
    /// <param name="eps">Accepted for old configurations.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomGamma(object? gammaLimit = null, object? eps = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        _ = eps;
        gamma = Ranges.Real(gammaLimit ?? new List<object?> { 80L, 120L }, "gamma_limit", least: 0);
    }

    /// <summary>Draws the power.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override double Draw(torch.Tensor image, TransformRandom random) => gamma.Draw(random) / 100;

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, double draw) => Pixels.IsBytes(image)
        ? ImageFilters.Lookup(image, Pixels.Table(i => Pixels.Truncated(Math.Pow(i * (1.0 / 255), draw) * 255)))
        : image.pow(draw);
}
