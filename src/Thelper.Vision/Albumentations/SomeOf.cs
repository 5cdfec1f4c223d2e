using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Applies a number of some operations, drawn by their probabilities as weights, in the order of the draws.</summary>
public sealed class SomeOf : Composition
{
    private readonly int n;
    private readonly bool replace;

    /// <summary>Creates the composition.</summary>
    /// <param name="transforms">The operations.</param>
    /// <param name="n">How many are applied, 1 or more.</param>
    /// <param name="replace">Whether one may be drawn again.</param>
    /// <param name="p">How often they are applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">There is no operation, or fewer than wanted, or the probability is out of range.</exception>
    public SomeOf(IReadOnlyList<IAlbumentation> transforms, int n, bool replace = true, double p = 1.0)
        : base(transforms, p)
    {
        this.replace = replace;
        this.n = Ranges.Between(n, "n", 1, replace ? int.MaxValue : transforms.Count);
    }

    /// <inheritdoc/>
    public override string TypeName => "albumentations.SomeOf";

    private protected override IReadOnlyList<AlbumentationStep> DrawSteps(Scene scene, TransformRandom random, bool force)
    {
        var choice = random.Fork(0);
        var (parts, drawn) = (new List<int>(), new HashSet<int>());
        while (parts.Count < n)
        {
            parts.Add(Choose(choice, replace ? null : drawn));
            drawn.Add(parts[^1]);
        }

        return InOrder(parts, scene, random, force: true);
    }
}
