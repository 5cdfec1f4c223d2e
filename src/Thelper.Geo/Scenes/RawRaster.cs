using Microsoft.Win32.SafeHandles;

namespace Thelper.Geo.Scenes;

/// <summary>Numbers of a raster in a plain file, which parts of rows are written to and read from in any order: band after band, row after row. What was never written is 0.</summary>
internal sealed class RawRaster : IDisposable
{
    private readonly SafeFileHandle file;
    private readonly string path;

    /// <summary>Opens the file, or makes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="bands">Bands.</param>
    /// <param name="size">Bytes of a number.</param>
    /// <exception cref="UserErrorException">It cannot be made.</exception>
    public RawRaster(string path, int width, int height, int bands, int size)
    {
        (this.path, Width, Height, Bands, Size) = (path, width, height, bands, size);
        try
        {
            file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
            RandomAccess.SetLength(file, (long)width * height * bands * size);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new UserErrorException($"{path}: cannot be written: {error.Message}", error);
        }
    }

    /// <summary>Columns.</summary>
    public int Width { get; }

    /// <summary>Rows.</summary>
    public int Height { get; }

    /// <summary>Bands.</summary>
    public int Bands { get; }

    /// <summary>Bytes of a number.</summary>
    public int Size { get; }

    /// <summary>Writes a part of a row, or whole rows.</summary>
    /// <param name="band">The band, from 0.</param>
    /// <param name="row">The row.</param>
    /// <param name="column">The first column.</param>
    /// <param name="numbers">The numbers; those of several rows only from column 0 and as wide as the raster.</param>
    /// <exception cref="UserErrorException">The disk is full.</exception>
    public void Write(int band, int row, int column, ReadOnlySpan<byte> numbers)
    {
        try
        {
            RandomAccess.Write(file, numbers, Place(band, row, column));
        }
        catch (IOException error)
        {
            throw new UserErrorException($"{path}: cannot be written: {error.Message}", error);
        }
    }

    /// <summary>Reads a part of a row, or whole rows.</summary>
    /// <param name="band">The band, from 0.</param>
    /// <param name="row">The row.</param>
    /// <param name="column">The first column.</param>
    /// <param name="numbers">Gets the numbers.</param>
    public void Read(int band, int row, int column, Span<byte> numbers)
    {
        var place = Place(band, row, column);
        while (numbers.Length > 0)
        {
            var count = RandomAccess.Read(file, numbers, place);
            if (count == 0)
            {
                throw new UserErrorException($"{path}: has become shorter than it was; remove its folder and begin again");
            }

            numbers = numbers[count..];
            place += count;
        }
    }

    /// <summary>Brings what was written to the disk.</summary>
    public void Flush() => RandomAccess.FlushToDisk(file);

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private long Place(int band, int row, int column) => (((((long)band * Height) + row) * Width) + column) * Size;
}
