using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Warps that OpenCV computes by perspective maps and by fields.</summary>
internal static class Sampled
{
    /// <summary>Refuses an interpolation of masks that mixes labels.</summary>
    public static void RequireNearest(object? value)
    {
        if (TransformArguments.Interpolation(value ?? 0L, "mask_interpolation") != Interpolation.Nearest)
        {
            throw new UserErrorException("'mask_interpolation' must be nearest: others mix labels");
        }
    }

    /// <summary>Maps the plane by a perspective.</summary>
    public static Warp Perspective(long height, long width, PlaneMap map, long outHeight, long outWidth, Interpolation interpolation, BorderMode border, double[] fill) => new MatrixWarp(
        height,
        width,
        outHeight,
        outWidth,
        map,
        image => ImageWarps.Perspective(image, map.ToCenters(), outWidth, outHeight, (int)interpolation, border, fill),
        (otherHeight, otherWidth) =>
        {
            var (x, y) = (otherWidth / (double)width, otherHeight / (double)height);
            return Perspective(
                otherHeight, otherWidth, PlaneMap.Scale(1 / x, 1 / y).Then(map).Then(PlaneMap.Scale(x, y)), Math.Max(1, (long)Math.Round(outHeight * y)), Math.Max(1, (long)Math.Round(outWidth * x)), interpolation, border, fill);
        },
        (labels, value) => LabelMaps.Through(labels, one => ImageWarps.Perspective(one, map.ToCenters(), outWidth, outHeight, 0, border, value, value, value, value)),
        border);

    /// <summary>Takes every pixel from a place nearby.</summary>
    /// <param name="scene">The image's size, which is the result's.</param>
    /// <param name="shiftX">How far to the right, row after row.</param>
    /// <param name="shiftY">How far downwards.</param>
    /// <param name="interpolation">How pixels between pixels are computed.</param>
    /// <param name="border">What lies outside.</param>
    /// <param name="fill">A constant.</param>
    public static Warp Field(Scene scene, float[] shiftX, float[] shiftY, Interpolation interpolation, BorderMode border, double[] fill) => new FieldWarp(
        scene.Height,
        scene.Width,
        scene.Height,
        scene.Width,
        shiftX,
        shiftY,
        (field, image) => Remapped(field, image, interpolation, border, fill),
        (field, labels, value) => LabelMaps.Through(labels, one => Remapped(field, one, Interpolation.Nearest, border, [value, value, value, value])),
        border);

    private static torch.Tensor Remapped(FieldWarp field, torch.Tensor image, Interpolation interpolation, BorderMode border, double[] fill)
    {
        var (right, down) = (field.ShiftX.ToArray(), field.ShiftY.ToArray());
        for (var i = 0; i < right.Length; i++)
        {
            right[i] += i % field.OutWidth;
            down[i] += i / field.OutWidth;
        }

        return ImageWarps.Remap(image, right, down, field.OutWidth, interpolation, border, fill);
    }
}
