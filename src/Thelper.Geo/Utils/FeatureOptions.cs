using Microsoft.Extensions.Logging;
using NetTopologySuite.Geometries;

namespace Thelper.Geo.Utils;

/// <summary>Which features are read, and what is done to those that do not fit.</summary>
public sealed record FeatureOptions
{
    /// <summary>Fails for a polygon that crosses itself.</summary>
    public const string Fail = "fail";

    /// <summary>Repairs a polygon that crosses itself: what any of its rings encloses an odd number of times, as a valid polygon.</summary>
    public const string Fix = "fix";

    /// <summary>Leaves a polygon out that crosses itself.</summary>
    public const string Skip = "skip";

    /// <summary>The area of interest; features that do not meet it are left out. Null for everywhere.</summary>
    public Geometry? Roi { get; init; }

    /// <summary>Whether features that only meet the area are kept; otherwise they must lie in it.</summary>
    public bool AllowOutlying { get; init; }

    /// <summary>Whether features that reach beyond the area are cut at its edge.</summary>
    public bool ClipOutlying { get; init; }

    /// <summary>What is done to a polygon that crosses itself: <see cref="Fail"/>, <see cref="Fix"/> or <see cref="Skip"/>.</summary>
    public string Invalid { get; init; } = Fail;

    /// <summary>Told of features that are left out or repaired.</summary>
    public ILogger? Log { get; init; }
}
