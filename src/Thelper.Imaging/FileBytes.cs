using System.Buffers;

namespace Thelper.Imaging;

/// <summary>The bytes of an image file in memory that is used again afterwards.</summary>
internal readonly ref struct FileBytes : IDisposable
{
    private readonly byte[] buffer;
    private readonly int length;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="most">How many bytes of it at most.</param>
    /// <exception cref="ImageException">It cannot be read, or is too large.</exception>
    public FileBytes(string path, long most = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (path.Contains('\0', StringComparison.Ordinal))
        {
            throw new ImageException($"cannot read image '{path.Replace("\0", "\\0", StringComparison.Ordinal)}': the path has a zero character");
        }

        byte[]? rented = null;
        try
        {
            using var file = InputFile.OpenHandle(path);
            var size = Math.Min(RandomAccess.GetLength(file), most);
            if (size > Array.MaxLength)
            {
                throw new ImageException($"cannot read image '{path}': the file has {size} bytes, more than an image file can have");
            }

            rented = ArrayPool<byte>.Shared.Rent((int)Math.Max(size, 1));
            while (length < size)
            {
                var n = RandomAccess.Read(file, rented.AsSpan(length, (int)size - length), length);
                if (n == 0)
                {
                    break;
                }

                length += n;
            }

            (buffer, rented) = (rented, null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ImageException($"cannot read image '{path}': {Reason(e, path)}", e);
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>The bytes, valid until <see cref="Dispose"/>.</summary>
    public ReadOnlySpan<byte> Span => buffer.AsSpan(0, length);

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => ArrayPool<byte>.Shared.Return(buffer);

    private static string Reason(Exception e, string path) => e switch
    {
        FileNotFoundException or DirectoryNotFoundException => new FileInfo(path).LinkTarget is { } target ? $"it is a link to '{target}', which is not there" : "no such file",
        _ when Directory.Exists(path) => "it is a folder",
        UnauthorizedAccessException => "access is denied",
        _ => e.Message,
    };
}
