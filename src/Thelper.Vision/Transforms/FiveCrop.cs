using Thelper.Imaging.Transforms;

namespace Thelper.Vision.Transforms;

/// <summary>Makes five images of one: its corners (upper left, upper right, lower left, lower right) and its centre.</summary>
/// <param name="size">Height and width of each, or one number for both; at most those of the image.</param>
[TypeName("torchvision.transforms.FiveCrop", "torchvision.transforms.transforms.FiveCrop")]
public sealed class FiveCrop(object? size) : CropTiles(size)
{
    /// <inheritdoc/>
    protected override IReadOnlyList<Warp> DrawWarps(Scene scene, TransformRandom random) => Five(scene);
}
