using Thelper.Data.Formats.Coco;
using Thelper.Infer;
using Thelper.Tests.Data.Formats;

namespace Thelper.Tests.Infer;

public class RunLengthsTests
{
    [Fact]
    public void What_is_written_is_read_again()
    {
        for (var seed = 0; seed < 40; seed++)
        {
            var random = new System.Random(seed);
            var (width, height, classes) = (random.Next(1, 40), random.Next(1, 40), 4);
            var map = new ushort[width * height];
            for (var i = 0; i < map.Length; i++)
            {
                // Runs of all lengths, also from the foot of a column to the top of the next.
                map[i] = i > 0 && random.Next(4) > 0 ? map[i - 1] : (ushort)random.Next(classes + 1);
            }

            var areas = RunLengths.Of(map, width, height, classes).ToList();
            areas.Select(area => area.Label).ShouldBe(map.Where(label => label < classes).Select(label => (int)label).Distinct().Order());
            foreach (var area in areas)
            {
                var painted = new byte[map.Length];
                CocoShape.Compressed(area.Mask.ToCompressed(), height, width).Fill(painted, height, width, 1);
                painted.ShouldBe(map.Select(label => (byte)(label == area.Label ? 1 : 0)));
                area.Mask.Area.ShouldBe(painted.Sum(value => value));
                var places = Enumerable.Range(0, map.Length).Where(i => painted[i] == 1).ToList();
                (area.Left, area.Top).ShouldBe((places.Min(i => i % width), places.Min(i => i / width)));
                (area.Left + area.Width - 1, area.Top + area.Height - 1).ShouldBe((places.Max(i => i % width), places.Max(i => i / width)));
            }
        }
    }

    [Fact]
    public void Texts_are_those_of_the_reference()
    {
        var compared = 0;
        foreach (var shape in ParserGolden.Values.GetProperty("polygons").EnumerateArray())
        {
            var mask = shape.GetProperty("mask").EnumerateArray().Select(value => value.GetUInt16()).ToArray();
            var area = RunLengths.Of(mask, 16, 12, 2).SingleOrDefault(area => area.Label == 1);
            if (area is not null)
            {
                area.Mask.ToCompressed().ShouldBe(shape.GetProperty("text").GetString());
                compared++;
            }
        }

        compared.ShouldBeGreaterThan(3);
    }
}
