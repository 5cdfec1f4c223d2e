using Thelper.Imaging.Transforms;
using static Thelper.Vision.Transforms.TorchvisionArguments;

namespace Thelper.Vision.Transforms;

/// <summary>Mirrors top and bottom by chance.</summary>
[TypeName("torchvision.transforms.RandomVerticalFlip", "torchvision.transforms.transforms.RandomVerticalFlip")]
public sealed class RandomVerticalFlip : TorchvisionSpatialOperation
{
    private readonly double p;

    /// <summary>Creates the operation.</summary>
    /// <param name="p">How often, 0 to 1.</param>
    public RandomVerticalFlip(double p = 0.5) => this.p = Probability(p);

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random) =>
        Warps.Flip(scene.Height, scene.Width, horizontal: false, vertical: random.NextDouble() < p);

    /// <inheritdoc/>
    protected override string Arguments() => $"p={PythonRepr.Of(p)}";
}
