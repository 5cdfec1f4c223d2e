using Thelper.Imaging.Transforms;
using Thelper.Torch;
using static Thelper.Vision.Transforms.TorchvisionArguments;

namespace Thelper.Vision.Transforms;

/// <summary>Turns bright into dark by chance.</summary>
[TypeName("torchvision.transforms.RandomInvert", "torchvision.transforms.transforms.RandomInvert")]
public sealed class RandomInvert : TorchvisionOperation
{
    private readonly double p;

    /// <summary>Creates the operation.</summary>
    /// <param name="p">How often, 0 to 1.</param>
    public RandomInvert(double p = 0.5) => this.p = Probability(p);

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random) =>
        random.NextDouble() >= p ? image : Colors.Invert(image);

    /// <inheritdoc/>
    protected override string Arguments() => $"p={PythonRepr.Of(p)}";
}
