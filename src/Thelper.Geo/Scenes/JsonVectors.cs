using System.Text.Json;
using Thelper.Geo.Systems;
using Thelper.Geo.Vectors;

namespace Thelper.Geo.Scenes;

/// <summary>Writes GeoJSON: RFC 7946 (longitude and latitude, outlines counter-clockwise), or in the scene's own system with the member <c>crs</c>, as thelper 0.6.2 does.</summary>
internal sealed class JsonVectors : SceneVectors
{
    private const double MetersOfDegree = 111_320;
    private readonly string draft;
    private readonly FileStream file;
    private readonly Utf8JsonWriter json;
    private readonly CoordinateTransform? toWgs84;
    private readonly double tolerance;

    /// <summary>Begins a file.</summary>
    /// <param name="draft">Its path until it is complete.</param>
    /// <param name="system">The reference system of the scene; null where it has none: numbers are written as they are.</param>
    /// <param name="inOwnSystem">Whether coordinates stay in that system.</param>
    /// <param name="tolerance">How far sides may lie beside their place in longitude and latitude, in units of the scene's system.</param>
    public JsonVectors(string draft, SpatialReference? system, bool inOwnSystem, double tolerance)
    {
        this.draft = draft;
        this.tolerance = system is { IsGeographic: false } ? tolerance * system.MetersPerUnit / MetersOfDegree : tolerance;
        toWgs84 = system is null || inOwnSystem ? null : new CoordinateTransform(system, SpatialReference.Wgs84);
        file = new FileStream(draft, FileMode.Create, FileAccess.Write);
        json = new Utf8JsonWriter(file);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        if (inOwnSystem && system is not null)
        {
            GeoJsonWriter.WriteSystem(json, system);
        }

        json.WriteStartArray("features");
    }

    /// <inheritdoc/>
    public override void Add(SceneShape shape)
    {
        var place = toWgs84 is null ? shape.Shape : Antimeridian.Valid(Antimeridian.Place(BentSides.Refine(shape.Shape, toWgs84, tolerance), toWgs84));
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WritePropertyName("geometry");
        GeoJsonWriter.WriteGeometry(json, place);
        json.WriteStartObject("properties");
        json.WriteString("class", shape.Class);
        json.WriteNumber("number", shape.Number);
        if (shape.Score is { } score)
        {
            json.WriteNumber("score", score);
        }

        if (shape.Pixels is { } pixels)
        {
            json.WriteNumber("pixels", pixels);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.Flush();
    }

    /// <inheritdoc/>
    public override void Publish(string path)
    {
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        file.Write("\n"u8);
        file.Flush(flushToDisk: true);
        Dispose();
        File.Move(draft, path, overwrite: true);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        json.Dispose();
        file.Dispose();
        toWgs84?.Dispose();
    }
}
