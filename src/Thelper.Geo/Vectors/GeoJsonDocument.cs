using Thelper.Geo.Systems;

namespace Thelper.Geo.Vectors;

/// <summary>What a GeoJSON file holds.</summary>
/// <param name="System">The reference system of its coordinates: the one that it names, or WGS 84 (RFC 7946).</param>
/// <param name="NamesSystem">Whether it names one, as files before RFC 7946 and the original's do.</param>
/// <param name="Features">Its features with a geometry.</param>
/// <param name="WithoutGeometry">Numbers of the features whose geometry is null, which are left out.</param>
public sealed record GeoJsonDocument(SpatialReference System, bool NamesSystem, IReadOnlyList<GeoFeature> Features, IReadOnlyList<int> WithoutGeometry);
