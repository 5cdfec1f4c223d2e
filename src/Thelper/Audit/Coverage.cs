using Thelper.Imaging.Transforms;

namespace Thelper.Audit;

/// <summary>Where what was planted into an image is found behind a step: for each pixel how much of it shows the planted thing.</summary>
internal sealed class Coverage
{
    private const float Least = 0.1f;
    private readonly float[] share;
    private readonly bool[] seen;

    /// <param name="height">Height of the result.</param>
    /// <param name="width">Its width.</param>
    /// <param name="share">How much of each pixel is of the planted thing, 0 to 1.</param>
    /// <param name="seen">Whether a pixel shows anything of the image, so that something could be found there.</param>
    public Coverage(int height, int width, float[] share, bool[] seen) => (Height, Width, this.share, this.seen) = (height, width, share, seen);

    public int Height { get; }

    public int Width { get; }

    /// <summary>How much of each pixel is of the planted thing.</summary>
    public float[] Share => share;

    /// <summary>Area of all that is found, in pixels.</summary>
    public double Area
    {
        get
        {
            var area = 0.0;
            foreach (var part in share)
            {
                area += part >= Least ? part : 0;
            }

            return area;
        }
    }

    /// <summary>Whether pixels show the planted thing or not, hardly any of them in part: as where the nearest pixel was taken.</summary>
    public bool IsHard => share.Count(part => part is > Least and < 1 - Least) < 0.02 * share.Count(part => part >= 1 - Least);

    /// <summary>Whether nothing could be found at a place, as nothing of the image is seen there.</summary>
    public bool IsBlind(int x, int y) => x >= 0 && y >= 0 && x < Width && y < Height && !seen[(y * Width) + x];

    /// <summary>How much of a rectangle could show anything, 0 to 1.</summary>
    public double SeenShare(BoxEdges box)
    {
        var (count, all) = (0, 0);
        for (var y = Math.Max(0, (int)box.Top); y < Math.Min(Height, Math.Ceiling(box.Bottom)); y++)
        {
            for (var x = Math.Max(0, (int)box.Left); x < Math.Min(Width, Math.Ceiling(box.Right)); x++)
            {
                (count, all) = (count + (seen[(y * Width) + x] ? 1 : 0), all + 1);
            }
        }

        return all == 0 ? 0 : count / (double)all;
    }

    /// <summary>What was planted, as one thing: of its parts the one nearest to where it is expected, and those within.</summary>
    /// <param name="expected">Where the label says that it is.</param>
    /// <returns>Null where nothing is found.</returns>
    public Blob? Find(BoxEdges expected)
    {
        var most = 0f;
        foreach (var part in share)
        {
            most = Math.Max(most, part);
        }

        if (most < Least)
        {
            return null;
        }

        var level = Math.Min(0.5f, most / 2);
        var blobs = Parts(level);
        // Mirrored borders show things twice, and something may hide the middle of one.
        var nearest = blobs.MinBy(blob => Distance(blob, expected) - (Overlap(blob, expected) * 1e-6))!;
        return blobs.Where(blob => blob != nearest && IsWithin(blob, expected)).Aggregate(nearest, (first, second) => first.With(second)).Measured(this, level);
    }

    private static double Overlap(Blob blob, BoxEdges box) =>
        Math.Max(0, Math.Min(box.Right, blob.LastX + 1) - Math.Max(box.Left, blob.FirstX)) * Math.Max(0, Math.Min(box.Bottom, blob.LastY + 1) - Math.Max(box.Top, blob.FirstY));

    private static bool IsWithin(Blob blob, BoxEdges box) => blob.FirstX >= box.Left - 1 && blob.FirstY >= box.Top - 1 && blob.LastX <= box.Right && blob.LastY <= box.Bottom;

    private static double Distance(Blob blob, BoxEdges box)
    {
        var x = Math.Max(0, Math.Max(box.Left - blob.LastX - 1, blob.FirstX - box.Right));
        var y = Math.Max(0, Math.Max(box.Top - blob.LastY - 1, blob.FirstY - box.Bottom));
        return Math.Sqrt((x * x) + (y * y));
    }

    private List<Blob> Parts(float level)
    {
        var done = new bool[share.Length];
        var blobs = new List<Blob>();
        var open = new Stack<int>();
        for (var start = 0; start < share.Length; start++)
        {
            if (done[start] || share[start] < level)
            {
                continue;
            }

            var blob = new Blob();
            done[start] = true;
            open.Push(start);
            while (open.TryPop(out var at))
            {
                var (x, y) = (at % Width, at / Width);
                blob.Add(x, y);
                for (var v = Math.Max(0, y - 1); v <= Math.Min(Height - 1, y + 1); v++)
                {
                    for (var u = Math.Max(0, x - 1); u <= Math.Min(Width - 1, x + 1); u++)
                    {
                        var next = (v * Width) + u;
                        if (!done[next] && share[next] >= level)
                        {
                            done[next] = true;
                            open.Push(next);
                        }
                    }
                }
            }

            blobs.Add(blob);
        }

        return blobs;
    }
}
