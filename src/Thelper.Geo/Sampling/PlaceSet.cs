using NetTopologySuite.Geometries;
using Thelper.Data;
using Thelper.Data.Loading;
using Thelper.Data.Splitting;
using Thelper.Geo.Systems;

namespace Thelper.Geo.Sampling;

/// <summary>The places of the samples of a configuration's sets, in one plane.</summary>
internal sealed class PlaceSet
{
    private GroundPlane? plane;

    /// <summary>Finds the places. Samples of data sets that do not know any are left out.</summary>
    /// <param name="loaders">The data and its split.</param>
    public PlaceSet(Loaders loaders)
    {
        Tiles = new[] { LoaderSet.Train, LoaderSet.Valid, LoaderSet.Test }.ToDictionary(set => set, set => (IReadOnlyList<PlacedSample>)[.. loaders.Split.Of(set)
            .SelectMany(part => part.Value.Select(index => (part.Key, Index: index, Tile: TileOf(loaders.Datasets[part.Key], index))))
            .Where(entry => entry.Tile is not null)
            .Select(entry => new PlacedSample(entry.Key, entry.Index, entry.Tile!))]);
    }

    /// <summary>The samples of each set that have a place.</summary>
    public IReadOnlyDictionary<LoaderSet, IReadOnlyList<PlacedSample>> Tiles { get; }

    private GroundTile? TileOf(Dataset dataset, int index) => dataset switch
    {
        IOutlinedSamples samples => Laid(samples.OutlineOf(index)),
        IGroundTiles tiles => tiles.TileOf(index),
        _ => null,
    };

    // All in the plane of the first: data sets may be in different reference systems.
    private GroundTile Laid((Polygon Outline, SpatialReference? System) sample)
    {
        var middle = sample.Outline.EnvelopeInternal.Centre;
        plane ??= GroundPlane.Of(sample.System, (middle.X, middle.Y));
        return new(0, default, (Polygon)plane.Lay(sample.Outline, sample.System));
    }
}
