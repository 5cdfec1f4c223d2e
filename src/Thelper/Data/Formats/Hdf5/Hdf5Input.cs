using Microsoft.Win32.SafeHandles;

namespace Thelper.Data.Formats.Hdf5;

/// <summary>The bytes of a file, read at any place by any number of threads at once; no place outside the file is ever touched.</summary>
internal sealed class Hdf5Input : IDisposable
{
    // Larger than any header, tree node or heap of a sane archive.
    private const int BlockLimit = 64 << 20;

    private readonly SafeFileHandle handle;

    private Hdf5Input(string path, SafeFileHandle handle)
    {
        Path = path;
        this.handle = handle;
        Length = RandomAccess.GetLength(handle);
    }

    public string Path { get; }

    public long Length { get; }

    public static Hdf5Input Open(string path)
    {
        try
        {
            return new(path, InputFile.OpenHandle(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            var reason = e switch
            {
                FileNotFoundException or DirectoryNotFoundException => "no such file",
                _ when Directory.Exists(path) => "it is a folder",
                UnauthorizedAccessException => "access is denied",
                _ => e.Message,
            };
            throw new Hdf5Exception($"{path}: cannot open the HDF5 archive: {reason}", e);
        }
    }

    public Hdf5Exception Damaged(string what) => new($"{Path}: the HDF5 file is damaged: {what}");

    public Hdf5Exception Unsupported(string what) =>
        new($"{Path}: the HDF5 file uses {what}, which is not supported; rewrite it with 'h5repack' or with h5py's default settings");

    /// <summary>Fills a span.</summary>
    public void Read(long offset, Span<byte> target)
    {
        if (offset < 0 || offset > Length - target.Length)
        {
            throw new Hdf5Exception(FormattableString.Invariant(
                $"{Path}: the HDF5 file is truncated or damaged: it has {Length} bytes, but refers to {target.Length} bytes at {offset}"));
        }

        try
        {
            while (target.Length > 0)
            {
                var n = RandomAccess.Read(handle, target, offset);
                if (n == 0)
                {
                    throw new Hdf5Exception($"{Path}: the HDF5 file was truncated while it was read");
                }

                target = target[n..];
                offset += n;
            }
        }
        catch (IOException e)
        {
            throw new Hdf5Exception($"{Path}: cannot read: {e.Message}", e);
        }
    }

    /// <summary>Reads a block of metadata.</summary>
    public Hdf5Cursor Block(long offset, long size)
    {
        if (size is < 0 or > BlockLimit || size > Length)
        {
            throw Damaged(FormattableString.Invariant($"a block at {offset} claims {size} bytes"));
        }

        var bytes = new byte[size];
        Read(offset, bytes);
        return new Hdf5Cursor(this, bytes);
    }

    public void Dispose() => handle.Dispose();
}
