using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>An operation of Augmentor that moves pixels, and all that belongs to them.</summary>
/// <remarks>It draws its parameters first (<see cref="DrawParameters"/>), from which follows what is done (<see cref="WarpOf"/>). Images are bytes, and move in PIL's arithmetic.</remarks>
/// <typeparam name="TDraw">What chance decides.</typeparam>
public abstract class MovingStep<TDraw> : SpatialOperation, IAugmentorOperation
{
    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <exception cref="UserErrorException">The probability is out of range.</exception>
    protected MovingStep(double probability) => Probability = AugmentorArguments.Chance(probability);

    /// <inheritdoc/>
    public double Probability { get; }

    /// <inheritdoc/>
    public override bool IsRandom => Probability < 1 || DrawsParameters;

    /// <summary>Whether <see cref="DrawParameters"/> draws anything.</summary>
    private protected virtual bool DrawsParameters => true;

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
    protected sealed override Warp DrawWarp(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(random);
        return random.Fork(0).NextDouble() < Probability
            ? WarpOf(scene with { IsReal = false }, DrawParameters(scene, random.Fork(1)))
            : Warps.Same(scene.Height, scene.Width);
    }

    /// <inheritdoc/>
    protected sealed override torch.Tensor MoveImage(Warp warp, torch.Tensor image)
    {
        ArgumentNullException.ThrowIfNull(warp);
        return TorchvisionImage.Change(ByteImages.Require(image), warp.Image);
    }

    /// <inheritdoc/>
    protected sealed override Scene SizeOf(torch.Tensor image) => TorchvisionImage.SceneOf(image);
}
