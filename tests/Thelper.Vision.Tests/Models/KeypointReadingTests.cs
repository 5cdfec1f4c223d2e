using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Tests.Models;

/// <summary>Key points by bands of rows, as traces read them, are those of whole maps box by box.</summary>
[NoLeaks]
public class KeypointReadingTests
{
    private const int Points = 5;
    private static readonly (long Height, long Width) Image = (60, 80);

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(1000)]
    public void Bands_of_any_height_find_what_whole_maps_say(long rows)
    {
        manual_seed(3);
        using var scope = NewDisposeScope();

        // One is all of the image, one less than a pixel.
        var boxes = cat([Boxes(3), tensor(new[] { 0f, 0, 80, 60, 10, 20, 10.4f, 20.2f }).view(2, 4)], 0);
        var maps = randn(5, Points, 7, 7);
        var (points, scores) = KeypointReading.Each(maps, boxes);
        var (traced, surest) = KeypointReading.Traced(maps, boxes, Image, BytesOf(rows));
        Same(traced, points);
        Same(surest, scores);
    }

    // Maps as large as their box stay as they are.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(60)]
    public void Of_equal_pixels_the_first_in_the_order_of_rows_counts(long rows)
    {
        using var scope = NewDisposeScope();
        var maps = tensor(new[] { 1f, 0, 0, 1, /* */ 0, 1, 1, 0, /* */ 0, 0, 1, 1, /* */ 0, 1, 0, 1, /* */ 0, 0, 0, 0 }).view(1, Points, 2, 2);
        var boxes = tensor(new[] { 4f, 6, 6, 8 }).view(1, 4);
        var (points, scores) = KeypointReading.Traced(maps, boxes, Image, BytesOf(rows));
        points.contiguous().DataSpan<float>().ToArray().ShouldBe([4.5f, 6.5f, 1, 5.5f, 6.5f, 1, 4.5f, 7.5f, 1, 5.5f, 6.5f, 1, 4.5f, 6.5f, 1]);
        scores.contiguous().DataSpan<float>().ToArray().ShouldBe([1, 1, 1, 1, 0]);
        Same(points, KeypointReading.Each(maps, boxes).Points);
    }

    [Fact]
    public void A_trace_has_no_map_as_large_as_the_image_and_is_true_for_any_number_of_boxes()
    {
        manual_seed(3);
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var model = nn.Identity();
        var grid = randn(1, Points, 7, 7);
        var trace = DynamicTrace.Of(model, Boxes(3), boxes => KeypointReading.Traced(Maps(boxes), boxes, Image, BytesOf(2)), VaryingAxes.None);
        using var module = trace.Module;
        trace.ReadsValues.ShouldBeNull();
        module.Graph().Nodes.SelectMany(node => node.Outputs).Max(value => value.Shape?.Aggregate(1L, (a, b) => a * b) ?? 0).ShouldBe(3 * 2 * Points * Image.Width);
        foreach (var count in new[] { 3, 1, 8 })
        {
            var boxes = Boxes(count);
            var found = module.forward(boxes).ShouldBeOfType<object?[]>();
            var (points, scores) = KeypointReading.Each(Maps(boxes), boxes);
            Same((Tensor)found[0]!, points);
            Same((Tensor)found[1]!, scores);
        }

        ((Tensor)module.forward(Boxes(0)).ShouldBeOfType<object?[]>()[0]!).shape.ShouldBe([0, Points, 3]);

        Tensor Maps(Tensor boxes) => grid * ((boxes.sum([1]).view(-1, 1, 1, 1) * 0.01) + 1);
    }

    private static long BytesOf(long rows) => rows * KeypointReading.UsualBoxes * Points * Image.Width * sizeof(float);

    private static Tensor Boxes(int count)
    {
        var corner = rand(count, 2) * 30;
        return cat([corner, corner + (rand(count, 2) * 30)], 1);
    }

    private static void Same(Tensor actual, Tensor expected)
    {
        actual.shape.ShouldBe(expected.shape);
        (actual - expected).abs().max().ToDouble().ShouldBeLessThan(1e-3);
    }
}
