using NetTopologySuite.Geometries;

namespace Thelper.Geo.Vectors;

/// <summary>A polygon of a data set: where it is in the data set's reference system, and what is known of it.</summary>
/// <param name="Geometry">A polygon or several; what is left of it where it was clipped.</param>
/// <param name="TopLeft">Smallest x and y, before it was clipped (the original's <c>tl</c>).</param>
/// <param name="BottomRight">Largest x and y, before it was clipped (the original's <c>br</c>).</param>
/// <param name="Centroid">Its centroid, before it was clipped.</param>
/// <param name="Clipped">Whether part of it was cut off.</param>
/// <param name="Id">A number or a text of the file; null where it has none.</param>
/// <param name="Properties">What the file says of it.</param>
public sealed record ParsedFeature(
    Geometry Geometry,
    Coordinate TopLeft,
    Coordinate BottomRight,
    Point Centroid,
    bool Clipped,
    object? Id,
    IReadOnlyDictionary<string, object?> Properties)
{
    /// <summary><c>Polygon</c> or <c>MultiPolygon</c>.</summary>
    public string Type => Geometry.GeometryType;

    /// <summary>Whether samples are made of it (the original's <c>clean</c>); others are still drawn.</summary>
    public bool Clean { get; init; } = true;

    /// <summary>It as an item of GeoJSON.</summary>
    public GeoFeature ToFeature() => new(Id, Geometry, Properties);
}
