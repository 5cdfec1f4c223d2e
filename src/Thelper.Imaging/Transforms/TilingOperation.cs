using Thelper.Torch;

namespace Thelper.Imaging.Transforms;

/// <summary>An operation that makes a list of images of one, each with what belongs to it.</summary>
public abstract class TilingOperation : MovingOperation
{
    /// <inheritdoc/>
    public sealed override IReadOnlyList<Warp> DrawAll(Scene scene, TransformRandom random) => Named(() => DrawWarps(scene, random));

    /// <inheritdoc/>
    protected sealed override torch.Tensor Apply(torch.Tensor image, TransformRandom random) => throw new InvalidOperationException("A tiling makes a list.");

    /// <inheritdoc/>
    protected override object? ApplyTo(object? value, TransformRandom random)
    {
        var image = Image(value);
        return DrawWarps(SizeOf(image), random).Select(warp => (object?)MoveImage(warp, image)).ToList();
    }

    /// <summary>Draws what is done; see <see cref="MovingOperation.DrawAll"/>.</summary>
    /// <param name="scene">The image's size, and what is in it.</param>
    /// <param name="random">What chance decides.</param>
    /// <exception cref="UserErrorException">The operation cannot be done to such an image.</exception>
    protected abstract IReadOnlyList<Warp> DrawWarps(Scene scene, TransformRandom random);
}
