using Thelper.Imaging.Transforms;

namespace Thelper.Vision.Transforms;

/// <summary>Makes ten images of one: those of <see cref="FiveCrop"/>, and those of its mirror image.</summary>
/// <param name="size">Height and width of each, or one number for both; at most those of the image.</param>
/// <param name="verticalFlip">Whether it is mirrored top to bottom, not left to right.</param>
[TypeName("torchvision.transforms.TenCrop", "torchvision.transforms.transforms.TenCrop")]
public sealed class TenCrop(object? size, bool verticalFlip = false) : CropTiles(size)
{
    /// <inheritdoc/>
    protected override IReadOnlyList<Warp> DrawWarps(Scene scene, TransformRandom random)
    {
        var mirror = Warps.Flip(scene.Height, scene.Width, horizontal: !verticalFlip, vertical: verticalFlip);
        return [.. Five(scene), .. Five(scene).Select(crop => new ChainWarp(mirror, crop))];
    }

    /// <inheritdoc/>
    protected override string Arguments() => $"{base.Arguments()}, vertical_flip={PythonRepr.Of(verticalFlip)}";
}
