using Thelper.Imaging.Transforms;
using Thelper.Torch;
using static Thelper.Vision.Transforms.TorchvisionArguments;

namespace Thelper.Vision.Transforms;

/// <summary>Spreads the values of each channel evenly, by chance; bytes only.</summary>
[TypeName("torchvision.transforms.RandomEqualize", "torchvision.transforms.transforms.RandomEqualize")]
public sealed class RandomEqualize : TorchvisionOperation
{
    private readonly double p;

    /// <summary>Creates the operation.</summary>
    /// <param name="p">How often, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public RandomEqualize(double p = 0.5)
    {
        this.p = Probability(p);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random) => random.NextDouble() < p ? Colors.Equalize(image) : image;

    /// <inheritdoc/>
    protected override string Arguments() => $"p={PythonRepr.Of(p)}";
}
