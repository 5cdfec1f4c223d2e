namespace Thelper.Geo.Sampling;

/// <summary>A sample of a set, and where it lies.</summary>
/// <param name="Dataset">Name of its data set.</param>
/// <param name="Index">Its number there.</param>
/// <param name="Tile">Where it lies.</param>
internal sealed record PlacedSample(string Dataset, int Index, GroundTile Tile);
