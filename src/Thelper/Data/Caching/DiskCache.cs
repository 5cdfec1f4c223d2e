using System.Buffers;
using Microsoft.Extensions.Logging;
using Microsoft.Win32.SafeHandles;
using Thelper.Tasks;

namespace Thelper.Data.Caching;

/// <summary>Keeps loaded samples in a file that no other program sees and that ends with this one, however it ends.</summary>
public sealed class DiskCache : SampleCache, IDisposable
{
    private readonly SafeFileHandle file;
    private long end;

    /// <summary>Creates an empty cache.</summary>
    /// <param name="folder">A folder on a file system with room for <paramref name="limit"/> bytes, best on a local disk.</param>
    /// <param name="limit">Bytes that may be kept.</param>
    /// <param name="log">Told when the cache is full.</param>
    /// <exception cref="UserErrorException">No file can be made in the folder.</exception>
    public DiskCache(string folder, long limit, ILogger? log = null)
        : base(limit, log)
    {
        var path = Path.Join(folder, $"thelper-cache-{Guid.NewGuid():N}");
        try
        {
            file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            // The system keeps a file without a name for as long as it is open.
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"the cache of samples cannot be made in the folder '{folder}': {error.Message}", error);
        }
    }

    /// <summary>Gives the room back.</summary>
    public void Dispose() => file.Dispose();

    private protected override object? Store(byte[] bytes)
    {
        var place = Interlocked.Add(ref end, bytes.Length) - bytes.Length;
        try
        {
            RandomAccess.Write(file, bytes, place);
            return place;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private protected override Sample Fetch(object place, int length, Func<byte[], Sample> use)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            for (var read = 0; read < length;)
            {
                var count = RandomAccess.Read(file, buffer.AsSpan(read, length - read), (long)place + read);
                read += count > 0 ? count : throw new EndOfStreamException("the cache of samples is shorter than what was written to it");
            }

            return use(buffer);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
