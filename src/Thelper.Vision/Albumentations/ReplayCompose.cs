using Thelper.Imaging.Transforms;

namespace Thelper.Vision.Albumentations;

/// <summary>As <see cref="Compose"/>; a stage writes what it did into the sample.</summary>
public sealed class ReplayCompose : Composition
{
    /// <summary>Creates the composition.</summary>
    /// <param name="transforms">The operations.</param>
    /// <param name="p">How often any of them is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">There is no operation, or the probability is out of range.</exception>
    public ReplayCompose(IReadOnlyList<IAlbumentation> transforms, double p = 1.0)
        : base(transforms, p)
    {
    }

    /// <inheritdoc/>
    public override string TypeName => "albumentations.ReplayCompose";

    private protected override IReadOnlyList<AlbumentationStep> DrawSteps(Scene scene, TransformRandom random, bool force) =>
        InOrder(Enumerable.Range(0, Transforms.Count), scene, random, force: false);

    private protected override IReadOnlyList<AlbumentationStep> Otherwise(Scene scene, TransformRandom random) => Always(Transforms, scene, random);
}
