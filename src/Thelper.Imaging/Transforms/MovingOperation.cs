using Thelper.Torch;

namespace Thelper.Imaging.Transforms;

/// <summary>An operation that moves pixels, and so all that belongs to them: label maps, boxes, key points, a twin of higher resolution.</summary>
public abstract class MovingOperation : Operation
{
    /// <summary>
    /// Whether two images of one size may be moved differently. By default they may: only an operation that never draws says no, of which one stage may move an image and another
    /// stage its labels.
    /// </summary>
    public virtual bool IsRandom => true;

    /// <summary>The size of an image, as a scene without anything in it.</summary>
    /// <param name="image">The image, in any form that the operation takes.</param>
    /// <exception cref="UserErrorException">It is none; the message names the operation.</exception>
    public Scene SceneOf(torch.Tensor image) => Named(() => SizeOf(image));

    /// <summary>Moves an image by a warp that this operation drew for its size.</summary>
    /// <param name="warp">The warp.</param>
    /// <param name="image">The image, in any form that the operation takes.</param>
    /// <exception cref="UserErrorException">The image does not suit the operation; the message names it.</exception>
    public torch.Tensor Move(Warp warp, torch.Tensor image) => Named(() => MoveImage(warp, image));

    /// <summary>Draws what is done to an image, for each of the results: one, but for operations that cut an image into several.</summary>
    /// <param name="scene">The image's size, and what is in it.</param>
    /// <param name="random">What chance decides; the same stream gives the same warps.</param>
    /// <exception cref="UserErrorException">The operation cannot be done to such an image; the message names it.</exception>
    public abstract IReadOnlyList<Warp> DrawAll(Scene scene, TransformRandom random);

    /// <summary>Moves an image; only operations that take other forms than H×W and H×W×C need their own.</summary>
    /// <param name="warp">The warp.</param>
    /// <param name="image">The image.</param>
    /// <exception cref="UserErrorException">The image does not suit the operation.</exception>
    protected virtual torch.Tensor MoveImage(Warp warp, torch.Tensor image)
    {
        ArgumentNullException.ThrowIfNull(warp);
        return warp.Image(image);
    }

    /// <summary>The size of an image; only operations that take other forms than H×W and H×W×C need their own.</summary>
    /// <param name="image">The image.</param>
    /// <exception cref="UserErrorException">It is none.</exception>
    protected virtual Scene SizeOf(torch.Tensor image)
    {
        ArgumentNullException.ThrowIfNull(image);
        var shape = ImageShape(image);
        return new Scene(shape[0], shape[1]) { IsReal = image.is_floating_point() };
    }
}
