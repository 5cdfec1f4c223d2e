using System.Globalization;
using System.Numerics;
using NetTopologySuite.Index.Strtree;

namespace Thelper.Geo.Sampling;

/// <summary>Splits tiles into parts by where they lie, so that what is near each other is in one part: neighbours look alike, and a model that has seen one knows much of the other.</summary>
/// <remarks>
/// Blocks (squares of ground) or scenes go to the parts as wholes, in an order that the seed decides, each to the part that lacks most of its share. A tile is in the block of its middle.
/// Then tiles of different parts that are nearer than the buffer, or overlap, are told apart: the one of the earlier part is left out, as a rule training's. So no tile of one part
/// lies nearer than the buffer to one of another part, whatever the shape and overlap of scenes.
/// </remarks>
public sealed record SpatialSplit
{
    /// <summary>What goes to one part as a whole.</summary>
    public SplitUnit By { get; init; } = SplitUnit.Block;

    /// <summary>Side of a block in metres, greater than 0.</summary>
    public double BlockSize { get; init; } = 1000;

    /// <summary>Metres that lie between tiles of different parts at least, from 0; tiles that overlap or touch are never in different parts where this is above 0.</summary>
    public double Buffer { get; init; }

    /// <summary>The share of each part, in the order of the parts; numbers from 0 whose sum counts as everything.</summary>
    public IReadOnlyList<double> Shares { get; init; } = [0.7, 0.15, 0.15];

    /// <summary>Decides which block or scene goes where.</summary>
    public int Seed { get; init; }

    /// <summary>Fails for settings that cannot be.</summary>
    /// <exception cref="UserErrorException">One is out of range.</exception>
    public void Check()
    {
        if (!(BlockSize > 0 && double.IsFinite(BlockSize)) || !(Buffer >= 0 && double.IsFinite(Buffer)))
        {
            throw new UserErrorException(string.Create(CultureInfo.InvariantCulture, $"a split by place needs a block_size above 0 and a buffer from 0, in metres; got {BlockSize} and {Buffer}"));
        }

        if (Shares.Count == 0 || Shares.Any(share => !(share >= 0 && double.IsFinite(share))) || Shares.Sum() <= 0)
        {
            throw new UserErrorException(string.Create(CultureInfo.InvariantCulture, $"shares of a split are numbers from 0, at least one of them above 0; got [{string.Join(", ", Shares)}]"));
        }
    }

    /// <summary>Splits tiles.</summary>
    /// <param name="tiles">The tiles.</param>
    /// <returns>For each tile the number of its part, or -1 where it lies too near to one of another part.</returns>
    /// <exception cref="UserErrorException">A setting is out of range.</exception>
    public IReadOnlyList<int> Assign(IReadOnlyList<GroundTile> tiles)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        Check();
        if (By == SplitUnit.None)
        {
            return [.. tiles.Select(_ => 0)];
        }

        var units = tiles.Select((tile, i) => (Unit: UnitOf(tile), i)).GroupBy(entry => entry.Unit, entry => entry.i)
            .OrderBy(unit => Rank(unit.Key)).ThenBy(unit => unit.Key).ToList();
        var parts = new int[tiles.Count];
        var counts = new double[Shares.Count];
        foreach (var unit in units)
        {
            var part = Neediest(counts, unit.Count(), tiles.Count);
            counts[part] += unit.Count();
            foreach (var tile in unit)
            {
                parts[tile] = part;
            }
        }

        return Apart(tiles, parts);
    }

    private (long X, long Y) UnitOf(GroundTile tile)
    {
        if (By == SplitUnit.Scene)
        {
            return (tile.Scene, 0);
        }

        var middle = tile.Footprint.EnvelopeInternal.Centre;
        return ((long)Math.Floor(middle.X / BlockSize), (long)Math.Floor(middle.Y / BlockSize));
    }

    // A place in an order that looks like chance; the same on every machine (SplitMix64's mixer: Steele, Lea, Flood 2014).
    private ulong Rank((long X, long Y) unit)
    {
        var hash = Mixed((ulong)Seed);
        hash = Mixed(hash ^ (ulong)unit.X);
        return Mixed(hash ^ BitOperations.RotateLeft((ulong)unit.Y, 32));

        static ulong Mixed(ulong z)
        {
            z += 0x9E3779B97F4A7C15;
            z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
            z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
            return z ^ (z >> 31);
        }
    }

    // The part that lacks most of its share, as it would be with these tiles in it.
    private int Neediest(double[] counts, int count, int total)
    {
        var whole = Shares.Sum();
        return Enumerable.Range(0, Shares.Count).Where(i => Shares[i] > 0)
            .MaxBy(i => (Shares[i] / whole * total) - counts[i] - (count / 2.0 * (1 - (Shares[i] / whole))));
    }

    private int[] Apart(IReadOnlyList<GroundTile> tiles, int[] parts)
    {
        // Later parts stay: tests count more than training data.
        for (var part = Shares.Count - 1; part > 0; part--)
        {
            var tree = new STRtree<GroundTile>();
            for (var i = 0; i < tiles.Count; i++)
            {
                if (parts[i] == part)
                {
                    tree.Insert(tiles[i].Footprint.EnvelopeInternal, tiles[i]);
                }
            }

            for (var i = 0; i < tiles.Count && tree.Count > 0; i++)
            {
                if (parts[i] >= 0 && parts[i] < part && IsNear(tiles[i], tree))
                {
                    parts[i] = -1;
                }
            }
        }

        return parts;
    }

    private bool IsNear(GroundTile tile, STRtree<GroundTile> others)
    {
        var around = tile.Footprint.EnvelopeInternal.Copy();
        around.ExpandBy(Buffer);
        return others.Query(around).Any(other => Buffer > 0
            ? other.Footprint.Distance(tile.Footprint) < Buffer
            : other.Footprint.Intersects(tile.Footprint) && !other.Footprint.Touches(tile.Footprint));
    }
}
