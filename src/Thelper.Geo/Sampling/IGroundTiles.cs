namespace Thelper.Geo.Sampling;

/// <summary>A data set whose samples are tiles of scenes.</summary>
public interface IGroundTiles
{
    /// <summary>A sample's tile, and where it lies.</summary>
    /// <param name="index">Number of the sample, from 0.</param>
    GroundTile TileOf(int index);
}
