using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;
using Thelper.Geo.Vectors;

namespace Thelper.Geo.Parsers;

/// <summary>Finds features by place: built once, asked by any number of threads.</summary>
public sealed class FeatureIndex
{
    private readonly IReadOnlyList<ParsedFeature> features;
    private readonly STRtree<int> tree = new();

    /// <summary>Builds the index.</summary>
    /// <param name="features">The features.</param>
    public FeatureIndex(IReadOnlyList<ParsedFeature> features)
    {
        ArgumentNullException.ThrowIfNull(features);
        this.features = features;
        for (var i = 0; i < features.Count; i++)
        {
            tree.Insert(features[i].Geometry.EnvelopeInternal, i);
        }

        // Otherwise the first ones who ask would build it at the same time.
        tree.Build();
    }

    /// <summary>Features that share at least a point with an area.</summary>
    /// <param name="area">The area.</param>
    /// <returns>Their numbers, in order.</returns>
    public IReadOnlyList<int> Intersecting(Geometry area)
    {
        ArgumentNullException.ThrowIfNull(area);
        if (features.Count == 0)
        {
            return [];
        }

        var found = tree.Query(area.EnvelopeInternal).Where(i => area.Intersects(features[i].Geometry)).ToList();
        found.Sort();
        return found;
    }

    /// <summary>The least distance between a feature and those that a condition holds for.</summary>
    /// <param name="feature">The feature's geometry.</param>
    /// <param name="reach">How far to look.</param>
    /// <param name="which">The condition.</param>
    /// <returns>The distance; infinite where none is so near.</returns>
    public double Distance(Geometry feature, double reach, Func<ParsedFeature, bool> which)
    {
        ArgumentNullException.ThrowIfNull(feature);
        var around = feature.EnvelopeInternal.Copy();
        around.ExpandBy(reach);
        return features.Count == 0
            ? double.PositiveInfinity
            : tree.Query(around).Where(i => which(features[i])).Select(i => feature.Distance(features[i].Geometry)).Where(distance => distance <= reach).DefaultIfEmpty(double.PositiveInfinity).Min();
    }
}
