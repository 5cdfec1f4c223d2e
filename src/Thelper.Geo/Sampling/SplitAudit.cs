using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;

namespace Thelper.Geo.Sampling;

/// <summary>How near the tiles of one set lie to those of another, and how alike they look: what a model may know of the second from the first.</summary>
public static class SplitAudit
{
    /// <summary>Compares two sets.</summary>
    /// <param name="learned">Tiles that the model learns from.</param>
    /// <param name="judged">Tiles that it is judged by.</param>
    /// <param name="likeness">How alike two tiles look (numbers of the judged and of the learned tile), from -1 to 1; null where nobody looks.</param>
    /// <returns>A line for each judged tile.</returns>
    public static IReadOnlyList<TileNearness> Compare(IReadOnlyList<GroundTile> learned, IReadOnlyList<GroundTile> judged, Func<int, int, double>? likeness = null)
    {
        ArgumentNullException.ThrowIfNull(learned);
        ArgumentNullException.ThrowIfNull(judged);
        if (learned.Count == 0)
        {
            return [.. judged.Select((_, i) => new TileNearness(i, -1, double.PositiveInfinity, 0, null))];
        }

        var tree = new STRtree<int>();
        for (var i = 0; i < learned.Count; i++)
        {
            tree.Insert(learned[i].Footprint.EnvelopeInternal, i);
        }

        tree.Build();
        return [.. judged.Select((tile, i) => Nearness(i, tile, learned, tree, likeness))];
    }

    private static TileNearness Nearness(int index, GroundTile tile, IReadOnlyList<GroundTile> learned, STRtree<int> tree, Func<int, int, double>? likeness)
    {
        var own = tile.Footprint;
        var nearest = Nearest(own, learned, tree);
        var distance = learned[nearest].Footprint.Distance(own);
        var overlap = 0.0;
        if (distance == 0)
        {
            // The share of it that training tiles cover, each place once.
            var covered = tree.Query(own.EnvelopeInternal).Select(i => learned[i].Footprint.Intersection(own)).Where(part => part.Area > 0).ToList();
            overlap = covered.Count == 0 ? 0 : NetTopologySuite.Operation.Union.UnaryUnionOp.Union(covered).Area / own.Area;
        }

        return new(index, nearest, distance, overlap, likeness?.Invoke(index, nearest));
    }

    // Widens the search until something is certainly the nearest; of several the one that covers most, or comes first.
    private static int Nearest(Polygon own, IReadOnlyList<GroundTile> learned, STRtree<int> tree)
    {
        var bounds = own.EnvelopeInternal;
        for (var reach = Math.Max(bounds.Width, bounds.Height); ; reach *= 2)
        {
            var around = bounds.Copy();
            around.ExpandBy(reach);
            var found = tree.Query(around).Select(i => (Index: i, Distance: learned[i].Footprint.Distance(own))).Where(entry => entry.Distance <= reach).ToList();
            if (found.Count > 0)
            {
                var least = found.Min(entry => entry.Distance);
                return found.Where(entry => entry.Distance == least).OrderByDescending(entry => least > 0 ? 0 : learned[entry.Index].Footprint.Intersection(own).Area).ThenBy(entry => entry.Index).First().Index;
            }
        }
    }
}
