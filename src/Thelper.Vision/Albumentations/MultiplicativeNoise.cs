using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Multiplies by a random factor, or by one for each channel or pixel.</summary>
[TypeName("albumentations.MultiplicativeNoise")]
public sealed class MultiplicativeNoise : PixelOperation<torch.Tensor>
{
    private readonly RealRange multiplier;
    private readonly bool perChannel;
    private readonly bool elementwise;

    /// <summary>Creates the operation.</summary>
    /// <param name="multiplier">Least and greatest factor, 0 or more; or the one factor; 0.9 to 1.1 by default.</param>
    /// <param name="perChannel">Whether each channel has its own.</param>
    /// <param name="elementwise">Whether each pixel has its own.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public MultiplicativeNoise(object? multiplier = null, bool perChannel = false, bool elementwise = false, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        this.multiplier = Ranges.Real(multiplier ?? new List<object?> { 0.9, 1.1 }, "multiplier", TransformArguments.Number(multiplier), least: 0);
        this.perChannel = perChannel;
        this.elementwise = elementwise;
    }

    /// <summary>Draws the factors.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    /// <returns>float32 of the shape 1, C, H×W×1 or H×W×C.</returns>
    public override torch.Tensor Draw(torch.Tensor image, TransformRandom random)
    {
        long channels = perChannel ? Pixels.Channels(image) : 1;
        long[] shape = elementwise ? (image.ndim == 2 ? image.shape : [.. image.shape[..2], channels]) : [channels];
        return random.Uniform(shape, multiplier.Low, multiplier.High);
    }

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, torch.Tensor draw) => Pixels.Of(image.to(torch.float32).mul(draw), image.dtype);
}
