using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Adds normal noise.</summary>
[TypeName("albumentations.GaussNoise")]
public sealed class GaussNoise : PixelOperation<torch.Tensor>
{
    private readonly RealRange variance;
    private readonly double mean;
    private readonly bool perChannel;

    /// <summary>Creates the operation.</summary>
    /// <param name="varLimit">Least and greatest variance, 0 or more, in the image's own values; or the greatest alone; 10 to 50 by default, which is for bytes.</param>
    /// <param name="mean">Mean of the noise.</param>
    /// <param name="perChannel">Whether each channel has noise of its own.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public GaussNoise(object? varLimit = null, double mean = 0, bool perChannel = true, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        variance = Ranges.Real(varLimit ?? new List<object?> { 10.0, 50.0 }, "var_limit", 0, least: 0);
        this.mean = mean;
        this.perChannel = perChannel;
    }

    /// <summary>Draws the noise.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    /// <returns>float32, with the image's shape; H×W×1 where all channels share it.</returns>
    public override torch.Tensor Draw(torch.Tensor image, TransformRandom random) =>
        random.Normal(perChannel || image.ndim == 2 ? image.shape : [.. image.shape[..2], 1], mean, Math.Sqrt(variance.Draw(random)));

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, torch.Tensor draw) => Pixels.Of(image.to(torch.float32).add(draw), image.dtype);
}
