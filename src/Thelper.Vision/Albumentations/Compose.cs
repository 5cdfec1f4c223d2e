using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Applies operations one after another, each by its own probability.</summary>
public sealed class Compose : Composition
{
    /// <summary>Creates the composition.</summary>
    /// <param name="transforms">The operations.</param>
    /// <param name="p">How often any of them is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">There is no operation, or the probability is out of range.</exception>
    public Compose(IReadOnlyList<IAlbumentation> transforms, double p = 1.0)
        : base(transforms, p)
    {
    }

    /// <inheritdoc/>
    public override string TypeName => "albumentations.Compose";

    private protected override IReadOnlyList<AlbumentationStep> DrawSteps(Scene scene, TransformRandom random, bool force) =>
        InOrder(Enumerable.Range(0, Transforms.Count), scene, random, force: false);

    private protected override IReadOnlyList<AlbumentationStep> Otherwise(Scene scene, TransformRandom random) => Always(Transforms, scene, random);
}
