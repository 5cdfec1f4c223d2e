namespace Thelper.Torch.Serialization;

/// <summary>Compares numbers that a file may choose. Their own hashes are the halves of a number laid over each other, so that a file can name any amount with one hash.</summary>
internal sealed class SeededNumbers : IEqualityComparer<long>
{
    public static SeededNumbers Instance { get; } = new();

    /// <summary>Adds both halves of a number to a hash, which has a seed of this process.</summary>
    public static void AddTo(ref HashCode hash, long number)
    {
        hash.Add((int)number);
        hash.Add((int)(number >> 32));
    }

    public bool Equals(long x, long y) => x == y;

    public int GetHashCode(long obj)
    {
        var hash = default(HashCode);
        AddTo(ref hash, obj);
        return hash.ToHashCode();
    }
}
