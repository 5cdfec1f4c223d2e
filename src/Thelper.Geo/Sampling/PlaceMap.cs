using NetTopologySuite.Geometries;
using Thelper.Data.Splitting;
using Thelper.Draw;
using Thelper.Geo.Systems;
using Thelper.Geo.Vectors;
using Thelper.Imaging;
using static Thelper.Torch.torch;

namespace Thelper.Geo.Sampling;

/// <summary>Draws where the samples of sets lie: training in blue, validation in green, test in orange, and in red what is judged but touches what is learned from.</summary>
internal static class PlaceMap
{
    private const int LongSide = 900;
    private const int Margin = 12;
    private static readonly (string Name, byte[] Color)[] Kinds = [("train", [70, 120, 200]), ("valid", [80, 170, 90]), ("test", [240, 160, 60]), ("judged, touches what is learned from", [210, 40, 40])];

    /// <summary>Writes <c>places.png</c>.</summary>
    /// <param name="folder">The folder, which exists.</param>
    /// <param name="places">The samples.</param>
    /// <param name="near">Those of a set that is judged which touch one that is learned from.</param>
    /// <returns>The files.</returns>
    public static IReadOnlyList<string> Write(string folder, PlaceSet places, IReadOnlyCollection<(LoaderSet Set, int Tile)> near)
    {
        using var scope = NewDisposeScope();
        var touching = near.ToHashSet();
        var shapes = new[] { LoaderSet.Train, LoaderSet.Valid, LoaderSet.Test }.SelectMany(set => places.Tiles[set].Select((tile, i) => (tile.Tile.Footprint, Kind: touching.Contains((set, i)) ? 3 : KindOf(set)))).ToList();
        var bounds = new Envelope();
        shapes.ForEach(shape => bounds.ExpandToInclude(shape.Footprint.EnvelopeInternal));
        var pixel = Math.Max(bounds.Width, bounds.Height) / (LongSide - (2 * Margin));
        var transform = new GeoTransform(bounds.MinX - (Margin * pixel), pixel, 0, bounds.MaxY + (Margin * pixel), 0, -pixel);
        var (width, height) = ((int)Math.Ceiling(bounds.Width / pixel) + (2 * Margin), (int)Math.Ceiling(bounds.Height / pixel) + (2 * Margin));
        var fills = Rasterizer.Draw([.. shapes.Select(shape => (shape.Footprint.Buffer(-pixel), shape.Kind + 1.0))], height, width, transform);
        var colors = new LabelColors([[255, 255, 255], .. Kinds.Select(kind => kind.Color)]);
        var picture = Legend.Below(colors.Paint(fills.to(ScalarType.Int64)), [.. Kinds.Where((_, i) => shapes.Exists(shape => shape.Kind == i)).Select(kind => (kind.Name, (IReadOnlyList<byte>)kind.Color))]);
        var map = Path.Combine(folder, "places.png");
        ImageCodec.Save(map, ImageOps.ConvertColor(picture, ColorConversion.BgrToRgb));
        return [map];
    }

    private static int KindOf(LoaderSet set) => set switch { LoaderSet.Train => 0, LoaderSet.Valid => 1, _ => 2 };
}
