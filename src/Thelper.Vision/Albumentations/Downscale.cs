using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Makes an image smaller by a random factor and enlarges it again, which loses detail.</summary>
[TypeName("albumentations.Downscale")]
public sealed class Downscale : PixelOperation<double>
{
    private readonly RealRange scale;
    private readonly Interpolation down;
    private readonly Interpolation up;

    /// <summary>Creates the operation.</summary>
    /// <param name="scaleMin">Least factor, above 0.</param>
    /// <param name="scaleMax">Greatest factor, below 1.</param>
    /// <param name="interpolation">An interpolation for both, OpenCV's number or name; or a map with <c>downscale</c> and <c>upscale</c>; nearest by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Downscale(double scaleMin = 0.25, double scaleMax = 0.25, object? interpolation = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        scale = new(Ranges.Between(scaleMin, "scale_min", 0.001, 0.999), Ranges.Between(scaleMax, "scale_max", scaleMin, 0.999));
        var each = interpolation as IReadOnlyDictionary<string, object?>;
        (down, up) = (Of(each is null ? interpolation : each.GetValueOrDefault("downscale")), Of(each is null ? interpolation : each.GetValueOrDefault("upscale")));
    }

    /// <inheritdoc/>
    public override double Draw(torch.Tensor image, TransformRandom random) => scale.Draw(random);

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, double draw)
    {
        var mixes = (down, up) != (Interpolation.Nearest, Interpolation.Nearest);
        // Mixed values are kept as real numbers in between.
        var real = mixes ? Pixels.ToReal(image) : image;
        var small = ImageOps.Scale(real, Math.Max(draw, 1.0 / Pixels.Width(image)), Math.Max(draw, 1.0 / Pixels.Height(image)), down);
        var result = ImageOps.Resize(small, image.shape[1], image.shape[0], up);
        return !mixes ? result : Pixels.IsBytes(image) ? Pixels.ToBytes(result) : result.clamp(0, 1);
    }

    private static Interpolation Of(object? value) => value is null ? Interpolation.Nearest : TransformArguments.Interpolation(value, "interpolation");
}
