using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>Takes every value from 255.</summary>
[TypeName("Augmentor.invert")]
public sealed class Invert : PixelStep<bool>
{
    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <exception cref="UserErrorException">The probability is out of range.</exception>
    public Invert(double probability)
        : base(probability)
    {
    }

    /// <inheritdoc/>
    public override bool DrawParameters(Scene scene, TransformRandom random) => true;

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, bool draw) => PilColor.Map(image, value => (byte)(255 - value));
}
