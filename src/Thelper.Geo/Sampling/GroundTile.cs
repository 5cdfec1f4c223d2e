using NetTopologySuite.Geometries;
using Thelper.Infer.Tiling;

namespace Thelper.Geo.Sampling;

/// <summary>A tile of a scene, and where it lies.</summary>
/// <param name="Scene">Number of the scene.</param>
/// <param name="Window">The tile in pixels of the scene.</param>
/// <param name="Footprint">Its outline in metres, in a plane that all tiles share.</param>
public sealed record GroundTile(int Scene, Window Window, Polygon Footprint);
