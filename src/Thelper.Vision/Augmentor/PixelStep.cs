using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Transforms;

namespace Thelper.Vision.Augmentor;

/// <summary>An operation of Augmentor that changes an image's values and leaves every place where it is.</summary>
/// <remarks>It draws its parameters first (<see cref="DrawParameters"/>) and then applies them (<see cref="Change"/>). Of three channels the first counts as red, as PIL takes arrays.</remarks>
/// <typeparam name="TDraw">What chance decides.</typeparam>
public abstract class PixelStep<TDraw> : Operation, IAugmentorOperation
{
    /// <summary>Creates the operation.</summary>
    /// <param name="probability">How often it is applied, above 0 and at most 1.</param>
    /// <exception cref="UserErrorException">The probability is out of range.</exception>
    protected PixelStep(double probability) => Probability = AugmentorArguments.Chance(probability);

    /// <inheritdoc/>
    public double Probability { get; }

    /// <summary>Draws the parameters.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public abstract TDraw DrawParameters(Scene scene, TransformRandom random);

    /// <summary>Applies parameters.</summary>
    /// <param name="image">Bytes H×W×C; not always contiguous; stays as it is.</param>
    /// <param name="draw">The parameters.</param>
    /// <returns>A new image H×W×C, or the same object if nothing changes.</returns>
    /// <exception cref="UserErrorException">The image does not suit the operation.</exception>
    public abstract torch.Tensor Change(torch.Tensor image, TDraw draw);

    /// <inheritdoc/>
    public Warp Draw(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(random);
        if (random.Fork(0).NextDouble() >= Probability)
        {
            return Warps.Same(scene.Height, scene.Width);
        }

        var draw = Named(() => DrawParameters(scene, random.Fork(1)));
        return Warps.Pixels(scene.Height, scene.Width, image => Named(() => Change(image, draw)));
    }

    /// <inheritdoc/>
    protected sealed override torch.Tensor Apply(torch.Tensor image, TransformRandom random) =>
        TorchvisionImage.Change(ByteImages.Require(image), Draw(TorchvisionImage.SceneOf(image), random).Image);
}
