using Thelper.Imaging.Transforms;
using Thelper.Torch;
using static Thelper.Vision.Transforms.TorchvisionArguments;

namespace Thelper.Vision.Transforms;

/// <summary>Makes an image sharper or smoother, by chance.</summary>
[TypeName("torchvision.transforms.RandomAdjustSharpness", "torchvision.transforms.transforms.RandomAdjustSharpness")]
public sealed class RandomAdjustSharpness : TorchvisionOperation
{
    private readonly double factor;
    private readonly double p;

    /// <summary>Creates the operation.</summary>
    /// <param name="sharpnessFactor">0 is smooth, 1 the image itself, 2 twice as sharp.</param>
    /// <param name="p">How often, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public RandomAdjustSharpness(double sharpnessFactor, double p = 0.5)
    {
        factor = sharpnessFactor >= 0 ? sharpnessFactor : throw new UserErrorException("'sharpness_factor' must be 0 or more");
        this.p = Probability(p);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random) => random.NextDouble() < p ? Colors.Sharpness(image, factor) : image;

    /// <inheritdoc/>
    protected override string Arguments() => $"sharpness_factor={PythonRepr.Of(factor)},p={PythonRepr.Of(p)}";
}
