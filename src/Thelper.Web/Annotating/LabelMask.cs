namespace Thelper.Web.Annotating;

/// <summary>A label for each pixel of an image. Whatever changes it tells which pixels did, so that each change has a way back.</summary>
internal sealed class LabelMask
{
    /// <summary>Creates a mask of one label.</summary>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="label">The label.</param>
    public LabelMask(int width, int height, byte label = 0)
        : this(width, height, new byte[checked(width * height)]) => Pixels.AsSpan().Fill(label);

    /// <summary>Creates a mask of given pixels.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixels">Labels row by row; they are used, not copied.</param>
    public LabelMask(int width, int height, byte[] pixels)
    {
        ArgumentNullException.ThrowIfNull(pixels);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.Length, checked(width * height));
        (Width, Height, Pixels) = (width, height, pixels);
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Labels, row by row.</summary>
    public byte[] Pixels { get; }

    /// <summary>A mask of its own with the same labels.</summary>
    public LabelMask Copy() => new(Width, Height, [.. Pixels]);

    /// <summary>Gives pixels of a row a label.</summary>
    /// <param name="row">The row; one outside the mask changes nothing.</param>
    /// <param name="first">First column; columns outside the mask are left out.</param>
    /// <param name="last">Last column, inside.</param>
    /// <param name="label">The label.</param>
    /// <param name="changes">Receives what changed.</param>
    public void Set(int row, int first, int last, byte label, List<PixelRun> changes)
    {
        (first, last) = (Math.Max(first, 0), Math.Min(last, Width - 1));
        if ((uint)row < (uint)Height && first <= last)
        {
            Set((row * Width) + first, last - first + 1, label, changes);
        }
    }

    /// <summary>Gives pixels in a row of memory a label.</summary>
    /// <param name="start">Place of the first.</param>
    /// <param name="count">How many.</param>
    /// <param name="label">The label.</param>
    /// <param name="changes">Receives what changed.</param>
    public void Set(int start, int count, byte label, List<PixelRun> changes)
    {
        var end = start + count;
        while (start < end)
        {
            var skipped = Pixels.AsSpan(start..end).IndexOfAnyExcept(label);
            if (skipped < 0)
            {
                return;
            }

            start += skipped;
            var before = Pixels[start];
            var length = Pixels.AsSpan(start..end).IndexOfAnyExcept(before) is >= 0 and var found ? found : end - start;
            changes.Add(new(start, length, before, label));
            Pixels.AsSpan(start, length).Fill(label);
            start += length;
        }
    }

    /// <summary>Makes changes again.</summary>
    /// <param name="changes">In their order.</param>
    public void Apply(IEnumerable<PixelRun> changes)
    {
        foreach (var run in changes)
        {
            Pixels.AsSpan(run.Start, run.Length).Fill(run.After);
        }
    }

    /// <summary>The labels in runs: count and label, row by row.</summary>
    public IEnumerable<(int Count, byte Label)> Runs()
    {
        for (var start = 0; start < Pixels.Length;)
        {
            var label = Pixels[start];
            var length = Pixels.AsSpan(start).IndexOfAnyExcept(label) is >= 0 and var found ? found : Pixels.Length - start;
            yield return (length, label);
            start += length;
        }
    }
}
