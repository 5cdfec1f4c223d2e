using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>Mirrors left and right by chance.</summary>
[TypeName("torchvision.transforms.RandomHorizontalFlip", "torchvision.transforms.transforms.RandomHorizontalFlip")]
public sealed class RandomHorizontalFlip : TorchvisionOperation
{
    private readonly double p;

    /// <summary>Creates the operation.</summary>
    /// <param name="p">How often, 0 to 1.</param>
    public RandomHorizontalFlip(double p = 0.5) => this.p = Probability(p);

    /// <inheritdoc/>
    protected override torch.Tensor Change(torch.Tensor image, TransformRandom random) => random.NextDouble() < p ? aten.flip(image, [1]) : image;

    /// <inheritdoc/>
    protected override string Arguments() => $"p={PythonRepr.Of(p)}";
}
