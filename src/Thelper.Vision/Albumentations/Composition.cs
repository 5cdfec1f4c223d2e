using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Some operations as one, whose steps come one after another.</summary>
/// <remarks>A composition is a spatial operation: everything of a sample moves by the same draw. Each part has a stream of its own, by its place.</remarks>
public abstract class Composition : SpatialOperation, IAlbumentation
{
    /// <summary>Creates the composition.</summary>
    /// <param name="transforms">Its parts, at least one.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">There is no part, or the probability is out of range.</exception>
    protected Composition(IReadOnlyList<IAlbumentation> transforms, double p)
    {
        ArgumentNullException.ThrowIfNull(transforms);
        Transforms = transforms.Count > 0 ? transforms : throw new UserErrorException("'transforms' is empty; it needs at least one operation");
        P = Ranges.Probability(p, "p");
    }

    /// <summary>The parts.</summary>
    public IReadOnlyList<IAlbumentation> Transforms { get; }

    /// <inheritdoc/>
    public bool AlwaysApply => false;

    /// <inheritdoc/>
    public double P { get; }

    /// <inheritdoc/>
    public IReadOnlyList<AlbumentationStep> Steps(Scene scene, TransformRandom random, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(random);
        return force || Fate.Fires(this, random) ? DrawSteps(scene, random.Fork(1), force) : Otherwise(scene, random.Fork(1));
    }

    /// <inheritdoc/>
    protected sealed override Warp DrawWarp(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        var steps = Steps(scene, random);
        return steps.Count == 0 ? Warps.Same(scene.Height, scene.Width) : new ChainWarp([.. steps.Select(step => step.MaskFill is { } fill ? new FilledWarp(step.Warp, fill) : step.Warp)]);
    }

    /// <summary>Draws the steps.</summary>
    /// <param name="scene">The image's size, and what is in it.</param>
    /// <param name="random">What chance decides.</param>
    /// <param name="force">Whether the composition was forced.</param>
    private protected abstract IReadOnlyList<AlbumentationStep> DrawSteps(Scene scene, TransformRandom random, bool force);

    /// <summary>The steps where chance decided against the composition: none.</summary>
    private protected virtual IReadOnlyList<AlbumentationStep> Otherwise(Scene scene, TransformRandom random) => [];

    /// <summary>The steps of those operations that are always applied, however deep they stand.</summary>
    private protected static IReadOnlyList<AlbumentationStep> Always(IReadOnlyList<IAlbumentation> transforms, Scene scene, TransformRandom random)
    {
        var steps = new List<AlbumentationStep>();
        foreach (var (place, part) in transforms.Index())
        {
            var own = random.Fork(2 + place);
            foreach (var step in part is Composition inner ? Always(inner.Transforms, scene, own.Fork(1)) : part.AlwaysApply ? part.Steps(scene, own) : [])
            {
                steps.Add(step);
                scene = scene.After(step.Warp);
            }
        }

        return steps;
    }

    /// <summary>The steps of some parts in order.</summary>
    private protected IReadOnlyList<AlbumentationStep> InOrder(IEnumerable<int> parts, Scene scene, TransformRandom random, bool force)
    {
        var steps = new List<AlbumentationStep>();
        foreach (var (place, part) in parts.Index())
        {
            foreach (var step in Transforms[part].Steps(scene, random.Fork(2 + place), force))
            {
                steps.Add(step);
                scene = scene.After(step.Warp);
            }
        }

        return steps;
    }

    /// <summary>Draws a part by the parts' own probabilities as weights; each alike where all are 0.</summary>
    private protected int Choose(TransformRandom random, ISet<int>? without = null)
    {
        var weights = Transforms.Select((part, i) => without?.Contains(i) == true ? 0 : part.P).ToArray();
        if (weights.Sum() == 0)
        {
            weights = [.. Transforms.Select((_, i) => without?.Contains(i) == true ? 0.0 : 1)];
        }

        var rest = random.NextDouble() * weights.Sum();
        var chosen = Array.FindLastIndex(weights, weight => weight > 0);
        for (var i = 0; i < weights.Length; i++)
        {
            rest -= weights[i];
            if (rest < 0)
            {
                return i;
            }
        }

        return chosen;
    }
}
