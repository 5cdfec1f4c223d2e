using NetTopologySuite.Geometries;
using Thelper.Geo.Polygons;

namespace Thelper.Geo.Tests.Polygons;

public class MaskPolygonsTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(2, 2, 2)]
    [InlineData(9, 7, 2)]
    [InlineData(12, 12, 3)]
    [InlineData(40, 23, 2)]
    [InlineData(64, 64, 4)]
    public void Polygons_of_any_map_are_valid_and_drawn_again_they_are_the_map(int width, int height, int classes)
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new System.Random(seed);
            var map = new int[height, width];
            for (var i = 0; i < height * width; i++)
            {
                map[i / width, i % width] = random.Next(-1, classes);
            }

            var polygons = Of(map);
            var drawn = new int[height, width];
            for (var i = 0; i < height * width; i++)
            {
                drawn[i / width, i % width] = -1;
            }

            var covered = 0L;
            foreach (var polygon in polygons)
            {
                var shape = Shape(polygon);
                shape.IsValid.ShouldBeTrue($"seed {seed}: {shape}");
                shape.Area.ShouldBe(polygon.Area);
                covered += polygon.Area;
                PolygonRaster.Fill(shape, 0, height, width, (y, from, to) =>
                {
                    for (var x = from; x < to; x++)
                    {
                        drawn[y, x].ShouldBe(-1, "a pixel lies in one polygon");
                        drawn[y, x] = polygon.Label;
                    }
                });
            }

            drawn.ShouldBe(map);
            covered.ShouldBe(map.Cast<int>().LongCount(label => label >= 0));
            polygons.Count.ShouldBe(Areas(map));
        }
    }

    [Fact]
    public void Holes_are_kept_and_what_touches_at_a_corner_is_cut_there()
    {
        // A ring around a hole; a ring that closes at a corner alone: its pocket is a hole that touches the outline.
        var ring = Of(Map("###", "#.#", "###")).ShouldHaveSingleItem();
        ring.Rings.Count.ShouldBe(2);
        ring.Rings[0].ShouldBe([(0, 0), (3, 0), (3, 3), (0, 3), (0, 0)], ignoreOrder: true);
        ring.Area.ShouldBe(8);
        var pocket = Of(Map("###.", "#.##", "##.#", ".###")).ShouldHaveSingleItem();
        pocket.Rings.Count.ShouldBe(3);
        Shape(pocket).IsValid.ShouldBeTrue();
        pocket.Area.ShouldBe(12);
        var closed = Of(Map("####", "#..#", "#.#.", "###.")).ShouldHaveSingleItem();
        closed.Rings.Count.ShouldBe(2);
        closed.Rings[1].Count.ShouldBeGreaterThan(5);

        // Two areas that touch at a corner are two.
        Of(Map("#.", ".#")).Count.ShouldBe(2);
        Of(Map(".#", "#.")).Count.ShouldBe(2);
    }

    [Fact]
    public void The_outline_goes_clockwise_on_the_screen_and_holes_the_other_way()
    {
        var polygon = Of(Map("####", "#.##", "##.#", "####")).ShouldHaveSingleItem();
        OutlineAssembly.SignedArea(polygon.Rings[0]).ShouldBe(16);
        polygon.Rings.Skip(1).Select(OutlineAssembly.SignedArea).ShouldBe([-1, -1]);
        polygon.Rings.Count(ring => ring[0] == ring[^1]).ShouldBe(polygon.Rings.Count);
    }

    [Fact]
    public void Areas_are_handed_on_when_they_are_complete_so_that_few_are_in_memory()
    {
        // A hundred thousand rows of single pixels.
        var found = 0;
        var polygons = new MaskPolygons(3, _ => found++);
        for (var y = 0; y < 100_000; y++)
        {
            polygons.Add(y % 2 == 0 ? [0, -1, 1] : [-1, 0, -1]);
            found.ShouldBeGreaterThanOrEqualTo((3 * (y / 2)) - 3);
        }

        polygons.LiveAreas.ShouldBeLessThan(20);
        polygons.End();
        found.ShouldBe(150_000);
    }

    [Fact]
    public void A_row_of_another_width_is_refused() => Should.Throw<ArgumentException>(() => new MaskPolygons(3, _ => { }).Add([1, 1]));

    private static int[,] Map(params string[] rows)
    {
        var map = new int[rows.Length, rows[0].Length];
        for (var y = 0; y < rows.Length; y++)
        {
            for (var x = 0; x < rows[y].Length; x++)
            {
                map[y, x] = rows[y][x] == '#' ? 0 : -1;
            }
        }

        return map;
    }

    private static List<PixelPolygon> Of(int[,] map)
    {
        var found = new List<PixelPolygon>();
        var polygons = new MaskPolygons(map.GetLength(1), found.Add);
        for (var y = 0; y < map.GetLength(0); y++)
        {
            polygons.Add([.. Enumerable.Range(0, map.GetLength(1)).Select(x => map[y, x])]);
        }

        polygons.End();
        return found;
    }

    // By filling, from pixel to pixel.
    private static int Areas(int[,] map)
    {
        var (height, width) = (map.GetLength(0), map.GetLength(1));
        var seen = new bool[height, width];
        var count = 0;
        for (var i = 0; i < height * width; i++)
        {
            var (y, x) = (i / width, i % width);
            if (seen[y, x] || map[y, x] < 0)
            {
                continue;
            }

            count++;
            var next = new Stack<(int Y, int X)>([(y, x)]);
            while (next.TryPop(out var at))
            {
                if (at.Y < 0 || at.X < 0 || at.Y >= height || at.X >= width || seen[at.Y, at.X] || map[at.Y, at.X] != map[y, x])
                {
                    continue;
                }

                seen[at.Y, at.X] = true;
                foreach (var (dy, dx) in new[] { (0, 1), (1, 0), (0, -1), (-1, 0) })
                {
                    next.Push((at.Y + dy, at.X + dx));
                }
            }
        }

        return count;
    }

    private static Polygon Shape(PixelPolygon polygon)
    {
        var rings = polygon.Rings.Select(ring => Shapes.Factory.CreateLinearRing([.. ring.Select(place => new Coordinate(place.X, place.Y))])).ToList();
        return Shapes.Factory.CreatePolygon(rings[0], [.. rings.Skip(1)]);
    }
}
