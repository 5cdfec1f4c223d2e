namespace Thelper.Infer;

/// <summary>Holds back threads that read pictures ahead while those that wait for their batch take too much memory: a photograph that nothing makes smaller is 150 MB for the network.</summary>
/// <param name="most">How many bytes may wait. What is read meanwhile counts as much as the largest so far; one picture may be read in any case, and so may those that are waited for.</param>
internal sealed class PictureMemory(long most)
{
    /// <summary>What is usual: seven photographs of 12 megapixels.</summary>
    public const long Usual = 1 << 30;

    private readonly object gate = new();
    private long held;
    private long largest;
    private int begun;
    private bool isClosed;

    /// <summary>Waits until one more picture may be read.</summary>
    /// <param name="isWanted">Whether it is waited for; asked again after <see cref="LookAgain"/>.</param>
    /// <returns>Whether it is to be read, which <see cref="Leave"/> ends; not after <see cref="Close"/>.</returns>
    public bool Enter(Func<bool> isWanted)
    {
        lock (gate)
        {
            while (!isClosed && !isWanted() && held + (begun * largest) >= most)
            {
                Monitor.Wait(gate);
            }

            begun += isClosed ? 0 : 1;
            return !isClosed;
        }
    }

    /// <summary>A picture was read.</summary>
    /// <param name="bytes">Its size; 0 where it could not be.</param>
    public void Leave(long bytes)
    {
        lock (gate)
        {
            begun--;
            held += bytes;
            largest = Math.Max(largest, bytes);
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>A picture waits no more.</summary>
    /// <param name="bytes">Its size.</param>
    public void Free(long bytes)
    {
        lock (gate)
        {
            held -= bytes;
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Others are waited for now.</summary>
    public void LookAgain()
    {
        lock (gate)
        {
            Monitor.PulseAll(gate);
        }
    }

    /// <summary>Nobody wants any more pictures.</summary>
    public void Close()
    {
        lock (gate)
        {
            isClosed = true;
            Monitor.PulseAll(gate);
        }
    }
}
