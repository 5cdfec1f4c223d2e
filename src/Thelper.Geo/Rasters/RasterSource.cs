namespace Thelper.Geo.Rasters;

/// <summary>A raster that any number of threads read at once, each by a handle of its own. Handles are opened as they are needed and kept in <see cref="RasterPool"/>.</summary>
public sealed class RasterSource : IDisposable
{
    private readonly bool keepOpen;

    /// <summary>Opens the raster and reads what it says of itself.</summary>
    /// <param name="path">See <see cref="Raster.OpenScene"/>.</param>
    /// <param name="keepOpen">Whether handles stay open for the next use.</param>
    /// <exception cref="GeoException">It is not there, damaged, no raster, or names something on a server.</exception>
    public RasterSource(string path, bool keepOpen = true)
    {
        this.keepOpen = keepOpen;
        Path = path;
        var handle = Raster.OpenScene(path);
        Info = handle.Info;
        GiveBack(handle);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>What is opened: of a product of Sentinel-2 a part of it, else <see cref="Path"/>.</summary>
    public string Reader => Info.Path;

    /// <summary>What the raster says of itself.</summary>
    public RasterInfo Info { get; }

    /// <summary>Does something with a handle that is this thread's alone meanwhile.</summary>
    /// <param name="read">What to do.</param>
    /// <returns>What it returns.</returns>
    /// <exception cref="GeoException">The raster cannot be opened any more, or what <paramref name="read"/> throws.</exception>
    public T Use<T>(Func<Raster, T> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        var handle = RasterPool.Take(this) ?? Raster.Open(Reader);
        try
        {
            return read(handle);
        }
        finally
        {
            GiveBack(handle);
        }
    }

    /// <summary>Closes the handles that nobody uses.</summary>
    public void Dispose() => RasterPool.Forget(this);

    private void GiveBack(Raster handle)
    {
        if (keepOpen)
        {
            RasterPool.Give(this, handle);
        }
        else
        {
            handle.Dispose();
        }
    }
}
