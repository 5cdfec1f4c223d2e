using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>Makes what is dark black and the rest white (0 and 255), as one channel.</summary>
[TypeName("Augmentor.black_and_white")]
public sealed class BlackAndWhite : PixelStep<bool>
{
    private readonly double threshold;

    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <param name="threshold">The least luminance that becomes white, 0 to 255.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public BlackAndWhite(double probability, double threshold = 128)
        : base(probability) => this.threshold = AugmentorArguments.Within(threshold, "threshold", 0, 255);

    /// <inheritdoc/>
    public override bool DrawParameters(Scene scene, TransformRandom random) => true;

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, bool draw) => PilColor.Map(PilColor.Gray(image), value => value < threshold ? byte.MinValue : byte.MaxValue);
}
