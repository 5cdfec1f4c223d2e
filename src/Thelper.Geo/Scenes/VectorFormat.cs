namespace Thelper.Geo.Scenes;

/// <summary>How polygons and objects are written.</summary>
public enum VectorFormat
{
    /// <summary>GeoJSON (RFC 7946): longitude and latitude (WGS 84).</summary>
    GeoJson,

    /// <summary>GeoJSON in the scene's own system, which its member <c>crs</c> names, as thelper 0.6.2 writes it.</summary>
    GeoJsonCrs,

    /// <summary>GeoPackage, in the scene's own system.</summary>
    GeoPackage,

    /// <summary>Shapefile, in the scene's own system.</summary>
    Shapefile,
}
