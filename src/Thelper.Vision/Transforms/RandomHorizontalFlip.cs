using Thelper.Imaging.Transforms;
using static Thelper.Vision.Transforms.TorchvisionArguments;

namespace Thelper.Vision.Transforms;

/// <summary>Mirrors left and right by chance.</summary>
[TypeName("torchvision.transforms.RandomHorizontalFlip", "torchvision.transforms.transforms.RandomHorizontalFlip")]
public sealed class RandomHorizontalFlip : TorchvisionSpatialOperation
{
    private readonly double p;

    /// <summary>Creates the operation.</summary>
    /// <param name="p">How often, 0 to 1.</param>
    public RandomHorizontalFlip(double p = 0.5) => this.p = Probability(p);

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random) =>
        Warps.Flip(scene.Height, scene.Width, horizontal: random.NextDouble() < p, vertical: false);

    /// <inheritdoc/>
    protected override string Arguments() => $"p={PythonRepr.Of(p)}";
}
