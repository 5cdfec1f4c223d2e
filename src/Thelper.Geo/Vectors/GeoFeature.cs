using NetTopologySuite.Geometries;

namespace Thelper.Geo.Vectors;

/// <summary>A geometry and what is known of it.</summary>
/// <param name="Id">A number or a text of the file; null where it has none.</param>
/// <param name="Geometry">Where it is, in traditional order (x before y, longitude before latitude).</param>
/// <param name="Properties">Texts, whole and real numbers, booleans and null by name; of GeoJSON also lists and dictionaries of these.</param>
public sealed record GeoFeature(object? Id, Geometry Geometry, IReadOnlyDictionary<string, object?> Properties);
