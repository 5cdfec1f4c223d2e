using Thelper.Imaging.Native;

namespace Thelper.Imaging;

/// <summary>The rows of an ordinary JPEG file (<see cref="JpegDecoder"/>).</summary>
internal sealed unsafe class JpegRows : IRowReader
{
    private nint rows;

    private JpegRows(nint rows, int width, int height) => (this.rows, Width, Height) = (rows, width, height);

    /// <inheritdoc/>
    public int Width { get; }

    /// <inheritdoc/>
    public int Height { get; }

    /// <summary>Opens a file; null if it is none of these.</summary>
    public static JpegRows? Open(string path)
    {
        using var file = new FileBytes(path);
        if (!JpegDecoder.Size(file.Span, out var width, out var height))
        {
            return null;
        }

        fixed (byte* bytes = file.Span)
        {
            var status = JpegLibrary.OpenRows(bytes, file.Span.Length, out var opened);
            var rows = new JpegRows(opened, width, height);
            if (status == NativeStatus.Ok)
            {
                return rows;
            }

            rows.Dispose();
            return null;
        }
    }

    /// <inheritdoc/>
    public bool Read(Span<byte> rows)
    {
        fixed (byte* into = rows)
        {
            return JpegLibrary.ReadRows(this.rows, into, 3L * Width, rows.Length / (3 * Width)) == NativeStatus.Ok;
        }
    }

    /// <inheritdoc/>
    public bool End() => true;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (rows != 0)
        {
            JpegLibrary.CloseRows(rows);
            rows = 0;
        }
    }
}
