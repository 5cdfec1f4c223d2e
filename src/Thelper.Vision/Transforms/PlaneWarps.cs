using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Transforms;

/// <summary>Maps that keep lines straight, as torchvision does them: bytes by PIL, real numbers by PyTorch.</summary>
internal static class PlaneWarps
{
    /// <summary>A map of images of one size.</summary>
    /// <param name="scene">The image.</param>
    /// <param name="source">Leads from places in the result to places in the image.</param>
    /// <param name="outHeight">Height of the result.</param>
    /// <param name="outWidth">Width of the result.</param>
    /// <param name="filter">Nearest, bilinear or bicubic (bytes only).</param>
    /// <param name="fill">Value outside: a number, or one per channel; null for 0.</param>
    public static Warp Of(Scene scene, PlaneMap source, long outHeight, long outWidth, PilFilter filter, object? fill)
    {
        var (height, width) = (scene.Height, scene.Width);
        torch.Tensor Grid(torch.ScalarType type) => GridSample.Grid(source, height, width, outHeight, outWidth, type);
        return new MatrixWarp(
            height,
            width,
            outHeight,
            outWidth,
            source.Inverse(),
            image =>
            {
                var values = Padding.Values(fill, (int)image.shape[2]);
                if (!image.is_floating_point())
                {
                    return PilTransform.Map(image, source, outHeight, outWidth, filter, Bytes(values));
                }

                RequireForNumbers(filter);
                using var grid = Grid(image.dtype);
                return TorchvisionImage.OnPlanes(image, planes => GridSample.At(planes, grid, filter == PilFilter.Nearest, values));
            },
            (h, w) =>
            {
                var (x, y) = (w / (double)width, h / (double)height);
                var (newHeight, newWidth) = (Math.Max(1, (long)Math.Round(outHeight * y)), Math.Max(1, (long)Math.Round(outWidth * x)));
                return Of(scene with { Height = h, Width = w }, PlaneMap.Scale(1 / x, 1 / y).Then(source).Then(PlaneMap.Scale(x, y)), newHeight, newWidth, filter, fill);
            },
            (labels, label) =>
            {
                if (!scene.IsReal)
                {
                    return PilTransform.MapLabels(labels, source, outHeight, outWidth, label);
                }

                using var grid = Grid(torch.float32);
                return GridSample.Labels(labels, grid, label);
            });
    }

    /// <summary>A turn, a shift, a scale and shears about a point, as the map from results to images.</summary>
    /// <param name="center">What stays in place, but for the shift.</param>
    /// <param name="angle">Clockwise, in degrees.</param>
    /// <param name="translate">The shift, in pixels.</param>
    /// <param name="scale">The factor, above 0.</param>
    /// <param name="shear">Angles in degrees, along x and y.</param>
    public static PlaneMap Source((double X, double Y) center, double angle, (double X, double Y) translate, double scale, (double X, double Y) shear)
    {
        static double Radians(double degrees) => degrees * Math.PI / 180;
        var (turn, alongX, alongY) = (Radians(angle), Radians(shear.X), Radians(shear.Y));
        // Turn times scale times both shears has the determinant scale²: its opposite is written down at once.
        var a = Math.Cos(turn - alongY) / Math.Cos(alongY);
        var b = (-Math.Cos(turn - alongY) * Math.Tan(alongX) / Math.Cos(alongY)) - Math.Sin(turn);
        var c = Math.Sin(turn - alongY) / Math.Cos(alongY);
        var d = (-Math.Sin(turn - alongY) * Math.Tan(alongX) / Math.Cos(alongY)) + Math.Cos(turn);
        var (xx, xy, yx, yy) = (d / scale, -b / scale, -c / scale, a / scale);
        var (backX, backY) = (-center.X - translate.X, -center.Y - translate.Y);
        return new PlaneMap(xx, xy, (xx * backX) + (xy * backY) + center.X, yx, yy, (yx * backX) + (yy * backY) + center.Y);
    }

    /// <summary>A turn counter-clockwise.</summary>
    /// <param name="scene">The image.</param>
    /// <param name="degrees">The angle.</param>
    /// <param name="expand">Whether the result holds the whole turned image.</param>
    /// <param name="center">What stays in place (x, y); null for the image's centre.</param>
    /// <param name="filter">Nearest, bilinear or bicubic (bytes only).</param>
    /// <param name="fill">Value outside: a number, or one per channel; null for 0.</param>
    public static Warp Rotate(Scene scene, double degrees, bool expand, (double X, double Y)? center, PilFilter filter, object? fill) =>
        scene.IsReal ? RotateNumbers(scene, degrees, expand, center, filter, fill) : RotateBytes(scene, degrees, expand, center, filter, fill);

    /// <summary>The perspective that brings four points to four others, as the map from results to images.</summary>
    /// <param name="from">Points of the image: upper left, upper right, lower right, lower left.</param>
    /// <param name="to">Where they go.</param>
    public static PlaneMap Perspective(IReadOnlyList<(double X, double Y)> from, IReadOnlyList<(double X, double Y)> to)
    {
        using var scope = torch.NewDisposeScope();
        var rows = new List<double>();
        for (var i = 0; i < 4; i++)
        {
            var ((x, y), (u, v)) = (to[i], from[i]);
            rows.AddRange([x, y, 1, 0, 0, 0, -u * x, -u * y]);
            rows.AddRange([0, 0, 0, x, y, 1, -v * x, -v * y]);
        }

        // In single precision and by least squares, as torchvision solves it: at the border between two pixels the rounding decides.
        var wanted = torch.tensor([.. from.SelectMany(point => new[] { (float)point.X, (float)point.Y })], [8, 1]);
        var solution = aten.linalg_lstsq(torch.tensor(rows.ConvertAll(number => (float)number).ToArray(), [8, 8]), wanted, driver: "gels").Item1;
        return new PlaneMap([.. Array.ConvertAll(solution.flatten().DataSpan<float>().ToArray(), number => (double)number), 1.0]);
    }

    /// <summary>Fill values of images of bytes.</summary>
    public static byte[] Bytes(double[] values) => Array.ConvertAll(values, value => (byte)Math.Clamp(value, 0, 255));

    /// <summary>Refuses what PyTorch cannot do.</summary>
    public static void RequireForNumbers(PilFilter filter)
    {
        if (filter is not (PilFilter.Nearest or PilFilter.Bilinear))
        {
            throw new UserErrorException($"arrays of real numbers are moved with nearest or bilinear interpolation, not {PilFilters.Text(filter)}");
        }
    }

    // As PIL turns: by right angles exactly, and otherwise with rounded sines.
    private static Warp RotateBytes(Scene scene, double degrees, bool expand, (double X, double Y)? center, PilFilter filter, object? fill)
    {
        var (height, width) = (scene.Height, scene.Width);
        degrees -= Math.Floor(degrees / 360) * 360;
        if (center is null && (degrees is 0 or 180 || (degrees is 90 or 270 && (expand || height == width))))
        {
            return Warps.Turn(height, width, (int)degrees / 90);
        }

        var radians = -degrees * Math.PI / 180;
        var (cos, sin) = (Math.Round(Math.Cos(radians), 15), Math.Round(Math.Sin(radians), 15));
        var (cx, cy) = center ?? (width / 2.0, height / 2.0);
        double[] to = [cos, sin, cx - (cos * cx) - (sin * cy), -sin, cos, cy + (sin * cx) - (cos * cy)];
        var (newWidth, newHeight) = (width, height);
        if (expand)
        {
            var corners = new[] { (0L, 0L), (width, 0L), (width, height), (0L, height) }.Select(p => (X: (to[0] * p.Item1) + (to[1] * p.Item2) + to[2], Y: (to[3] * p.Item1) + (to[4] * p.Item2) + to[5])).ToArray();
            newWidth = (long)(Math.Ceiling(corners.Max(p => p.X)) - Math.Floor(corners.Min(p => p.X)));
            newHeight = (long)(Math.Ceiling(corners.Max(p => p.Y)) - Math.Floor(corners.Min(p => p.Y)));
            var (dx, dy) = (-(newWidth - width) / 2.0, -(newHeight - height) / 2.0);
            (to[2], to[5]) = ((to[0] * dx) + (to[1] * dy) + to[2], (to[3] * dx) + (to[4] * dy) + to[5]);
        }

        return Of(scene, new PlaneMap(to), newHeight, newWidth, filter, fill);
    }

    // As torchvision turns tensors: about their centre.
    private static Warp RotateNumbers(Scene scene, double degrees, bool expand, (double X, double Y)? center, PilFilter filter, object? fill) =>
        Of(scene, RotateSource(scene, degrees, expand, center, out var height, out var width), height, width, filter, fill);

    /// <summary>A turn of a tensor, as the map from results to images.</summary>
    public static PlaneMap RotateSource(Scene scene, double degrees, bool expand, (double X, double Y)? center, out long outHeight, out long outWidth)
    {
        const double Tolerance = 1e-4;
        var (height, width) = (scene.Height, scene.Width);
        var about = center is { } given ? (given.X - (width * 0.5), given.Y - (height * 0.5)) : (0.0, 0.0);
        var source = Source(about, -degrees, (0, 0), 1, (0, 0));
        (outHeight, outWidth) = (height, width);
        if (expand)
        {
            var corners = new[] { (-0.5, -0.5), (-0.5, 0.5), (0.5, 0.5), (0.5, -0.5) }.Select(p => source.Apply(p.Item1 * width, p.Item2 * height)).ToArray();
            long Length(IEnumerable<double> places, long length) =>
                (long)(Math.Ceiling(Math.Truncate((places.Max() + (length * 0.5)) / Tolerance) * Tolerance) - Math.Floor(Math.Truncate((places.Min() + (length * 0.5)) / Tolerance) * Tolerance));
            (outWidth, outHeight) = (Length(corners.Select(p => p.X), width), Length(corners.Select(p => p.Y), height));
        }

        return PlaneMap.Shift(outWidth * -0.5, outHeight * -0.5).Then(source).Then(PlaneMap.Shift(width * 0.5, height * 0.5));
    }
}
