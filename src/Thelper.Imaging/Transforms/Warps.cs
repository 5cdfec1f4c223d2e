using Thelper.Torch;

namespace Thelper.Imaging.Transforms;

/// <summary>The warps that operations are made of; those that interpolate do it in OpenCV's arithmetic.</summary>
public static class Warps
{
    /// <summary>Changes nothing.</summary>
    /// <param name="height">Height of the images.</param>
    /// <param name="width">Width of the images.</param>
    public static Warp Same(long height, long width) => Pixels(height, width, image => image);

    /// <summary>Changes the values of pixels, and no place.</summary>
    /// <param name="height">Height of the images.</param>
    /// <param name="width">Width of the images.</param>
    /// <param name="change">Changes an image, H×W or H×W×C.</param>
    public static Warp Pixels(long height, long width, Func<torch.Tensor, torch.Tensor> change) =>
        new MatrixWarp(height, width, height, width, PlaneMap.Identity, change, (h, w) => Pixels(h, w, change));

    /// <summary>Mirrors.</summary>
    /// <param name="height">Height of the images.</param>
    /// <param name="width">Width of the images.</param>
    /// <param name="horizontal">Whether left and right change places.</param>
    /// <param name="vertical">Whether top and bottom do.</param>
    public static Warp Flip(long height, long width, bool horizontal, bool vertical)
    {
        var map = new PlaneMap(horizontal ? -1 : 1, 0, horizontal ? width : 0, 0, vertical ? -1 : 1, vertical ? height : 0);
        long[] axes = [.. vertical ? [0L] : Array.Empty<long>(), .. horizontal ? [1L] : Array.Empty<long>()];
        return new MatrixWarp(height, width, height, width, map, image => axes.Length == 0 ? image : Flipped(image, axes), (h, w) => Flip(h, w, horizontal, vertical));
    }

    // OpenCV moves whole pixels, where it takes the image; a general copy goes number by number.
    private static torch.Tensor Flipped(torch.Tensor image, long[] axes) => ImageView.Takes(image)
        ? ImageOps.Flip(image, axes.Length == 2 ? FlipAxis.Both : axes[0] == 0 ? FlipAxis.Vertical : FlipAxis.Horizontal)
        : aten.flip(image, axes);

    /// <summary>Turns by right angles, counter-clockwise.</summary>
    /// <param name="height">Height of the images.</param>
    /// <param name="width">Width of the images.</param>
    /// <param name="quarters">How many; also below 0.</param>
    public static Warp Turn(long height, long width, int quarters)
    {
        quarters = ((quarters % 4) + 4) % 4;
        var map = quarters switch
        {
            0 => PlaneMap.Identity,
            1 => new PlaneMap(0, 1, 0, -1, 0, width),
            2 => new PlaneMap(-1, 0, width, 0, -1, height),
            _ => new PlaneMap(0, -1, height, 1, 0, 0),
        };
        var (outHeight, outWidth) = quarters % 2 == 0 ? (height, width) : (width, height);
        return new MatrixWarp(height, width, outHeight, outWidth, map, image => quarters == 0 ? image : aten.rot90(image, quarters, [0, 1]), (h, w) => Turn(h, w, quarters));
    }

    /// <summary>Makes rows columns: mirrors at the diagonal from the upper left.</summary>
    /// <param name="height">Height of the images.</param>
    /// <param name="width">Width of the images.</param>
    public static Warp Transpose(long height, long width) =>
        new MatrixWarp(height, width, width, height, new PlaneMap(0, 1, 0, 1, 0, 0), image => image.transpose(0, 1), Transpose);

    /// <summary>Cuts a rectangle out, which may reach over the edges; so it adds borders too.</summary>
    /// <param name="height">Height of the images.</param>
    /// <param name="width">Width of the images.</param>
    /// <param name="left">First column; may be negative.</param>
    /// <param name="top">First row; may be negative.</param>
    /// <param name="outHeight">Height of the rectangle.</param>
    /// <param name="outWidth">Width of the rectangle.</param>
    /// <param name="border">What lies outside.</param>
    /// <param name="value">Outside values of the first four channels, for a constant border; missing ones are 0.</param>
    public static Warp Crop(long height, long width, long left, long top, long outHeight, long outWidth, BorderMode border = BorderMode.Constant, double[]? value = null) =>
        Crop(height, width, left, top, outHeight, outWidth, border, (image, x, y, h, w) => ImageOps.SafeCrop(image, x, y, x + w, y + h, border, value ?? []));

    /// <summary>Cuts a rectangle out in a library's own way.</summary>
    /// <param name="height">Height of the images.</param>
    /// <param name="width">Width of the images.</param>
    /// <param name="left">First column; may be negative.</param>
    /// <param name="top">First row; may be negative.</param>
    /// <param name="outHeight">Height of the rectangle.</param>
    /// <param name="outWidth">Width of the rectangle.</param>
    /// <param name="border">What label maps show outside.</param>
    /// <param name="cut">Cuts from an image: left, top, height and width.</param>
    public static Warp Crop(
        long height, long width, long left, long top, long outHeight, long outWidth, BorderMode border, Func<torch.Tensor, long, long, long, long, torch.Tensor> cut) => new MatrixWarp(
        height,
        width,
        outHeight,
        outWidth,
        PlaneMap.Shift(-left, -top),
        image => (left, top, outHeight, outWidth) == (0, 0, height, width) ? image : cut(image, left, top, outHeight, outWidth),
        (h, w) =>
        {
            var (x, y) = (w / (double)width, h / (double)height);
            return Crop(h, w, Scaled(left, x), Scaled(top, y), Math.Max(1, Scaled(outHeight, y)), Math.Max(1, Scaled(outWidth, x)), border, cut);
        },
        border: border);

    /// <summary>Changes the size.</summary>
    /// <param name="height">Height of the images.</param>
    /// <param name="width">Width of the images.</param>
    /// <param name="outHeight">New height.</param>
    /// <param name="outWidth">New width.</param>
    /// <param name="interpolation">How pixels are made of their neighbours. Label maps take the nearest pixel, the image's own where that is the interpolation.</param>
    public static Warp Resize(long height, long width, long outHeight, long outWidth, Interpolation interpolation = Interpolation.Linear) => new MatrixWarp(
        height,
        width,
        outHeight,
        outWidth,
        PlaneMap.Scale(outWidth / (double)width, outHeight / (double)height),
        image => ImageOps.Resize(image, outWidth, outHeight, interpolation),
        (h, w) => Resize(h, w, Math.Max(1, Scaled(outHeight, h / (double)height)), Math.Max(1, Scaled(outWidth, w / (double)width)), interpolation),
        (labels, _) => LabelMaps.Through(labels, map => ImageOps.Resize(map, outWidth, outHeight, interpolation is Interpolation.Nearest ? Interpolation.Nearest : Interpolation.NearestExact)));

    /// <summary>Maps the plane by OpenCV's affine warp.</summary>
    /// <param name="height">Height of the images.</param>
    /// <param name="width">Width of the images.</param>
    /// <param name="matrix">2×3 numbers as OpenCV takes them: pixels lie at whole numbers.</param>
    /// <param name="outHeight">Height of the results.</param>
    /// <param name="outWidth">Width of the results.</param>
    /// <param name="flags">An <see cref="Interpolation"/>, plus 16 if the matrix maps results to images.</param>
    /// <param name="border">What lies outside.</param>
    /// <param name="value">Outside values of the first four channels, for a constant border; missing ones are 0.</param>
    public static Warp Affine(long height, long width, double[] matrix, long outHeight, long outWidth, int flags = 1, BorderMode border = BorderMode.Constant, double[]? value = null)
    {
        const int Inverse = 16;
        var given = PlaneMap.OfCenters(matrix);
        var degenerate = (matrix[0] * matrix[4]) - (matrix[1] * matrix[3]) == 0;
        return new MatrixWarp(
            height,
            width,
            outHeight,
            outWidth,
            (flags & Inverse) == 0 || degenerate ? given : given.Inverse(),
            image => ImageOps.WarpAffine(image, matrix, outWidth, outHeight, flags, border, value ?? []),
            (h, w) =>
            {
                var (x, y) = (w / (double)width, h / (double)height);
                var scaled = PlaneMap.Scale(1 / x, 1 / y).Then(given).Then(PlaneMap.Scale(x, y)).ToCenters();
                return Affine(h, w, scaled[..6], Math.Max(1, Scaled(outHeight, y)), Math.Max(1, Scaled(outWidth, x)), flags, border, value);
            },
            (labels, fill) => LabelMaps.Through(labels, map => ImageOps.WarpAffine(map, matrix, outWidth, outHeight, flags & Inverse, border, fill, fill, fill, fill)),
            border);
    }

    private static long Scaled(long length, double factor) => (long)Math.Round(length * factor);
}
