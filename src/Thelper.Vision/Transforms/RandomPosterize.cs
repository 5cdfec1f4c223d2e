using Thelper.Imaging.Transforms;
using Thelper.Torch;
using static Thelper.Vision.Transforms.TorchvisionArguments;

namespace Thelper.Vision.Transforms;

/// <summary>Keeps the upper bits of each value, by chance; bytes only.</summary>
[TypeName("torchvision.transforms.RandomPosterize", "torchvision.transforms.transforms.RandomPosterize")]
public sealed class RandomPosterize : TorchvisionOperation
{
    private readonly int bits;
    private readonly double p;

    /// <summary>Creates the operation.</summary>
    /// <param name="bits">How many, 0 to 8.</param>
    /// <param name="p">How often, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public RandomPosterize(int bits, double p = 0.5)
    {
        this.bits = bits is >= 0 and <= 8 ? bits : throw new UserErrorException("'bits' must lie between 0 and 8");
        this.p = Probability(p);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random) => random.NextDouble() < p ? Colors.Posterize(image, bits) : image;

    /// <inheritdoc/>
    protected override string Arguments() => $"bits={PythonRepr.Of((long)bits)},p={PythonRepr.Of(p)}";
}
