using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Applies one operation, or else another.</summary>
public sealed class OneOrOther : Composition
{
    /// <summary>Creates the composition.</summary>
    /// <param name="transforms">The two operations.</param>
    /// <param name="p">How often the first is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">There are not two operations, or the probability is out of range.</exception>
    public OneOrOther(IReadOnlyList<IAlbumentation> transforms, double p = 0.5)
        : base(transforms, 1)
    {
        FirstP = Ranges.Probability(p, "p");
        if (transforms.Count != 2)
        {
            throw new UserErrorException($"needs two operations, got {transforms.Count}");
        }
    }

    /// <summary>How often the first is applied.</summary>
    public double FirstP { get; }

    /// <inheritdoc/>
    public override string TypeName => "albumentations.OneOrOther";

    private protected override IReadOnlyList<AlbumentationStep> DrawSteps(Scene scene, TransformRandom random, bool force) =>
        InOrder([random.Fork(0).NextDouble() < FirstP ? 0 : 1], scene, random, force: true);
}
