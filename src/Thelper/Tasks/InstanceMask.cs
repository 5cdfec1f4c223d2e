using Thelper.Torch;

namespace Thelper.Tasks;

/// <summary>Which pixels of an image belong to an object: run lengths down the columns, as COCO writes them. Immutable; needs no disposing.</summary>
public sealed partial class InstanceMask
{
    private readonly int[] counts;

    private InstanceMask(int[] counts, int height, int width)
    {
        (this.counts, Height, Width) = (counts, height, width);
        for (var i = 1; i < counts.Length; i += 2)
        {
            Area += counts[i];
        }
    }

    /// <summary>Rows of the image.</summary>
    public int Height { get; }

    /// <summary>Columns of the image.</summary>
    public int Width { get; }

    /// <summary>Pixels of the object.</summary>
    public long Area { get; }

    /// <summary>Numbers of pixels outside and inside in turn, beginning outside, column after column.</summary>
    public IReadOnlyList<int> Counts => counts;

    /// <summary>Makes a mask of run lengths.</summary>
    /// <param name="counts">Numbers of pixels outside and inside in turn, beginning outside, column after column; as many in all as the image has.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    internal static InstanceMask FromCounts(IEnumerable<int> counts, int height, int width) => new([.. counts], height, width);

    /// <summary>Makes a mask of pixels.</summary>
    /// <param name="pixels">Row after row; not zero where the object is.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <exception cref="ArgumentException">There are more or fewer pixels.</exception>
    public static InstanceMask FromPixels(ReadOnlySpan<byte> pixels, int height, int width)
    {
        if (pixels.Length != (long)height * width)
        {
            throw new ArgumentException($"{pixels.Length} pixels are not {height} x {width}", nameof(pixels));
        }

        var runs = new List<int>();
        var (inside, run) = (false, 0);
        for (var x = 0; x < width; x++)
        {
            for (var y = 0; y < height; y++)
            {
                if (pixels[(y * width) + x] != 0 != inside)
                {
                    runs.Add(run);
                    (inside, run) = (!inside, 0);
                }

                run++;
            }
        }

        runs.Add(run);
        return new([.. runs], height, width);
    }

    /// <summary>Makes a mask of a tensor.</summary>
    /// <param name="mask">H×W of any type; not zero where the object is.</param>
    public static InstanceMask FromTensor(torch.Tensor mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        using var scope = torch.NewDisposeScope();
        return FromPixels(mask.ne(0).cpu().to(torch.uint8).contiguous().DataSpan<byte>(), (int)mask.shape[0], (int)mask.shape[1]);
    }

    /// <summary>The mask as a tensor.</summary>
    /// <returns>uint8, H×W: 1 where the object is, else 0.</returns>
    public torch.Tensor ToTensor()
    {
        var mask = torch.zeros([Height, Width], torch.uint8);
        Fill(mask.DataSpan<byte>(), 1);
        return mask;
    }

    /// <summary>Writes a value into the object's pixels.</summary>
    /// <param name="pixels">Row after row.</param>
    /// <param name="value">The value.</param>
    public void Fill(Span<byte> pixels, byte value)
    {
        var at = 0;
        for (var i = 0; i < counts.Length; i++)
        {
            var end = at + counts[i];
            for (; (i & 1) == 1 && at < end; at++)
            {
                pixels[(at % Height * Width) + (at / Height)] = value;
            }

            at = end;
        }
    }

    /// <summary>Pixels that belong to two masks of one image.</summary>
    /// <param name="other">The other mask.</param>
    /// <exception cref="UserErrorException">It is of another size.</exception>
    public long Intersection(InstanceMask other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Height != Height || other.Width != Width)
        {
            throw new UserErrorException($"masks of {Width} x {Height} and {other.Width} x {other.Height} pixels cannot be compared");
        }

        // Both rows of runs are walked together: what ends first is left first.
        var (shared, mine, theirs) = (0L, 0, 0);
        var (myRest, theirRest) = (First(counts), First(other.counts));
        while (mine < counts.Length && theirs < other.counts.Length)
        {
            var step = Math.Min(myRest, theirRest);
            shared += (mine & theirs & 1) == 1 ? step : 0;
            (myRest, theirRest) = (myRest - step, theirRest - step);
            if (myRest == 0 && ++mine < counts.Length)
            {
                myRest = counts[mine];
            }

            if (theirRest == 0 && ++theirs < other.counts.Length)
            {
                theirRest = other.counts[theirs];
            }
        }

        return shared;
    }

    /// <summary>The mask in another size: each pixel as the one in which its middle lies.</summary>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public InstanceMask Resized(int height, int width)
    {
        if (height == Height && width == Width)
        {
            return this;
        }

        var (from, to) = (new byte[Height * Width], new byte[height * width]);
        Fill(from, 1);
        for (var y = 0; y < height; y++)
        {
            var row = (int)(((2L * y) + 1) * Height / (2L * height)) * Width;
            for (var x = 0; x < width; x++)
            {
                to[(y * width) + x] = from[row + (int)(((2L * x) + 1) * Width / (2L * width))];
            }
        }

        return FromPixels(to, height, width);
    }

    /// <summary>COCO's compressed form of the run lengths: numbers of 5 bits a character, least first, from the fourth on as difference to the one before last.</summary>
    public string ToCompressed()
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < counts.Length; i++)
        {
            long value = i > 2 ? counts[i] - counts[i - 2] : counts[i];
            for (var more = true; more;)
            {
                var bits = value & 31;
                value >>= 5;

                // Done once what is left is the sign of the bits that were written.
                more = (bits & 16) != 0 ? value != -1 : value != 0;
                text.Append((char)(bits + (more ? 32 : 0) + '0'));
            }
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Width} x {Height}: {Area} pixels";

    private static int First(int[] runs) => runs.Length == 0 ? 0 : runs[0];
}
