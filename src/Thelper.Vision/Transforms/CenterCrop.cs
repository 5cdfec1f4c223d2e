using Thelper.Imaging.Transforms;
using static Thelper.Vision.Transforms.TorchvisionArguments;

namespace Thelper.Vision.Transforms;

/// <summary>Cuts out the centre; what lies outside the image is 0.</summary>
[TypeName("torchvision.transforms.CenterCrop", "torchvision.transforms.transforms.CenterCrop")]
public sealed class CenterCrop : TorchvisionSpatialOperation
{
    private readonly (int Height, int Width) size;

    /// <summary>Creates the operation.</summary>
    /// <param name="size">Height and width, or one number for both.</param>
    public CenterCrop([ConfigValue(Holds = [typeof(long), typeof(List<long>)], Example = "[224, 224]")] object? size) => this.size = Size(size, "size");

    /// <inheritdoc/>
    public override bool IsRandom => false;

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random) => WarpOf(scene.Height, scene.Width, size.Height, size.Width);

    /// <inheritdoc/>
    protected override string Arguments() => $"size={TransformArguments.Tuple((long)size.Height, (long)size.Width)}";

    /// <summary>The centre of images of one size.</summary>
    internal static Warp WarpOf(long height, long width, long outHeight, long outWidth)
    {
        // A border goes first where one is needed, and half-way cases go to the even number, as in Python.
        static long Start(long length, long wanted)
        {
            var over = Math.Max(wanted - length, 0);
            return (long)Math.Round((length + over - wanted) / 2.0) - (over / 2);
        }

        return new MatrixWarp(
            height,
            width,
            outHeight,
            outWidth,
            PlaneMap.Shift(-Start(width, outWidth), -Start(height, outHeight)),
            image => TorchvisionImage.OnPlanes(image, planes => torchvision.transforms.functional.center_crop(planes, (int)outHeight, (int)outWidth)),
            (h, w) => WarpOf(h, w, (long)Math.Round(outHeight * h / (double)height), (long)Math.Round(outWidth * w / (double)width)));
    }
}
