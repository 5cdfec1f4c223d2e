using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Applies all of some operations, or none of them.</summary>
public sealed class Sequential : Composition
{
    /// <summary>Creates the composition.</summary>
    /// <param name="transforms">The operations; each is still subject to its own probability.</param>
    /// <param name="p">How often they are applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">There is no operation, or the probability is out of range.</exception>
    public Sequential(IReadOnlyList<IAlbumentation> transforms, double p = 0.5)
        : base(transforms, p)
    {
    }

    /// <inheritdoc/>
    public override string TypeName => "albumentations.Sequential";

    private protected override IReadOnlyList<AlbumentationStep> DrawSteps(Scene scene, TransformRandom random, bool force) =>
        InOrder(Enumerable.Range(0, Transforms.Count), scene, random, force: false);
}
