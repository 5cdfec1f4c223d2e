namespace Thelper.Geo.Rasters;

/// <summary>Handles that nobody uses at the moment, kept open for the next one who reads the same file: a bounded number in the whole process.</summary>
public static class RasterPool
{
    private const int MostIdle = 64;
    private static readonly LinkedList<(RasterSource Owner, Raster Handle)> Idle = new();
    private static readonly Lock Gate = new();

    /// <summary>How many are kept.</summary>
    public static int Count
    {
        get
        {
            lock (Gate)
            {
                return Idle.Count;
            }
        }
    }

    /// <summary>Closes all that are kept.</summary>
    public static void Clear() => Close(static _ => true);

    /// <summary>Closes those of one source.</summary>
    internal static void Forget(RasterSource owner) => Close(source => ReferenceEquals(source, owner));

    internal static Raster? Take(RasterSource owner)
    {
        lock (Gate)
        {
            for (var node = Idle.Last; node is not null; node = node.Previous)
            {
                if (ReferenceEquals(node.Value.Owner, owner))
                {
                    Idle.Remove(node);
                    return node.Value.Handle;
                }
            }
        }

        return null;
    }

    internal static void Give(RasterSource owner, Raster handle)
    {
        Raster? oldest = null;
        lock (Gate)
        {
            Idle.AddLast((owner, handle));
            if (Idle.Count > MostIdle)
            {
                oldest = Idle.First!.Value.Handle;
                Idle.RemoveFirst();
            }
        }

        oldest?.Dispose();
    }

    private static void Close(Func<RasterSource, bool> which)
    {
        var closed = new List<Raster>();
        lock (Gate)
        {
            for (var node = Idle.First; node is not null;)
            {
                var next = node.Next;
                if (which(node.Value.Owner))
                {
                    closed.Add(node.Value.Handle);
                    Idle.Remove(node);
                }

                node = next;
            }
        }

        closed.ForEach(static handle => handle.Dispose());
    }
}
