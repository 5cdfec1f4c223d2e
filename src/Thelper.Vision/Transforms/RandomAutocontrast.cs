using Thelper.Imaging.Transforms;
using Thelper.Torch;
using static Thelper.Vision.Transforms.TorchvisionArguments;

namespace Thelper.Vision.Transforms;

/// <summary>Stretches the values of each channel to the whole range, by chance.</summary>
[TypeName("torchvision.transforms.RandomAutocontrast", "torchvision.transforms.transforms.RandomAutocontrast")]
public sealed class RandomAutocontrast : TorchvisionOperation
{
    private readonly double p;

    /// <summary>Creates the operation.</summary>
    /// <param name="p">How often, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public RandomAutocontrast(double p = 0.5)
    {
        this.p = Probability(p);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random) => random.NextDouble() < p ? Colors.Autocontrast(image) : image;

    /// <inheritdoc/>
    protected override string Arguments() => $"p={PythonRepr.Of(p)}";
}
