namespace Thelper.Geo.Sampling;

/// <summary>How near a tile lies to those of another set.</summary>
/// <param name="Tile">Its number in its own set.</param>
/// <param name="Nearest">The number of the nearest tile in the other set, -1 where that is empty.</param>
/// <param name="Metres">From edge to edge; 0 where they touch or overlap.</param>
/// <param name="Overlap">The share of the tile that tiles of the other set cover, from 0 to 1.</param>
/// <param name="Likeness">How alike it and the nearest one look: the correlation of their pixels, from -1 to 1. Null where nobody looked.</param>
public sealed record TileNearness(int Tile, int Nearest, double Metres, double Overlap, double? Likeness);
