using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>Spreads the values of each channel evenly.</summary>
[TypeName("Augmentor.histogram_equalisation")]
public sealed class HistogramEqualisation : PixelStep<bool>
{
    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <exception cref="UserErrorException">The probability is out of range.</exception>
    public HistogramEqualisation(double probability = 1.0)
        : base(probability)
    {
    }

    /// <inheritdoc/>
    public override bool DrawParameters(Scene scene, TransformRandom random) => true;

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, bool draw) => PilColor.Equalize(image);
}
