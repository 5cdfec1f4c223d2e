using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Resizes to a given size.</summary>
[TypeName("albumentations.Resize")]
public sealed class Resize : MovingAlbumentation<bool>
{
    private readonly (int Height, int Width) size;
    private readonly Interpolation interpolation;

    /// <summary>Creates the operation.</summary>
    /// <param name="height">New height.</param>
    /// <param name="width">New width.</param>
    /// <param name="interpolation">How; linear by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Resize(int height, int width, object? interpolation = null, bool alwaysApply = false, double p = 1.0)
        : base(alwaysApply, p)
    {
        size = (Moves.Side(height, "height"), Moves.Side(width, "width"));
        this.interpolation = TransformArguments.Interpolation(interpolation, "interpolation");
    }

    /// <summary>Chance decides nothing.</summary>
    /// <param name="scene">The image's size.</param>
    /// <param name="random">What chance decides.</param>
    public override bool DrawParameters(Scene scene, TransformRandom random) => true;

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, bool draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return Warps.Resize(scene.Height, scene.Width, size.Height, size.Width, interpolation);
    }
}
