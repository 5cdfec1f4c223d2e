using Thelper.Geo.Parsers;
using Thelper.Geo.Vectors;

namespace Thelper.Geo.Testbed15;

/// <summary>What is a lake, and where it lies in a sample.</summary>
internal static class TB15D104Scenes
{
    /// <summary>Lakes of an area, near a river.</summary>
    public static Func<ParsedFeature, FeatureIndex, bool> Lakes(double areaMin, double? areaMax, double? riverDistance) => (feature, index) =>
        IsOf(feature, TB15D104.TypeceLake) && feature.Geometry.Area >= areaMin && feature.Geometry.Area <= (areaMax ?? double.PositiveInfinity)
        && (riverDistance is not { } reach || !double.IsFinite(reach) || index.Distance(feature.Geometry, reach, other => IsOf(other, TB15D104.TypeceRiver)) < reach);

    /// <summary>Whether a water has a code.</summary>
    public static bool IsOf(ParsedFeature feature, string code) => feature.Properties.GetValueOrDefault(TB15D104.TypeProperty) switch
    {
        string text => text == code,
        long number => PythonRepr.Of(number) == code,
        _ => false,
    };
}
