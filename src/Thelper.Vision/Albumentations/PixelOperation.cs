using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>An operation of albumentations 1.3 that changes an image's values and leaves every place where it is.</summary>
/// <remarks>
/// It draws its parameters first (<see cref="Draw"/>) and then applies them (<see cref="Change"/>), which depends on nothing else. Images are uint8, or float32 from 0
/// to 1, H×W or H×W×C, and keep shape and type unless the operation says otherwise. The first of three channels counts as red.
/// </remarks>
/// <typeparam name="TDraw">What chance decides.</typeparam>
public abstract class PixelOperation<TDraw> : Operation, IAlbumentation
{
    /// <summary>Creates the operation.</summary>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    protected PixelOperation(bool alwaysApply, double p) => (AlwaysApply, P) = (alwaysApply, Ranges.Probability(p, "p"));

    /// <inheritdoc/>
    public bool AlwaysApply { get; }

    /// <inheritdoc/>
    public double P { get; }

    /// <summary>What the operation wants of an image.</summary>
    protected virtual Needs Needs => Needs.Nothing;

    /// <summary>Draws the parameters.</summary>
    /// <param name="image">The image that they are for.</param>
    /// <param name="random">What chance decides.</param>
    /// <exception cref="UserErrorException">The image does not suit the operation.</exception>
    public abstract TDraw Draw(torch.Tensor image, TransformRandom random);

    /// <summary>Applies parameters.</summary>
    /// <param name="image">The image; it stays as it is.</param>
    /// <param name="draw">The parameters.</param>
    /// <returns>A new image, or the same object if nothing changes.</returns>
    /// <exception cref="UserErrorException">The image does not suit the operation.</exception>
    public abstract torch.Tensor Change(torch.Tensor image, TDraw draw);

    /// <inheritdoc/>
    public IReadOnlyList<AlbumentationStep> Steps(Scene scene, TransformRandom random, bool force = false)
    {
        ArgumentNullException.ThrowIfNull(scene);
        ArgumentNullException.ThrowIfNull(random);
        var own = random.Fork(1);
        return force || Fate.Fires(this, random) ? [new(this, WarpOf(scene, image => Changed(image, own.Fork(0)), own), null)] : [];
    }

    /// <inheritdoc/>
    protected sealed override torch.Tensor Apply(torch.Tensor image, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(random);
        return Fate.Fires(this, random) ? Changed(image, random.Fork(1).Fork(0)) : image;
    }

    /// <summary>What is done to all that belongs to an image; by default the image alone changes.</summary>
    private protected virtual Warp WarpOf(Scene scene, Func<torch.Tensor, torch.Tensor> change, TransformRandom random) => Warps.Pixels(scene.Height, scene.Width, change);

    private torch.Tensor Changed(torch.Tensor image, TransformRandom random)
    {
        using var scope = torch.NewDisposeScope();
        var result = Named(() => Change(Pixels.Require(image, Needs), Draw(image, random)));
        return ReferenceEquals(result, image) ? image : result.MoveToOuterDisposeScope();
    }
}
