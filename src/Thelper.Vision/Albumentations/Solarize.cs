using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Inverts the values from a random threshold on.</summary>
[TypeName("albumentations.Solarize")]
public sealed class Solarize : PixelOperation<double>
{
    private readonly RealRange threshold;

    /// <summary>Creates the operation.</summary>
    /// <param name="threshold">Least and greatest threshold, in the image's own values; or the one threshold; 128 by default, which is for bytes.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Solarize(object? threshold = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p) => this.threshold = Ranges.Real(threshold ?? 128L, "threshold", TransformArguments.Number(threshold ?? 128L));

    /// <inheritdoc/>
    public override double Draw(torch.Tensor image, TransformRandom random) => threshold.Draw(random);

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, double draw) => Pixels.IsBytes(image)
        ? ImageFilters.Lookup(image, Pixels.Table(i => (byte)(i < draw ? i : 255 - i)))
        : torch.where(image.lt(draw), image, image.neg().add(1.0));
}
