namespace Thelper.Geo.Systems;

/// <summary>Where on the ground a pixel is, in GDAL's order of six numbers. Pixels are areas: (0, 0) is the outer corner of the first one, (0.5, 0.5) its centre.</summary>
/// <param name="X">Ground x of the first pixel's outer corner.</param>
/// <param name="PixelWidth">Change of x by a column.</param>
/// <param name="SkewX">Change of x by a row; 0 unless the raster is turned.</param>
/// <param name="Y">Ground y of the first pixel's outer corner.</param>
/// <param name="SkewY">Change of y by a column; 0 unless the raster is turned.</param>
/// <param name="PixelHeight">Change of y by a row; below 0 where the first row is the northern one.</param>
public readonly record struct GeoTransform(double X, double PixelWidth, double SkewX, double Y, double SkewY, double PixelHeight)
{
    /// <summary>Pixel numbers themselves: a raster that says nothing.</summary>
    public static GeoTransform None { get; } = new(0, 1, 0, 0, 0, 1);

    /// <summary>The six numbers in GDAL's order.</summary>
    public double[] ToArray() => [X, PixelWidth, SkewX, Y, SkewY, PixelHeight];

    /// <summary>Reads six numbers in GDAL's order.</summary>
    /// <param name="numbers">They.</param>
    public static GeoTransform Of(ReadOnlySpan<double> numbers) => numbers.Length == 6
        ? new(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5])
        : throw new ArgumentException("a geotransform has six numbers", nameof(numbers));

    /// <summary>Area of a pixel in square units of the ground; 0 where pixels have no place.</summary>
    public double PixelArea => Math.Abs((PixelWidth * PixelHeight) - (SkewX * SkewY));

    /// <summary>Whether rows and columns run along the axes of the ground.</summary>
    public bool IsAligned => SkewX == 0 && SkewY == 0;

    /// <summary>The place of a point of the raster on the ground (the original's <c>get_geocoord</c>).</summary>
    /// <param name="column">Pixels from the left edge.</param>
    /// <param name="row">Pixels from the top edge.</param>
    public (double X, double Y) ToGround(double column, double row) =>
        (X + (column * PixelWidth) + (row * SkewX), Y + (column * SkewY) + (row * PixelHeight));

    /// <summary>The place of a point of the ground in the raster, in fractions of pixels (the original's <c>get_pxcoord</c>).</summary>
    /// <param name="x">Ground x.</param>
    /// <param name="y">Ground y.</param>
    /// <exception cref="GeoException">The pixels have no area.</exception>
    public (double Column, double Row) ToPixel(double x, double y)
    {
        var determinant = (PixelWidth * PixelHeight) - (SkewX * SkewY);
        if (determinant == 0 || !double.IsFinite(determinant))
        {
            throw new GeoException($"the geotransform {this} has no inverse: its pixels have no area");
        }

        // The inverse matrix first, as affine does: its roundings are the original's.
        var inverse = 1 / determinant;
        var (a, b, d, e) = (PixelHeight * inverse, -SkewX * inverse, -SkewY * inverse, PixelWidth * inverse);
        var (c, f) = ((-X * a) - (Y * b), (-X * d) - (Y * e));
        return ((x * a) + (y * b) + c, (x * d) + (y * e) + f);
    }

    /// <summary>The transform of a window whose first pixel is another one.</summary>
    /// <param name="column">Column of its first pixel.</param>
    /// <param name="row">Row of its first pixel.</param>
    public GeoTransform At(double column, double row)
    {
        var (x, y) = ToGround(column, row);
        return this with { X = x, Y = y };
    }

    /// <summary>The corners of a window: top left, bottom left, bottom right, top right (the original's <c>get_geoextent</c>).</summary>
    /// <param name="column">Its first column.</param>
    /// <param name="row">Its first row.</param>
    /// <param name="columns">Its width.</param>
    /// <param name="rows">Its height.</param>
    public IReadOnlyList<(double X, double Y)> Extent(double column, double row, double columns, double rows) =>
        [ToGround(column, row), ToGround(column, row + rows), ToGround(column + columns, row + rows), ToGround(column + columns, row)];

    /// <summary>The six numbers as a list.</summary>
    public override string ToString() => $"[{string.Join(", ", ToArray().Select(number => PythonRepr.Of(number)))}]";
}
