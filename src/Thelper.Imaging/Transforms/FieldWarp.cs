using Thelper.Torch;

namespace Thelper.Imaging.Transforms;

/// <summary>A warp that bends: for each pixel of the result it is known where its centre comes from.</summary>
public sealed class FieldWarp : Warp
{
    private const int Rounds = 60;
    private const double Close = 1e-3;
    private const double Lost = 0.25;
    private readonly float[] shiftX;
    private readonly float[] shiftY;
    private readonly Func<FieldWarp, torch.Tensor, torch.Tensor> image;
    private readonly Func<FieldWarp, torch.Tensor, double, torch.Tensor>? labels;
    private readonly BorderMode border;
    private readonly (double X, double Y) scale;

    /// <summary>Creates a warp.</summary>
    /// <param name="height">Height of the images.</param>
    /// <param name="width">Width of the images.</param>
    /// <param name="outHeight">Height of the results.</param>
    /// <param name="outWidth">Width of the results.</param>
    /// <param name="shiftX">
    /// For each pixel of the result, row after row, how far right of its place its centre comes from, in pixels of the image; its place is what resizing
    /// alone would take, for results as large as the image its own.
    /// </param>
    /// <param name="shiftY">The same downwards.</param>
    /// <param name="image">Moves images; it receives the warp, whose field may be that of another size.</param>
    /// <param name="labels">Moves label maps with a fill, where it is not simply the pixel that holds the place.</param>
    /// <param name="border">What label maps show outside.</param>
    public FieldWarp(
        long height,
        long width,
        long outHeight,
        long outWidth,
        float[] shiftX,
        float[] shiftY,
        Func<FieldWarp, torch.Tensor, torch.Tensor> image,
        Func<FieldWarp, torch.Tensor, double, torch.Tensor>? labels = null,
        BorderMode border = BorderMode.Constant)
        : base(height, width, outHeight, outWidth)
    {
        (this.shiftX, this.shiftY, this.image, this.labels, this.border) = (shiftX, shiftY, image, labels, border);
        scale = (width / (double)outWidth, height / (double)outHeight);
    }

    /// <inheritdoc/>
    public override bool KeepsLines => false;

    /// <summary>The shifts to the right, row after row.</summary>
    public ReadOnlySpan<float> ShiftX => shiftX;

    /// <summary>The shifts downwards.</summary>
    public ReadOnlySpan<float> ShiftY => shiftY;

    /// <inheritdoc/>
    protected override BorderMode Border => border;

    /// <inheritdoc/>
    public override torch.Tensor Image(torch.Tensor image) => this.image(this, image);

    /// <inheritdoc/>
    public override torch.Tensor Labels(torch.Tensor labels, double fill) => this.labels is { } own ? own(this, labels, fill) : base.Labels(labels, fill);

    /// <inheritdoc/>
    public override (double X, double Y) Source(double x, double y)
    {
        // Between centres the shifts are interpolated, beyond the outer ones they stay.
        var (u, v) = (Math.Clamp(x - 0.5, 0, OutWidth - 1), Math.Clamp(y - 0.5, 0, OutHeight - 1));
        var (left, top) = ((long)u, (long)v);
        var (right, bottom) = (Math.Min(left + 1, OutWidth - 1), Math.Min(top + 1, OutHeight - 1));
        var (du, dv) = (u - left, v - top);
        double Between(float[] field)
        {
            var upper = field[(top * OutWidth) + left] + ((field[(top * OutWidth) + right] - field[(top * OutWidth) + left]) * du);
            var lower = field[(bottom * OutWidth) + left] + ((field[(bottom * OutWidth) + right] - field[(bottom * OutWidth) + left]) * du);
            return upper + ((lower - upper) * dv);
        }

        return ((x * scale.X) + Between(shiftX), (y * scale.Y) + Between(shiftY));
    }

    /// <inheritdoc/>
    /// <remarks>Found by going back and forth; where the field folds over, by the nearest pixel first.</remarks>
    public override (double X, double Y) Point(double x, double y)
    {
        var (at, missed) = Approach((x / scale.X, y / scale.Y), x, y);
        if (missed < Lost)
        {
            return at;
        }

        var (again, still) = Approach(Nearest(x, y), x, y);
        return still < missed ? again : at;
    }

    /// <inheritdoc/>
    public override Warp At(long height, long width)
    {
        if (height == Height && width == Width)
        {
            return this;
        }

        var (factorX, factorY) = (width / (double)Width, height / (double)Height);
        var (outWidth, outHeight) = (Math.Max(1, (long)Math.Round(OutWidth * factorX)), Math.Max(1, (long)Math.Round(OutHeight * factorY)));
        var (right, down) = (new float[outHeight * outWidth], new float[outHeight * outWidth]);
        for (long row = 0, i = 0; row < outHeight; row++)
        {
            for (var column = 0L; column < outWidth; column++, i++)
            {
                var (x, y) = ((column + 0.5) * OutWidth / outWidth, (row + 0.5) * OutHeight / outHeight);
                var (sourceX, sourceY) = Source(x, y);
                (right[i], down[i]) = ((float)((sourceX - (x * scale.X)) * factorX), (float)((sourceY - (y * scale.Y)) * factorY));
            }
        }

        return new FieldWarp(height, width, outHeight, outWidth, right, down, image, labels, border);
    }

    /// <inheritdoc/>
    /// <remarks>Where the field folds over, or bends too much between the places that are followed, what bounds the pixels that show the area counts.</remarks>
    internal override (List<(double X, double Y)> Visible, double Share) Area(List<(double X, double Y)> corners)
    {
        var (visible, share) = base.Area(corners);
        if (Shown(corners) is not { } shown)
        {
            // Less than a pixel may show no centre; more that nothing shows is not there.
            var thin = visible.Count > 2 && Polygon.Hull(visible) is var rest && Math.Min(rest.Width, rest.Height) <= 1;
            return thin ? (visible, share) : ([], 0);
        }

        const double Near = 0.5;
        var hull = visible.Count > 2 ? Polygon.Hull(visible) : default;
        var same = Math.Abs(hull.Left - shown.Left) <= Near && Math.Abs(hull.Top - shown.Top) <= Near && Math.Abs(hull.Right - shown.Right) <= Near && Math.Abs(hull.Bottom - shown.Bottom) <= Near;
        return same && share > 0 ? (visible, share) : (Polygon.Of(shown), share > 0 ? share : Math.Min(1, shown.Area / Math.Max(Polygon.Area(corners), 1)));
    }

    // What bounds the pixels of the result whose centres come from an area; null if none does.
    private BoxEdges? Shown(List<(double X, double Y)> corners)
    {
        var area = Polygon.Hull(corners);
        var upright = corners.Count == 4 && corners.TrueForAll(corner => (corner.X == area.Left || corner.X == area.Right) && (corner.Y == area.Top || corner.Y == area.Bottom));
        var (left, top, right, bottom) = (long.MaxValue, long.MaxValue, -1L, -1L);
        for (long row = 0, i = 0; row < OutHeight; row++)
        {
            for (var column = 0L; column < OutWidth; column++, i++)
            {
                var (x, y) = (((column + 0.5) * scale.X) + shiftX[i], ((row + 0.5) * scale.Y) + shiftY[i]);
                if (x >= area.Left && x < area.Right && y >= area.Top && y < area.Bottom && (upright || Polygon.Holds(corners, x, y)))
                {
                    (left, top, right, bottom) = (Math.Min(left, column), Math.Min(top, row), Math.Max(right, column), Math.Max(bottom, row));
                }
            }
        }

        return right < 0 ? null : new BoxEdges(left, top, right + 1, bottom + 1);
    }

    private ((double X, double Y) At, double Missed) Approach((double X, double Y) start, double x, double y)
    {
        var (best, least) = (start, double.PositiveInfinity);
        for (var (round, at) = (0, start); round < Rounds; round++)
        {
            var (sourceX, sourceY) = Source(at.X, at.Y);
            var (errorX, errorY) = (x - sourceX, y - sourceY);
            var missed = Math.Max(Math.Abs(errorX), Math.Abs(errorY));
            if (missed < least)
            {
                (best, least) = (at, missed);
            }

            if (missed < Close)
            {
                break;
            }

            // Half a step from the middle on: where the field changes fast, whole ones go to and fro.
            var step = round < Rounds / 2 ? 1 : 0.5;
            at = (at.X + (step * errorX / scale.X), at.Y + (step * errorY / scale.Y));
        }

        return (best, least);
    }

    private (double X, double Y) Nearest(double x, double y)
    {
        var (best, least) = (0L, double.PositiveInfinity);
        for (long row = 0, i = 0; row < OutHeight; row++)
        {
            for (var column = 0L; column < OutWidth; column++, i++)
            {
                var (errorX, errorY) = (((column + 0.5) * scale.X) + shiftX[i] - x, ((row + 0.5) * scale.Y) + shiftY[i] - y);
                var distance = (errorX * errorX) + (errorY * errorY);
                if (distance < least)
                {
                    (best, least) = (i, distance);
                }
            }
        }

        return ((best % OutWidth) + 0.5, (best / OutWidth) + 0.5);
    }
}
