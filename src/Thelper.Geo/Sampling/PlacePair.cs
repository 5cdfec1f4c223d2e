using Thelper.Data.Splitting;

namespace Thelper.Geo.Sampling;

/// <summary>How near the samples of one set lie to those of another.</summary>
/// <param name="Learned">The set that a model learns from: <c>train</c>, or <c>valid</c>, by which it is chosen.</param>
/// <param name="Judged">The set that it is judged by.</param>
/// <param name="Tiles">How many samples that has.</param>
/// <param name="Overlapping">How many of them share ground with the other set.</param>
/// <param name="Touching">How many touch it or share ground.</param>
/// <param name="Overlap">The share of their ground that the other set has seen, from 0 to 1.</param>
/// <param name="LeastMetres">The least distance.</param>
/// <param name="MedianMetres">The distance that half of them keep.</param>
/// <param name="Likeness">How alike a sample and the nearest one of the other set look: the mean correlation from afar; null where nothing could be compared.</param>
public sealed record PlacePair(string Learned, string Judged, int Tiles, int Overlapping, int Touching, double Overlap, double LeastMetres, double MedianMetres, double? Likeness)
{
    internal static PlacePair Of(LoaderSet learned, LoaderSet judged, IReadOnlyList<TileNearness> nearness, IReadOnlyList<double> likeness)
    {
        var metres = nearness.Select(tile => tile.Metres).Order().ToList();
        return new(
            learned.ToString().ToLowerInvariant(),
            judged.ToString().ToLowerInvariant(),
            nearness.Count,
            nearness.Count(tile => tile.Overlap > 1e-9),
            nearness.Count(tile => tile.Metres == 0),
            nearness.Average(tile => tile.Overlap),
            metres[0],
            metres[metres.Count / 2],
            likeness.Count == 0 ? null : likeness.Average());
    }
}
