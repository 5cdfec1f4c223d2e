using NetTopologySuite.Geometries;
using Thelper.Geo.Systems;

namespace Thelper.Geo.Sampling;

/// <summary>Samples whose outlines on the ground are known, in the reference system of what they are cut from.</summary>
internal interface IOutlinedSamples
{
    /// <summary>The outline of a sample, and its reference system; null where that is not known.</summary>
    /// <param name="index">Number of the sample, from 0.</param>
    (Polygon Outline, SpatialReference? System) OutlineOf(int index);
}
