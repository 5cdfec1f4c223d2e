using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>Mirrors top and bottom by chance.</summary>
[TypeName("torchvision.transforms.RandomVerticalFlip", "torchvision.transforms.transforms.RandomVerticalFlip")]
public sealed class RandomVerticalFlip : TorchvisionOperation
{
    private readonly double p;

    /// <summary>Creates the operation.</summary>
    /// <param name="p">How often, 0 to 1.</param>
    public RandomVerticalFlip(double p = 0.5) => this.p = Probability(p);

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random) => random.NextDouble() < p ? aten.flip(image, [0]) : image;

    /// <inheritdoc/>
    protected override string Arguments() => $"p={PythonRepr.Of(p)}";
}
