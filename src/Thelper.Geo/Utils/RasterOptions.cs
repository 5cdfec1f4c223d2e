using Microsoft.Extensions.Logging;

namespace Thelper.Geo.Utils;

/// <summary>How the rasters of a data set are read.</summary>
public sealed record RasterOptions
{
    /// <summary>Fails for a raster without a reference system.</summary>
    public const string Fail = "fail";

    /// <summary>Takes the data set's reference system for a raster that has none.</summary>
    public const string Target = "target";

    /// <summary>What is done about a raster without a reference system: <see cref="Fail"/> or <see cref="Target"/>.</summary>
    public string MissingSystem { get; init; } = Fail;

    /// <summary>Whether rasters in another system are written anew in the data set's, once, beside themselves.</summary>
    public bool Reproject { get; init; }

    /// <summary>Processors for that.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Whether handles stay open for the next crop.</summary>
    public bool KeepOpen { get; init; } = true;

    /// <summary>Told what is read.</summary>
    public ILogger? Log { get; init; }
}
