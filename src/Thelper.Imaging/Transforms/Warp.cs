using Thelper.Torch;

namespace Thelper.Imaging.Transforms;

/// <summary>What a spatial operation does to images of one size, once drawn: to the image itself, and to all that belongs to it.</summary>
/// <remarks>
/// Places are in pixels, and pixel i covers the numbers from i to i + 1: its centre lies at i + 0.5, the image reaches from 0 to its width. Images
/// and maps are H×W or H×W×C here, of the height and width that the warp was made for.
/// </remarks>
public abstract class Warp
{
    private const double Tiny = 1e-9;

    /// <summary>Creates a warp.</summary>
    /// <param name="height">Height of the images.</param>
    /// <param name="width">Width of the images.</param>
    /// <param name="outHeight">Height of the results.</param>
    /// <param name="outWidth">Width of the results.</param>
    protected Warp(long height, long width, long outHeight, long outWidth) => (Height, Width, OutHeight, OutWidth) = (height, width, outHeight, outWidth);

    /// <summary>Height of the images.</summary>
    public long Height { get; }

    /// <summary>Width of the images.</summary>
    public long Width { get; }

    /// <summary>Height of the results.</summary>
    public long OutHeight { get; }

    /// <summary>Width of the results.</summary>
    public long OutWidth { get; }

    /// <summary>Whether nothing changes its place.</summary>
    public virtual bool StaysPut => false;

    /// <summary>Whether straight lines stay straight; of bent ones the whole course counts, not the ends.</summary>
    public virtual bool KeepsLines => true;

    /// <summary>Whether left and right change places, as in a mirror.</summary>
    public bool Mirrors
    {
        get
        {
            var (o, x, y) = (Point(Width / 2.0, Height / 2.0), Point((Width / 2.0) + 0.5, Height / 2.0), Point(Width / 2.0, (Height / 2.0) + 0.5));
            return ((x.X - o.X) * (y.Y - o.Y)) - ((x.Y - o.Y) * (y.X - o.X)) < 0;
        }
    }

    /// <summary>What label maps have where nothing of the image is: outside for <see cref="BorderMode.Constant"/>, else as the image.</summary>
    protected virtual BorderMode Border => BorderMode.Constant;

    /// <summary>Moves the image, in the arithmetic of the operation's own library.</summary>
    /// <param name="image">H×W or H×W×C; not always contiguous.</param>
    /// <returns>The moved image, a view of the given one, or itself.</returns>
    /// <exception cref="UserErrorException">The image does not suit the operation.</exception>
    public abstract torch.Tensor Image(torch.Tensor image);

    /// <summary>Moves a map of labels: each pixel of the result is one of the map's, or the fill.</summary>
    /// <param name="labels">H×W or H×W×C, of any type.</param>
    /// <param name="fill">The value where nothing of the map is.</param>
    /// <exception cref="UserErrorException">The map does not suit the operation.</exception>
    public virtual torch.Tensor Labels(torch.Tensor labels, double fill) => StaysPut ? labels : Sampling.Nearest(labels, this, Border, fill);

    /// <summary>Moves a map of real numbers, such as the chance of a key point, by linear interpolation; 0 outside.</summary>
    /// <param name="map">H×W or H×W×C, real numbers.</param>
    public virtual torch.Tensor HeatMap(torch.Tensor map) => StaysPut ? map : Sampling.Linear(map, this);

    /// <summary>Where a point of the image goes.</summary>
    /// <param name="x">Pixels from the left.</param>
    /// <param name="y">Pixels from the top.</param>
    public abstract (double X, double Y) Point(double x, double y);

    /// <summary>Where a point of the result comes from.</summary>
    /// <param name="x">Pixels from the left.</param>
    /// <param name="y">Pixels from the top.</param>
    public abstract (double X, double Y) Source(double x, double y);

    /// <summary>The same draw for images of another size, such as the same scene at a higher resolution; the size of the results grows with it.</summary>
    /// <param name="height">Height of the images.</param>
    /// <param name="width">Width of the images.</param>
    public abstract Warp At(long height, long width);

    /// <summary>Whether a point of the result shows what it is a point of: by default, whether it lies in the result.</summary>
    /// <param name="x">Pixels from the left.</param>
    /// <param name="y">Pixels from the top.</param>
    public virtual bool Keeps(double x, double y) => x >= 0 && y >= 0 && x < OutWidth && y < OutHeight;

    /// <summary>Moves a box: what bounds the part of the moved area that lies in the result. Null where none does.</summary>
    /// <param name="box">The box.</param>
    public MovedBox? Box(BoxEdges box)
    {
        if (StaysPut)
        {
            return new MovedBox(box, 1);
        }

        var (visible, share) = Area(Polygon.Of(box));
        return visible.Count < 3 || share <= 0 ? null : new MovedBox(Polygon.Hull(visible), share);
    }

    /// <summary>Moves an area.</summary>
    /// <param name="corners">Its corners.</param>
    /// <returns>The corners of what lies in the result, and how much of the whole that is.</returns>
    internal virtual (List<(double X, double Y)> Visible, double Share) Area(List<(double X, double Y)> corners)
    {
        if (StaysPut)
        {
            return (corners, 1);
        }

        var moved = (KeepsLines ? corners : Polygon.Dense(corners)).ConvertAll(point => Point(point.X, point.Y));
        var whole = Polygon.Area(moved);
        var visible = Polygon.Clip(moved, OutWidth, OutHeight);
        var share = whole > 0 && visible.Count > 2 ? Math.Min(1, Polygon.Area(visible) / whole) : 0;
        return (visible, share > 1 - Tiny ? 1 : share);
    }
}
