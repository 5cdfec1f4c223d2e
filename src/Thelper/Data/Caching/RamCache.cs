using Microsoft.Extensions.Logging;
using Thelper.Tasks;

namespace Thelper.Data.Caching;

/// <summary>Keeps loaded samples in memory.</summary>
public sealed class RamCache : SampleCache
{
    /// <summary>Creates an empty cache.</summary>
    /// <param name="limit">Bytes that may be kept.</param>
    /// <param name="log">Told when the cache is full.</param>
    public RamCache(long limit, ILogger? log = null)
        : base(limit, log)
    {
    }

    private protected override object? Store(byte[] bytes) => bytes;

    private protected override Sample Fetch(object place, int length, Func<byte[], Sample> use) => use((byte[])place);
}
