using System.Globalization;
using System.Text.Json;
using NetTopologySuite.Geometries;
using Thelper.Geo.Systems;

namespace Thelper.Geo.Vectors;

/// <summary>Reads GeoJSON: RFC 7946, and with a named reference system (<c>crs</c> of GeoJSON 2008, and the original's forms of it).</summary>
/// <remarks>Rings may run either way; the first one is the outer one. A ring that is not closed is closed. Heights are left out.</remarks>
public static class GeoJson
{
    private const int Deepest = 64;
    private const int LeastPoints = 4;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="GeoException">It is missing, too large or no GeoJSON, or names a reference system that there is not; the message names the feature.</exception>
    public static GeoJsonDocument Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (!File.Exists(path))
        {
            throw new GeoException($"{path}: no such file");
        }

        if (new FileInfo(path).Length > Limits.AnnotationMiB.Value << 20)
        {
            throw new GeoException(FormattableString.Invariant($"{path}: it is larger than {Limits.AnnotationMiB.Value} MiB; {Limits.AnnotationMiB.Hint}, and a GeoPackage is read piece by piece"));
        }

        return Parse(InputFile.ReadAllBytes(path), path);
    }

    /// <summary>Reads a text.</summary>
    /// <param name="json">The text as UTF-8.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="GeoException">It is no GeoJSON.</exception>
    public static GeoJsonDocument Parse(ReadOnlyMemory<byte> json, string name)
    {
        try
        {
            var start = json.Span.StartsWith("\uFEFF"u8) ? 3 : 0;
            using var document = JsonDocument.Parse(json[start..], new JsonDocumentOptions { MaxDepth = Deepest });
            return Collection(document.RootElement, name);
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            // The latter of a text that is no Unicode: it is looked at when it is asked for.
            throw new GeoException($"{name}: this is no GeoJSON: {PrintableText.Line(error.Message)}", error);
        }
    }

    /// <summary>The reference system that a GeoJSON object names under <c>crs</c> or <c>srs</c> (the original's <c>parse_geojson_crs</c>).</summary>
    /// <param name="body">The object.</param>
    /// <param name="name">What messages call it.</param>
    /// <returns>The system; null where it names none.</returns>
    /// <exception cref="GeoException">It names one in a way that is not understood.</exception>
    public static SpatialReference? SystemOf(JsonElement body, string name)
    {
        if (body.ValueKind != JsonValueKind.Object || (!body.TryGetProperty("crs", out var crs) && !body.TryGetProperty("srs", out crs)) || crs.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (crs.ValueKind == JsonValueKind.Object && crs.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String
            && crs.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            var values = properties.EnumerateObject().Select(property => property.Value).ToList();
            var kind = type.GetString()!.ToUpperInvariant();
            var text = values is [{ ValueKind: JsonValueKind.String or JsonValueKind.Number } only] ? only.ToString() : null;
            switch (kind)
            {
                case "EPSG" or "EPSGA" when text is not null && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var code):
                    return SpatialReference.OfEpsg(code);
                case "ESRI" when text is not null:
                    return SpatialReference.Parse(int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _) ? $"ESRI:{text}" : text);
                case "NAME" when text is not null:
                    var last = text[(text.LastIndexOf(':') + 1)..];
                    return text.Contains(":EPSG:", StringComparison.OrdinalIgnoreCase) || text.StartsWith("EPSG:", StringComparison.OrdinalIgnoreCase)
                        ? SpatialReference.Parse(last)
                        : text.EndsWith("CRS84", StringComparison.OrdinalIgnoreCase) ? SpatialReference.Wgs84 : SpatialReference.Parse(text);
            }
        }

        throw new GeoException($"{name}: its reference system is given in a way that is not understood: {PrintableText.Line(Short(crs))}; write it as \"crs\": {{\"type\": \"EPSG\", \"properties\": {{\"code\": 32618}}}}");
    }

    private static GeoJsonDocument Collection(JsonElement root, string name)
    {
        var type = TypeOf(root);
        var system = SystemOf(root, name);
        var items = type switch
        {
            "FeatureCollection" => root.TryGetProperty("features", out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray()
                : throw new GeoException($"{name}: a FeatureCollection needs a list 'features'"),
            "Feature" => Enumerable.Repeat(root, 1),
            null => throw new GeoException($"{name}: this is no GeoJSON: an object with the member 'type' is needed"),
            _ => throw new GeoException($"{name}: a FeatureCollection or a Feature is needed, got {PythonRepr.Of(PrintableText.Line(type))}"),
        };
        var features = new List<GeoFeature>();
        var without = new List<int>();
        var number = 0;
        foreach (var item in items)
        {
            if (features.Count >= Limits.Rows.Value)
            {
                throw new GeoException(FormattableString.Invariant($"{name}: it has more than {Limits.Rows.Value} features; {Limits.Rows.Hint}"));
            }

            if (Feature(item, FormattableString.Invariant($"{name}: feature {number}")) is { } feature)
            {
                features.Add(feature);
            }
            else
            {
                without.Add(number);
            }

            number++;
        }

        return new GeoJsonDocument(system ?? SpatialReference.Wgs84, system is not null, features, without);
    }

    private static GeoFeature? Feature(JsonElement item, string place)
    {
        if (TypeOf(item) != "Feature")
        {
            // The original writes features that are called after their geometry.
            if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("geometry", out _))
            {
                throw new GeoException($"{place}: a Feature is needed");
            }
        }

        var id = item.TryGetProperty("id", out var given) ? Plain(given) : null;
        var properties = item.TryGetProperty("properties", out var members) && members.ValueKind == JsonValueKind.Object ? Plain(members) as OrderedDictionary<string, object?> : null;
        return !item.TryGetProperty("geometry", out var geometry) || geometry.ValueKind == JsonValueKind.Null
            ? null
            : new GeoFeature(id is long or string ? id : null, Shape(geometry, place), properties ?? []);
    }

    private static Geometry Shape(JsonElement geometry, string place)
    {
        if (geometry.ValueKind != JsonValueKind.Object)
        {
            throw new GeoException($"{place}: its geometry is no object: {PrintableText.Line(Short(geometry))}");
        }

        var type = TypeOf(geometry);
        if (type == "GeometryCollection")
        {
            return Shapes.Factory.CreateGeometryCollection([.. Items(geometry, "geometries", place).Select(part => Shape(part, place))]);
        }

        var coordinates = geometry.TryGetProperty("coordinates", out var list) && list.ValueKind == JsonValueKind.Array
            ? list
            : throw new GeoException($"{place}: its geometry has no list 'coordinates'");
        return type switch
        {
            "Point" => Shapes.Factory.CreatePoint(Position(coordinates, place)),
            "MultiPoint" => Shapes.Factory.CreateMultiPointFromCoords(Line(coordinates, place, 1)),
            "LineString" => Shapes.Factory.CreateLineString(Line(coordinates, place, 2)),
            "MultiLineString" => Shapes.Factory.CreateMultiLineString([.. coordinates.EnumerateArray().Select(line => Shapes.Factory.CreateLineString(Line(line, place, 2)))]),
            "Polygon" => Polygon(coordinates, place),
            "MultiPolygon" => Shapes.Factory.CreateMultiPolygon([.. coordinates.EnumerateArray().Select(polygon => Polygon(polygon, place))]),
            _ => throw new GeoException($"{place}: there is no geometry of the type {PythonRepr.Of(type is null ? null : PrintableText.Line(type))}"),
        };
    }

    private static Polygon Polygon(JsonElement rings, string place)
    {
        var made = rings.ValueKind == JsonValueKind.Array ? rings.EnumerateArray().Select(ring => Ring(ring, place)).ToList() : [];
        return made.Count == 0 ? throw new GeoException($"{place}: a polygon needs at least one ring") : Shapes.Factory.CreatePolygon(made[0], [.. made.Skip(1)]);
    }

    private static LinearRing Ring(JsonElement ring, string place)
    {
        var points = Line(ring, place, LeastPoints - 1).ToList();
        if (!points[0].Equals2D(points[^1]))
        {
            points.Add(points[0].Copy());
        }

        return points.Count < LeastPoints
            ? throw new GeoException(FormattableString.Invariant($"{place}: a ring of a polygon needs at least {LeastPoints} points, the last of which repeats the first"))
            : Shapes.Factory.CreateLinearRing([.. points]);
    }

    private static Coordinate[] Line(JsonElement positions, string place, int least)
    {
        var points = positions.ValueKind == JsonValueKind.Array ? positions.EnumerateArray().Select(position => Position(position, place)).ToArray() : [];
        return points.Length >= least ? points : throw new GeoException(FormattableString.Invariant($"{place}: a list of at least {least} points is needed, got {points.Length}"));
    }

    private static Coordinate Position(JsonElement position, string place)
    {
        if (position.ValueKind == JsonValueKind.Array && position.GetArrayLength() is >= 2 and <= 4
            && position[0].ValueKind == JsonValueKind.Number && position[1].ValueKind == JsonValueKind.Number
            && position[0].TryGetDouble(out var x) && position[1].TryGetDouble(out var y) && double.IsFinite(x + y))
        {
            return new Coordinate(x, y);
        }

        throw new GeoException($"{place}: a point is a list of two numbers, got {PrintableText.Line(Short(position))}");
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement parent, string member, string place) =>
        parent.TryGetProperty(member, out var list) && list.ValueKind == JsonValueKind.Array ? list.EnumerateArray() : throw new GeoException($"{place}: its geometry has no list '{member}'");

    private static string? TypeOf(JsonElement element) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty("type", out var type) && type.ValueKind == JsonValueKind.String ? type.GetString() : null;

    private static string Short(JsonElement element) => element.GetRawText() is var text && text.Length > 80 ? text[..80] + "..." : element.GetRawText();

    private static object? Plain(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.Number => element.TryGetInt64(out var whole) ? whole : (object)element.GetDouble(),
        JsonValueKind.Array => element.EnumerateArray().Select(Plain).ToList(),
        JsonValueKind.Object => Members(element),
        _ => null,
    };

    private static OrderedDictionary<string, object?> Members(JsonElement element)
    {
        var members = new OrderedDictionary<string, object?>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            members[member.Name] = Plain(member.Value);
        }

        return members;
    }
}
