using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Data.Mixing;

/// <summary>The pixels of an image that a pasted object hides: a rectangle, or those of the object's mask.</summary>
internal sealed class Cover
{
    private readonly byte[]? pixels;
    private readonly long height;
    private readonly long width;

    private Cover(long left, long top, long right, long bottom, byte[]? pixels, long height, long width) =>
        (Left, Top, Right, Bottom, this.pixels, this.height, this.width) = (left, top, right, bottom, pixels, height, width);

    public long Left { get; }

    public long Top { get; }

    public long Right { get; }

    public long Bottom { get; }

    /// <summary>Whether all of the rectangle is hidden.</summary>
    public bool IsWhole => pixels is null;

    /// <summary>Whether nothing is hidden: a mask of which nothing lies in the box.</summary>
    public bool IsEmpty => pixels is not null && Array.IndexOf(pixels, (byte)1) < 0;

    /// <summary>The rectangle between edges.</summary>
    public static Cover Rectangle(long left, long top, long right, long bottom, long height, long width) => new(left, top, right, bottom, null, height, width);

    /// <summary>What of a mask lies in a rectangle of its image, pasted elsewhere.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="from">The rectangle.</param>
    /// <param name="left">Where it is pasted.</param>
    /// <param name="top">Where it is pasted.</param>
    /// <param name="height">Rows of the image that it is pasted into.</param>
    /// <param name="width">Its columns.</param>
    public static Cover Of(InstanceMask mask, (long Left, long Top, long Right, long Bottom) from, long left, long top, long height, long width)
    {
        var (there, here) = (new byte[mask.Height * mask.Width], new byte[height * width]);
        mask.Fill(there, 1);
        for (var y = from.Top; y < from.Bottom; y++)
        {
            there.AsSpan((int)((y * mask.Width) + from.Left), (int)(from.Right - from.Left)).CopyTo(here.AsSpan((int)(((y - from.Top + top) * width) + left)));
        }

        return new(left, top, left + from.Right - from.Left, top + from.Bottom - from.Top, here, height, width);
    }

    /// <summary>Whether a pixel is hidden.</summary>
    public bool Hides(long x, long y) => x >= Left && y >= Top && x < Right && y < Bottom && (pixels is null || pixels[(y * width) + x] != 0);

    /// <summary>How many pixels of a rectangle are hidden.</summary>
    public long Count(long left, long top, long right, long bottom)
    {
        var count = 0L;
        for (var y = Math.Max(top, Top); y < Math.Min(bottom, Bottom); y++)
        {
            for (var x = Math.Max(left, Left); x < Math.Min(right, Right); x++)
            {
                count += Hides(x, y) ? 1 : 0;
            }
        }

        return count;
    }

    /// <summary>The object's mask where it is now; null for a rectangle.</summary>
    public InstanceMask? Mask => pixels is null ? null : InstanceMask.FromPixels(pixels, (int)height, (int)width);

    /// <summary>Copies what hides into the image.</summary>
    /// <param name="source">The rectangle's pixels, H×W×C.</param>
    /// <param name="image">The image, H×W×C; it is changed.</param>
    public void Paste(torch.Tensor source, torch.Tensor image)
    {
        using var scope = torch.NewDisposeScope();
        var target = Part(image);
        target.copy_(pixels is null ? source : torch.where(Part(torch.tensor(pixels, [height, width])).unsqueeze(2).ne(0), source, target));
    }

    /// <summary>What is left of an object whose pixels are known: its mask without the hidden pixels, the box that bounds it, its key points as hidden ones.</summary>
    /// <param name="box">The object.</param>
    /// <param name="mask">Its mask.</param>
    /// <param name="minVisibility">The least share of its pixels that must be left.</param>
    /// <returns>The same object where nothing of it is hidden; null where too little is left.</returns>
    public BoundingBox? Rest(BoundingBox box, InstanceMask mask, double minVisibility)
    {
        var left = new byte[height * width];
        mask.Fill(left, 1);
        var before = Bounds(left);
        for (var y = Top; y < Bottom; y++)
        {
            for (var x = Left; x < Right; x++)
            {
                left[(y * width) + x] = Hides(x, y) ? (byte)0 : left[(y * width) + x];
            }
        }

        var rest = InstanceMask.FromPixels(left, (int)height, (int)width);
        if (rest.Area == mask.Area)
        {
            return box.WithShape(Points(box.Shape!));
        }

        if (rest.Area == 0 || rest.Area / (double)mask.Area < minVisibility)
        {
            return null;
        }

        // Boxes may be wider than their masks: an edge moves only where the mask's does.
        var (after, edges, margin) = (Bounds(left), MovedFields.Edges(box), box.IncludeMargin ? 1 : 0);
        double Edge(long was, long now, double edge) => was == now ? edge : now;
        return box.Moved(
            [
                Edge(before.Left, after.Left, edges.Left), Edge(before.Top, after.Top, edges.Top),
                Edge(before.Right, after.Right, edges.Right) - margin, Edge(before.Bottom, after.Bottom, edges.Bottom) - margin,
            ],
            box.Truncated).WithShape(Points(box.Shape! with { Mask = rest, Area = box.Shape!.Area * rest.Area / mask.Area }));
    }

    /// <summary>A shape whose key points under what was pasted are hidden ones.</summary>
    public ObjectShape Points(ObjectShape shape) => shape.KeyPoints is not { } points ? shape : shape with
    {
        KeyPoints = [.. points.Select(point => point.Visibility > 1 && Hides((long)Math.Floor(point.X), (long)Math.Floor(point.Y)) ? point with { Visibility = 1 } : point)],
    };

    private torch.Tensor Part(torch.Tensor whole) => whole.narrow(0, Top, Bottom - Top).narrow(1, Left, Right - Left);

    private (long Left, long Top, long Right, long Bottom) Bounds(byte[] set)
    {
        var (x0, y0, x1, y1) = (width, height, 0L, 0L);
        for (var i = 0L; i < set.Length; i++)
        {
            if (set[i] != 0)
            {
                var (x, y) = (i % width, i / width);
                (x0, y0, x1, y1) = (Math.Min(x0, x), Math.Min(y0, y), Math.Max(x1, x + 1), Math.Max(y1, y + 1));
            }
        }

        return (x0, y0, x1, y1);
    }
}
