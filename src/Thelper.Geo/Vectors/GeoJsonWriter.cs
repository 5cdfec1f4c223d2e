using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using NetTopologySuite.Geometries;
using Thelper.Geo.Systems;

namespace Thelper.Geo.Vectors;

/// <summary>Writes GeoJSON.</summary>
public static class GeoJsonWriter
{
    /// <summary>The text of a collection of features.</summary>
    /// <param name="features">The features, in <paramref name="system"/>.</param>
    /// <param name="system">The reference system of the features; null where nobody knows it: coordinates are written as they are.</param>
    /// <param name="asOriginal">
    /// True: the coordinates as they are, and the system under <c>crs</c>, as the original's <c>export_geojson_with_crs</c>. False: RFC 7946, longitude and latitude of WGS 84.
    /// Outer rings run against the clock either way.
    /// </param>
    /// <param name="indented">Whether members stand in lines of their own.</param>
    /// <exception cref="GeoException">A place is none in WGS 84.</exception>
    public static string Text(IEnumerable<GeoFeature> features, SpatialReference? system, bool asOriginal = false, bool indented = true)
    {
        ArgumentNullException.ThrowIfNull(features);
        using var transform = asOriginal || system is null ? null : new CoordinateTransform(system, SpatialReference.Wgs84);
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new() { Indented = indented, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("type", "FeatureCollection");
            if (asOriginal && system is not null)
            {
                WriteSystem(writer, system);
            }

            writer.WriteStartArray("features");
            foreach (var feature in features)
            {
                WriteFeature(writer, transform is null ? feature : feature with { Geometry = Antimeridian.Place(feature.Geometry, transform) });
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan) + "\n";
    }

    /// <summary>Writes one geometry.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="geometry">The geometry.</param>
    internal static void WriteGeometry(Utf8JsonWriter writer, Geometry geometry)
    {
        writer.WriteStartObject();
        writer.WriteString("type", geometry.GeometryType);
        if (geometry.GeometryType == "GeometryCollection")
        {
            writer.WriteStartArray("geometries");
            for (var i = 0; i < geometry.NumGeometries; i++)
            {
                WriteGeometry(writer, geometry.GetGeometryN(i));
            }

            writer.WriteEndArray();
        }
        else
        {
            writer.WritePropertyName("coordinates");
            WriteCoordinates(writer, geometry);
        }

        writer.WriteEndObject();
    }

    internal static void WriteSystem(Utf8JsonWriter writer, SpatialReference system)
    {
        writer.WriteStartObject("crs");
        writer.WriteString("type", system.Epsg is null ? "name" : "EPSG");
        writer.WriteStartObject("properties");
        if (system.Epsg is { } code)
        {
            writer.WriteNumber("code", code);
        }
        else
        {
            writer.WriteString("name", system.Wkt);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    internal static void WriteValue(Utf8JsonWriter writer, object? value)
    {
        switch (value)
        {
            case IReadOnlyDictionary<string, object?> map:
                writer.WriteStartObject();
                foreach (var (key, entry) in map)
                {
                    writer.WritePropertyName(key);
                    WriteValue(writer, entry);
                }

                writer.WriteEndObject();
                break;
            case IReadOnlyList<object?> list:
                writer.WriteStartArray();
                foreach (var entry in list)
                {
                    WriteValue(writer, entry);
                }

                writer.WriteEndArray();
                break;
            case double number when !double.IsFinite(number):
                writer.WriteNullValue();
                break;
            default:
                JsonSerializer.Serialize(writer, value);
                break;
        }
    }

    private static void WriteFeature(Utf8JsonWriter writer, GeoFeature feature)
    {
        writer.WriteStartObject();
        writer.WriteString("type", "Feature");
        if (feature.Id is not null)
        {
            writer.WritePropertyName("id");
            WriteValue(writer, feature.Id);
        }

        writer.WritePropertyName("properties");
        WriteValue(writer, feature.Properties);
        writer.WritePropertyName("geometry");
        WriteGeometry(writer, feature.Geometry);
        writer.WriteEndObject();
    }

    private static void WriteCoordinates(Utf8JsonWriter writer, Geometry geometry)
    {
        switch (geometry)
        {
            case Point point:
                WritePosition(writer, point.Coordinate);
                break;
            case LineString line:
                WriteLine(writer, line.Coordinates);
                break;
            case Polygon polygon:
                writer.WriteStartArray();
                for (var i = 0; i <= polygon.NumInteriorRings; i++)
                {
                    // RFC 7946: outer rings against the clock, inner ones with it.
                    var ring = i == 0 ? (LinearRing)polygon.ExteriorRing : (LinearRing)polygon.GetInteriorRingN(i - 1);
                    WriteLine(writer, ring.IsCCW == (i == 0) ? ring.Coordinates : [.. ring.Coordinates.AsEnumerable().Reverse()]);
                }

                writer.WriteEndArray();
                break;
            default:
                writer.WriteStartArray();
                for (var i = 0; i < geometry.NumGeometries; i++)
                {
                    WriteCoordinates(writer, geometry.GetGeometryN(i));
                }

                writer.WriteEndArray();
                break;
        }
    }

    private static void WriteLine(Utf8JsonWriter writer, Coordinate[] points)
    {
        writer.WriteStartArray();
        foreach (var point in points)
        {
            WritePosition(writer, point);
        }

        writer.WriteEndArray();
    }

    private static void WritePosition(Utf8JsonWriter writer, Coordinate point)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(point.X);
        writer.WriteNumberValue(point.Y);
        writer.WriteEndArray();
    }
}
