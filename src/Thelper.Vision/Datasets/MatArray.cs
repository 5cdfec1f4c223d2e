namespace Thelper.Vision.Datasets;

/// <summary>A numeric array of a MATLAB file whose elements all fit a byte.</summary>
/// <param name="shape">Sizes; the first dimension runs fastest.</param>
/// <param name="chunks">The elements; all chunks but the last have <see cref="ChunkBytes"/>.</param>
internal sealed class MatArray(int[] shape, IReadOnlyList<byte[]> chunks)
{
    /// <summary>Size of a chunk. Large arrays are kept in parts, so that reading them never needs twice their size.</summary>
    public const int ChunkBytes = 1 << 24;

    /// <summary>Sizes; the first dimension runs fastest.</summary>
    public IReadOnlyList<int> Shape => shape;

    /// <summary>Number of elements.</summary>
    public long Count => chunks.Sum(chunk => (long)chunk.Length);

    /// <summary>Copies elements.</summary>
    /// <param name="start">The first one.</param>
    /// <param name="target">Filled.</param>
    public void CopyTo(long start, Span<byte> target)
    {
        while (target.Length > 0)
        {
            var chunk = chunks[(int)(start / ChunkBytes)];
            var offset = (int)(start % ChunkBytes);
            var count = Math.Min(target.Length, chunk.Length - offset);
            chunk.AsSpan(offset, count).CopyTo(target);
            target = target[count..];
            start += count;
        }
    }
}
