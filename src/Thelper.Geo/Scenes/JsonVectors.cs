using System.Text.Json;
using NetTopologySuite.Algorithm;
using NetTopologySuite.Geometries;
using Thelper.Geo.Systems;

namespace Thelper.Geo.Scenes;

/// <summary>Writes GeoJSON: RFC 7946 (longitude and latitude, outlines counter-clockwise), or in the scene's own system with the member <c>crs</c>, as thelper 0.6.2 does.</summary>
internal sealed class JsonVectors : SceneVectors
{
    private const double HalfTurn = 180;
    private readonly string draft;
    private readonly FileStream file;
    private readonly Utf8JsonWriter json;
    private readonly CoordinateTransform? toWgs84;

    /// <summary>Begins a file.</summary>
    /// <param name="draft">Its path until it is complete.</param>
    /// <param name="system">The reference system of the scene; null where it has none: numbers are written as they are.</param>
    /// <param name="inOwnSystem">Whether coordinates stay in that system.</param>
    public JsonVectors(string draft, SpatialReference? system, bool inOwnSystem)
    {
        this.draft = draft;
        toWgs84 = system is null || inOwnSystem ? null : new CoordinateTransform(system, SpatialReference.Wgs84);
        file = new FileStream(draft, FileMode.Create, FileAccess.Write);
        json = new Utf8JsonWriter(file);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        if (inOwnSystem && system is not null)
        {
            json.WriteStartObject("crs");
            json.WriteString("type", system.Epsg is null ? "name" : "EPSG");
            json.WriteStartObject("properties");
            if (system.Epsg is { } code)
            {
                json.WriteNumber("code", code);
            }
            else
            {
                json.WriteString("name", system.Wkt);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteStartArray("features");
    }

    /// <inheritdoc/>
    public override void Add(SceneShape shape)
    {
        var place = toWgs84 is null ? shape.Shape : Cut((Polygon)toWgs84.Transform(shape.Shape));
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("geometry");
        json.WriteString("type", place.GeometryType);
        json.WriteStartArray("coordinates");
        for (var i = 0; i < place.NumGeometries; i++)
        {
            var polygon = (Polygon)place.GetGeometryN(i);
            if (place is MultiPolygon)
            {
                json.WriteStartArray();
            }

            Write(polygon.ExteriorRing, counterClockwise: true);
            foreach (var hole in polygon.InteriorRings)
            {
                Write(hole, counterClockwise: false);
            }

            if (place is MultiPolygon)
            {
                json.WriteEndArray();
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
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

    // Across the meridian of 180 degrees longitudes jump: the polygon is cut there, as RFC 7946 (3.1.9) asks.
    private static Geometry Cut(Polygon polygon)
    {
        if (polygon.EnvelopeInternal.Width <= HalfTurn)
        {
            return polygon;
        }

        var whole = polygon.Copy();
        whole.Apply(new Turned(x => x < 0 ? x + (2 * HalfTurn) : x));
        whole.GeometryChanged();
        var east = whole.Intersection(Shapes.Box(0, -HalfTurn, HalfTurn, HalfTurn));
        var west = whole.Intersection(Shapes.Box(HalfTurn, -HalfTurn, 2 * HalfTurn, HalfTurn));
        west.Apply(new Turned(x => x - (2 * HalfTurn)));
        west.GeometryChanged();
        return Shapes.Factory.CreateMultiPolygon([.. new[] { east, west }.SelectMany(part => Enumerable.Range(0, part.NumGeometries).Select(part.GetGeometryN)).OfType<Polygon>()]);
    }

    private void Write(LineString ring, bool counterClockwise)
    {
        var places = ring.Coordinates;
        if (Orientation.IsCCW(places) != counterClockwise)
        {
            Array.Reverse(places);
        }

        json.WriteStartArray();
        foreach (var place in places)
        {
            json.WriteStartArray();
            json.WriteNumberValue(place.X);
            json.WriteNumberValue(place.Y);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    private sealed class Turned(Func<double, double> turn) : ICoordinateSequenceFilter
    {
        public bool Done => false;

        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence seq, int i) => seq.SetX(i, turn(seq.GetX(i)));
    }
}
