using Thelper.Web.Annotating;

namespace Thelper.Web.Tests.Annotating;

/// <summary>Mask to polygon to mask changes nothing.</summary>
public sealed class OutlinesTests
{
    [Theory]
    [InlineData("#", 1)] // One pixel, which is all of the mask.
    [InlineData("###/###", 1)] // Borders on all sides.
    [InlineData("#../.#./..#", 3)] // They touch by their corners alone.
    [InlineData("###/#.#/###", 2)] // A hole.
    [InlineData("####/#.##/##.#/####", 2)] // Two holes that touch by a corner: the pixels around them do not hang together there.
    [InlineData(".#./#.#/.#.", 4)]
    [InlineData("#####/#...#/#.#.#/#...#/#####", 3)] // An island in a hole.
    [InlineData("#.#/.../#.#", 4)]
    public void Shapes_have_their_rings(string rows, int rings)
    {
        var lines = rows.Split('/');
        var mask = new LabelMask(lines[0].Length, lines.Length, [.. string.Concat(lines).Select(letter => (byte)(letter == '#' ? 5 : 0))]);
        Outlines.Of(mask, 5).Count.ShouldBe(rings);
        Again(mask, [5]).ShouldBePixels(mask.Pixels);
    }

    [Fact]
    public void Any_mask_comes_back_as_it_was()
    {
        var random = new System.Random(3);
        for (var i = 0; i < 400; i++)
        {
            var mask = new LabelMask(random.Next(1, 30), random.Next(1, 30));
            var labels = random.Next(1, 4);
            for (var k = 0; k < mask.Pixels.Length; k++)
            {
                mask.Pixels[k] = (byte)random.Next(labels + 1);
            }

            Again(mask, [.. Enumerable.Range(1, labels).Select(label => (byte)label)]).ShouldBe(mask.Pixels);
        }
    }

    [Fact]
    public void A_polygon_has_the_pixels_whose_centres_it_holds()
    {
        var mask = new LabelMask(6, 5);
        Fills.Polygon(mask, [[0.6, 0.4, 4.4, 0.4, 4.4, 3.6, 0.6, 3.6]], 9, []);
        mask.Pixels.Select((value, i) => (value, i)).Where(pixel => pixel.value == 9).Select(pixel => (pixel.i % 6, pixel.i / 6)).ShouldBe(
            from y in Enumerable.Range(0, 4) from x in Enumerable.Range(1, 3) select (x, y));

        // Neighbours that share an edge through centres share no pixel and leave none: a centre on an edge belongs to what begins there.
        Fills.Polygon(mask, [[0.5, 1, 2.5, 1, 2.5, 2, 0.5, 2]], 2, []);
        Fills.Polygon(mask, [[2.5, 1, 4.5, 1, 4.5, 2, 2.5, 2]], 3, []);
        mask.Pixels[6..12].ShouldBe(new byte[] { 2, 2, 3, 3, 0, 0 });
        Fills.Polygon(mask, [[-50, -50, 50, -50, 50, 50, -50, 50]], 1, []);
        mask.Pixels.ShouldAllBe(value => value == 1);
    }

    private static byte[] Again(LabelMask mask, byte[] labels)
    {
        var again = new LabelMask(mask.Width, mask.Height);
        foreach (var label in labels)
        {
            Fills.Polygon(again, Outlines.Of(mask, label), label, []);
        }

        return again.Pixels;
    }
}
