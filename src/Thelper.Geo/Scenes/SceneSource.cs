using Thelper.Geo.Rasters;
using Thelper.Infer.Tiling;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Scenes;

/// <summary>A raster as a model sees it: chosen bands of each window, 8-bit numbers as they are and all others as float32, and 0 where there are no data.</summary>
/// <remarks>Safe for any number of threads: windows are read ahead while their neighbours' results are written, which asks where there are data. They take turns.</remarks>
internal sealed class SceneSource : IWindowSource, IDisposable
{
    private readonly Raster raster;
    private readonly IReadOnlyList<int> bands;
    private readonly bool mayLackData;
    private readonly Lock turns = new();
    private (Window Window, Tensor Valid)? last;

    /// <summary>Opens a scene.</summary>
    /// <param name="path">The raster.</param>
    /// <param name="bands">Numbers of bands, from 1; null for all.</param>
    /// <exception cref="UserErrorException">It cannot be read, or has no such band.</exception>
    public SceneSource(string path, IReadOnlyList<int>? bands)
    {
        raster = Raster.OpenScene(path);
        this.bands = bands ?? [.. Enumerable.Range(1, Info.Bands.Count)];
        if (this.bands.Count == 0 || this.bands.Any(band => band < 1 || band > Info.Bands.Count))
        {
            raster.Dispose();
            throw new UserErrorException($"{path}: has {Info.Bands.Count} bands, the first of which is number 1; there are no bands [{string.Join(", ", this.bands)}]");
        }

        try
        {
            raster.RequireReal(this.bands);
        }
        catch
        {
            raster.Dispose();
            throw;
        }

        mayLackData = this.bands.Select(band => Info.Bands[band - 1]).Any(band => (band.MaskFlags & 1) == 0 || band.Type.IsReal());
        Type = this.bands.All(band => Info.Bands[band - 1].Type == RasterType.Byte) ? ScalarType.Byte : ScalarType.Float32;
    }

    /// <summary>What the raster says of itself.</summary>
    public RasterInfo Info => raster.Info;

    /// <summary>Full names of the files that it comes from.</summary>
    public IReadOnlyList<string> Files => SourceFiles.Of(raster);

    /// <inheritdoc/>
    public int Width => Info.Width;

    /// <inheritdoc/>
    public int Height => Info.Height;

    /// <inheritdoc/>
    public bool IsPicture => false;

    /// <summary>How many bands the model sees.</summary>
    public int BandCount => bands.Count;

    /// <summary>The type of what it sees.</summary>
    public ScalarType Type { get; }

    /// <inheritdoc/>
    public Tensor Read(Window window)
    {
        using var turn = turns.EnterScope();
        var values = raster.Read(window, bands, Type);
        if (!mayLackData)
        {
            return values;
        }

        using (NewDisposeScope())
        {
            var valid = ValidOf(window);
            if (!valid.all().ToBoolean())
            {
                // NaN times 0 is NaN: they are replaced.
                values.masked_fill_((valid == 0).unsqueeze(2), 0);
            }
        }

        return values;
    }

    /// <summary>Where a window has data: in one of the bands at least, and NaN in none.</summary>
    /// <param name="window">It lies in the raster.</param>
    /// <returns>uint8 height x width, 1 where there are data; the caller's.</returns>
    public Tensor Valid(Window window)
    {
        using var turn = turns.EnterScope();
        return mayLackData ? raster.ReadValid(window, bands) : ones([window.Height, window.Width], ScalarType.Byte);
    }

    /// <summary>Whether a window has no data at all.</summary>
    /// <param name="window">It lies in the raster.</param>
    public bool IsEmpty(Window window)
    {
        using var turn = turns.EnterScope();
        using var scope = NewDisposeScope();
        return mayLackData && !ValidOf(window).any().ToBoolean();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        last?.Valid.Dispose();
        raster.Dispose();
    }

    // It is asked for twice: to pass over the window, and when that is read.
    private Tensor ValidOf(Window window)
    {
        if (last?.Window != window)
        {
            last?.Valid.Dispose();
            last = (window, raster.ReadValid(window, bands).DetachFromDisposeScope());
        }

        return last.Value.Valid;
    }
}
