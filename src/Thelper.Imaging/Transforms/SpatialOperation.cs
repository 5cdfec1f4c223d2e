using Thelper.Torch;

namespace Thelper.Imaging.Transforms;

/// <summary>An operation that moves pixels, and makes one image of one.</summary>
/// <remarks>
/// A derived class implements <see cref="DrawWarp"/> alone: it draws the parameters for an image's size and returns what they do as a
/// <see cref="Warp"/>, usually one of <see cref="Warps"/>. The pipeline draws once for each sample and moves everything by the same warp.
/// </remarks>
public abstract class SpatialOperation : MovingOperation
{
    /// <summary>Draws what is done to an image of a size, or to a scene.</summary>
    /// <param name="scene">The image's size, and what is in it.</param>
    /// <param name="random">What chance decides; the same stream gives the same warp.</param>
    /// <exception cref="UserErrorException">The operation cannot be done to such an image; the message names it.</exception>
    public Warp Draw(Scene scene, TransformRandom random) => Named(() => DrawWarp(scene, random));

    /// <inheritdoc/>
    public sealed override IReadOnlyList<Warp> DrawAll(Scene scene, TransformRandom random) => [Draw(scene, random)];

    /// <inheritdoc/>
    protected override torch.Tensor Apply(torch.Tensor image, TransformRandom random) => MoveImage(DrawWarp(SizeOf(image), random), image);

    /// <summary>Draws what is done; called with the size of an image, or with a scene.</summary>
    /// <param name="scene">The image's size, and what is in it.</param>
    /// <param name="random">What chance decides.</param>
    /// <exception cref="UserErrorException">The operation cannot be done to such an image.</exception>
    protected abstract Warp DrawWarp(Scene scene, TransformRandom random);
}
