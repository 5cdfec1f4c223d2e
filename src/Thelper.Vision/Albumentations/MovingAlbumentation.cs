using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>An operation of albumentations 1.3 that moves pixels, or hides them, and all that belongs to them.</summary>
/// <remarks>It draws its parameters first (<see cref="DrawParameters"/>), from which follows what is done (<see cref="WarpOf"/>). Images have any type and number of channels.</remarks>
/// <typeparam name="TDraw">What chance decides.</typeparam>
public abstract class MovingAlbumentation<TDraw> : SpatialOperation, IAlbumentation
{
    /// <summary>Creates the operation.</summary>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    protected MovingAlbumentation(bool alwaysApply, double p) => (AlwaysApply, P) = (alwaysApply, Ranges.Probability(p, "p"));

    /// <inheritdoc/>
    public bool AlwaysApply { get; }

    /// <inheritdoc/>
    public double P { get; }

    /// <summary>What masks are filled with where nothing of the image is; null for what the task says, or 0.</summary>
    protected virtual double? MaskFill => null;

    /// <summary>Draws the parameters.</summary>
    /// <param name="scene">The image's size, and what is in it.</param>
    /// <param name="random">What chance decides.</param>
    /// <exception cref="UserErrorException">The operation cannot be done to such an image.</exception>
    public abstract TDraw DrawParameters(Scene scene, TransformRandom random);

    /// <summary>What parameters do to images of a size.</summary>
    /// <param name="scene">The image's size, and what is in it.</param>
    /// <param name="draw">The parameters.</param>
    /// <exception cref="UserErrorException">The operation cannot be done to such an image.</exception>
    public abstract Warp WarpOf(Scene scene, TDraw draw);

    /// <inheritdoc/>
    public IReadOnlyList<AlbumentationStep> Steps(Scene scene, TransformRandom random, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(random);
        return force || Fate.Fires(this, random) ? [new(this, Named(() => WarpOf(scene, DrawParameters(scene, random.Fork(1)))), MaskFill)] : [];
    }

    /// <inheritdoc/>
    protected sealed override Warp DrawWarp(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(random);
        return Fate.Fires(this, random) ? WarpOf(scene, DrawParameters(scene, random.Fork(1))) : Warps.Same(scene.Height, scene.Width);
    }
}
