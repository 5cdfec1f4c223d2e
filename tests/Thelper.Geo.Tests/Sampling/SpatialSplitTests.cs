using NetTopologySuite.Geometries;
using Thelper.Geo.Sampling;
using Thelper.Infer.Tiling;

namespace Thelper.Geo.Tests.Sampling;

public class SpatialSplitTests
{
    [Theory]
    [InlineData(SplitUnit.Block, 0, 0)]
    [InlineData(SplitUnit.Block, 25, 0)]
    [InlineData(SplitUnit.Block, 25, 30)]
    [InlineData(SplitUnit.Scene, 0, 20)]
    [InlineData(SplitUnit.Scene, 40, 20)]
    public void No_tile_lies_nearer_than_the_buffer_to_one_of_another_part(SplitUnit unit, double buffer, double angle)
    {
        var tiles = Tiles(angle);
        var hulls = tiles.Select(tile => tile.Footprint.EnvelopeInternal).ToList();
        var near = 0;
        for (var seed = 0; seed < 5; seed++)
        {
            var split = new SpatialSplit { By = unit, BlockSize = 230, Buffer = buffer, Seed = seed, Shares = [0.6, 0.2, 0.2] };
            var parts = split.Assign(tiles);
            parts.Count(part => part >= 0).ShouldBeGreaterThan(tiles.Count / 4);
            for (var i = 0; i < tiles.Count; i++)
            {
                for (var j = 0; j < i; j++)
                {
                    // Tiles whose hulls are farther apart than the buffer are, too: no need to look closer.
                    if (parts[i] < 0 || parts[j] < 0 || parts[i] == parts[j] || hulls[i].Distance(hulls[j]) > buffer)
                    {
                        continue;
                    }

                    near++;

                    if (buffer > 0)
                    {
                        tiles[i].Footprint.Distance(tiles[j].Footprint).ShouldBeGreaterThanOrEqualTo(buffer);
                    }
                    else
                    {
                        tiles[i].Footprint.Intersection(tiles[j].Footprint).Area.ShouldBe(0, 1e-6);
                    }
                }
            }

            // Tests are left out for nobody.
            Enumerable.Range(0, 3).ShouldAllBe(part => parts.Contains(part));
        }

        // Only of tiles that are turned do hulls meet where the tiles do not.
        (near > 0).ShouldBe(angle > 0);
    }

    [Fact]
    public void Blocks_go_to_one_part_and_shares_are_kept_nearly()
    {
        var tiles = Tiles(0);
        var parts = new SpatialSplit { BlockSize = 200, Shares = [0.5, 0.5] }.Assign(tiles);
        foreach (var block in tiles.Select((tile, i) => (tile.Footprint.EnvelopeInternal.Centre, parts[i])).Where(entry => entry.Item2 >= 0).GroupBy(entry => ((int)(entry.Centre.X / 200), (int)(entry.Centre.Y / 200))))
        {
            block.Select(entry => entry.Item2).Distinct().Count().ShouldBe(1);
        }

        parts.Count(part => part == 1).ShouldBeInRange((int)(0.4 * tiles.Count), (int)(0.6 * tiles.Count));
        new SpatialSplit { BlockSize = 100, Shares = [4, 1] }.Assign(tiles).Count(part => part == 1).ShouldBeInRange((int)(0.1 * tiles.Count), (int)(0.25 * tiles.Count));
    }

    [Fact]
    public void Blocks_are_squares_and_scenes_stay_whole()
    {
        // Scenes that lie far from each other, so that nothing is left out.
        List<GroundTile> tiles = [.. Enumerable.Range(0, 200).Select(i => new GroundTile(i / 50, default, Shapes.Box((i / 50 * 5000) + (i % 5 * 100), i % 50 / 5 * 100, (i / 50 * 5000) + (i % 5 * 100) + 90, (i % 50 / 5 * 100) + 90)))];
        var scenes = new SpatialSplit { By = SplitUnit.Scene, BlockSize = 100, Shares = [0.5, 0.5] }.Assign(tiles);
        tiles.Zip(scenes).GroupBy(entry => entry.First.Scene).ShouldAllBe(scene => scene.Select(entry => entry.Second).Distinct().Count() == 1);
        scenes.Count(part => part == 1).ShouldBe(100);
        var blocks = new SpatialSplit { BlockSize = 100, Shares = [0.5, 0.5] }.Assign(tiles);
        foreach (Func<GroundTile, double> side in new Func<GroundTile, double>[] { tile => tile.Footprint.Coordinate.X, tile => tile.Footprint.Coordinate.Y })
        {
            tiles.Zip(blocks).GroupBy(entry => side(entry.First)).Count(line => line.Select(entry => entry.Second).Distinct().Count() == 2).ShouldBeGreaterThan(5);
        }
    }

    [Fact]
    public void The_seed_decides_and_a_share_of_nothing_gets_nothing()
    {
        var tiles = Tiles(0);
        var first = new SpatialSplit { BlockSize = 200, Seed = 1 }.Assign(tiles);
        new SpatialSplit { BlockSize = 200, Seed = 1 }.Assign(tiles).ShouldBe(first);
        new SpatialSplit { BlockSize = 200, Seed = 2 }.Assign(tiles).ShouldNotBe(first);
        new SpatialSplit { BlockSize = 200, Shares = [0.5, 0, 0.5] }.Assign(tiles).ShouldNotContain(1);
    }

    [Fact]
    public void The_audit_finds_what_a_random_split_leaks_and_that_blocks_do_not()
    {
        var tiles = Tiles(0);
        var random = new System.Random(1);
        var leaky = tiles.Select(_ => random.Next(2)).ToList();
        var bad = Audit(leaky);
        bad.Average(near => near.Overlap).ShouldBeGreaterThan(0.1);
        bad.Count(near => near.Metres == 0).ShouldBeGreaterThan(bad.Count / 2);
        var good = Audit(new SpatialSplit { BlockSize = 250, Buffer = 30, Shares = [0.5, 0.5] }.Assign(tiles));
        good.ShouldAllBe(near => near.Overlap == 0 && near.Metres >= 30);

        IReadOnlyList<TileNearness> Audit(IReadOnlyList<int> parts) => SplitAudit.Compare([.. tiles.Where((_, i) => parts[i] == 0)], [.. tiles.Where((_, i) => parts[i] == 1)]);
    }

    [Fact]
    public void A_tile_across_the_corner_is_not_taken_for_the_nearest()
    {
        // 12.7 m away across the corner of what is looked at first, and 11 m straight to the north, beyond it.
        GroundTile Tile(double left, double bottom) => new(0, default, Shapes.Box(left, bottom, left + 10, bottom + 10));
        var near = SplitAudit.Compare([Tile(19, 19), Tile(0, 21)], [Tile(0, 0)]).ShouldHaveSingleItem();
        (near.Nearest, near.Metres).ShouldBe((1, 11));
    }

    [Fact]
    public void Nearness_is_that_of_a_look_at_every_pair()
    {
        var tiles = Tiles(10);
        List<GroundTile> learned = [.. tiles.Where((_, i) => i % 7 == 0)], judged = [.. tiles.Where((_, i) => i % 11 == 3)];
        foreach (var near in SplitAudit.Compare(learned, judged, (i, j) => (i * 1000) + j))
        {
            var own = judged[near.Tile].Footprint;
            near.Metres.ShouldBe(learned.Min(tile => tile.Footprint.Distance(own)), 1e-9);
            learned[near.Nearest].Footprint.Distance(own).ShouldBe(near.Metres, 1e-9);
            near.Likeness.ShouldBe((near.Tile * 1000) + near.Nearest);
            if (near.Metres > 0)
            {
                near.Overlap.ShouldBe(0);
            }
        }

        SplitAudit.Compare([], judged).ShouldAllBe(near => near.Nearest == -1 && double.IsPositiveInfinity(near.Metres));
        SplitAudit.Compare(judged, judged).ShouldAllBe(near => Math.Abs(near.Overlap - 1) < 1e-9);
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(-1, 1, 1)]
    [InlineData(10, -1, 1)]
    [InlineData(10, double.NaN, 1)]
    [InlineData(10, 1, 0)]
    [InlineData(10, 1, -1)]
    public void Settings_that_cannot_be_are_named(double blockSize, double buffer, double share) =>
        Should.Throw<UserErrorException>(() => new SpatialSplit { BlockSize = blockSize, Buffer = buffer, Shares = [share] }.Assign([])).Message.ShouldContain("split");

    // Two scenes that overlap, with tiles that overlap.
    private static List<GroundTile> Tiles(double angle)
    {
        var turn = NetTopologySuite.Geometries.Utilities.AffineTransformation.RotationInstance(angle * Math.PI / 180);
        var tiles = new List<GroundTile>();
        for (var scene = 0; scene < 6; scene++)
        {
            for (var i = 0; i < 100; i++)
            {
                var (left, bottom) = ((scene * 450) + (i % 10 * 48.0), (i / 10 * 48.0) + (scene % 2 * 300));
                tiles.Add(new(scene, new Window(0, 0, 64, 64), (Polygon)turn.Transform(Shapes.Box(left, bottom, left + 64, bottom + 64))));
            }
        }

        return tiles;
    }
}
