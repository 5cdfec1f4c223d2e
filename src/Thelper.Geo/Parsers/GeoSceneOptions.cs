using Microsoft.Extensions.Logging;
using Thelper.Geo.Utils;

namespace Thelper.Geo.Parsers;

/// <summary>What the data sets of rasters and polygons have in common; the names are those of their parameters.</summary>
internal sealed record GeoSceneOptions(object RasterPath, string VectorPath)
{
    public object? PxSize { get; init; }

    public object? Skew { get; init; }

    public bool AllowOutlying { get; init; } = true;

    public bool ClipOutlying { get; init; } = true;

    public string? MasterRoi { get; init; }

    public object SrsTarget { get; init; } = "3857";

    public bool ReprojRasters { get; init; }

    public bool ReprojAllCpus { get; init; } = true;

    public bool KeepRastersOpen { get; init; } = true;

    public string MissingSrs { get; init; } = RasterOptions.Fail;

    public string InvalidGeometry { get; init; } = FeatureOptions.Fail;

    /// <summary>What the original's parameters for Python functions were given, by their names.</summary>
    public IReadOnlyList<(string Name, object? Given)> Functions { get; init; } = [];

    public ILogger? Log { get; init; }
}
