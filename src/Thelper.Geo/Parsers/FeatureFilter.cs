using Thelper.Geo.Vectors;

namespace Thelper.Geo.Parsers;

/// <summary>Says which polygons samples are made of (the original's cleaning).</summary>
internal static class FeatureFilter
{
    /// <summary>By area and by properties.</summary>
    public static Func<ParsedFeature, FeatureIndex, bool> Of(double areaMin, double? areaMax, object? properties)
    {
        var wanted = properties switch
        {
            null => new Dictionary<string, object?>(),
            IReadOnlyDictionary<string, object?> map => map,
            _ => throw new GeoException($"vector_target_prop: a map of properties and their values is needed, got {PythonRepr.Of(properties)}"),
        };
        return (feature, _) => feature.Geometry.Area >= areaMin && feature.Geometry.Area <= (areaMax ?? double.PositiveInfinity)
            && wanted.All(entry => feature.Properties.TryGetValue(entry.Key, out var value) && Equals(PlainValues.Normalize(value), PlainValues.Normalize(entry.Value)));
    }
}
