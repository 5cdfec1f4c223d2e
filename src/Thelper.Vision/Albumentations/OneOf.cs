using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Applies one of some operations, drawn by their probabilities as weights.</summary>
public sealed class OneOf : Composition
{
    /// <summary>Creates the composition.</summary>
    /// <param name="transforms">The operations.</param>
    /// <param name="p">How often one is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">There is no operation, or the probability is out of range.</exception>
    public OneOf(IReadOnlyList<IAlbumentation> transforms, double p = 0.5)
        : base(transforms, p)
    {
    }

    /// <inheritdoc/>
    public override string TypeName => "albumentations.OneOf";

    private protected override IReadOnlyList<AlbumentationStep> DrawSteps(Scene scene, TransformRandom random, bool force) => InOrder([Choose(random.Fork(0))], scene, random, force: true);
}
