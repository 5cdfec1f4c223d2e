namespace Thelper.Imaging;

/// <summary>Reads an image file row by row, so that the image need not be in memory: ordinary JPEG files, and PNG files in grey or colour of 8 bits that are not interlaced.</summary>
/// <remarks>The pixels are those of <see cref="ImageCodec.Decode(string, DecodeMode)"/>.</remarks>
public sealed class ImageRows : IDisposable
{
    // What is decoded at a time to see that the file is whole.
    private const int BytesAtOnce = 1 << 20;
    private readonly IRowReader reader;
    private readonly string path;
    private int next;

    private ImageRows(IRowReader reader, string path) => (this.reader, this.path) = (reader, path);

    /// <summary>Width of the image.</summary>
    public int Width => reader.Width;

    /// <summary>Its height.</summary>
    public int Height => reader.Height;

    /// <summary>Opens a file. All of it is decoded once before, so that damage is known before the first row is used.</summary>
    /// <param name="path">The file.</param>
    /// <param name="least">How many pixels it must have at least.</param>
    /// <returns>Null where the image is smaller, of another kind, or damaged: <see cref="ImageCodec"/> decodes it as a whole, or says what is wrong.</returns>
    /// <exception cref="ImageException">The file cannot be read.</exception>
    public static ImageRows? Open(string path, long least = 0)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using (var trial = ReaderOf(path))
            {
                if (trial is null || (long)trial.Width * trial.Height < least || !IsWhole(trial))
                {
                    return null;
                }
            }

            return ReaderOf(path) is { } reader ? new(reader, path) : null;
        }
        catch (IOException e)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>Reads the next rows.</summary>
    /// <param name="rows">Whole rows, blue, green, red; not more than the image has left.</param>
    /// <exception cref="ArgumentException">They are no whole rows, or more than there are.</exception>
    /// <exception cref="ImageException">The file was changed after it was opened.</exception>
    public void Read(Span<byte> rows)
    {
        var row = 3 * Width;
        if (rows.Length % row != 0 || rows.Length / row > Height - next)
        {
            throw new ArgumentException($"{rows.Length} bytes are no whole rows of {row}, or more than the {Height - next} that are left", nameof(rows));
        }

        try
        {
            if (!reader.Read(rows))
            {
                throw new ImageException($"cannot decode image '{path}': it was changed while it was read");
            }
        }
        catch (IOException e)
        {
            throw Unreadable(path, e);
        }

        next += rows.Length / row;
    }

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();

    private static ImageException Unreadable(string path, IOException e) => new($"cannot read image '{path}': {e.Message}", e);

    private static IRowReader? ReaderOf(string path)
    {
        using var start = new FileBytes(path, PngChunks.Signature.Length);
        return start.Span.SequenceEqual(PngChunks.Signature) ? PngRows.Open(path) : start.Span is [0xFF, 0xD8, ..] ? JpegRows.Open(path) : null;
    }

    private static bool IsWhole(IRowReader trial)
    {
        var row = 3 * trial.Width;
        var rows = new byte[row * Math.Max(1, BytesAtOnce / row)];
        for (var left = trial.Height; left > 0;)
        {
            var count = Math.Min(left, rows.Length / row);
            if (!trial.Read(rows.AsSpan(0, count * row)))
            {
                return false;
            }

            left -= count;
        }

        return trial.End();
    }
}
