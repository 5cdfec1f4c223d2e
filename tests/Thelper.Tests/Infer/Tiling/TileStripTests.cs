using Thelper.Infer.Tiling;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer.Tiling;

[NoLeaks]
public class TileStripTests
{
    [Theory]
    [InlineData(50, 16, 4, 20)]
    [InlineData(50, 16, 4, 1)]
    [InlineData(50, 16, 12, 9)]
    [InlineData(50, 16, 4, 1000)]
    [InlineData(10, 16, 4, 5)]
    public void Strips_lie_side_by_side_from_window_to_window(int width, int tile, int overlap, int most)
    {
        var plan = new TilePlan(width, 40, new() { Size = tile, Overlap = overlap });
        var strips = TileStrip.Of(plan, most);
        strips.Select(strip => strip.Left).ShouldBe([0, .. strips.SkipLast(1).Select(strip => strip.Right)]);
        strips[^1].Right.ShouldBe(width);
        strips.ShouldAllBe(strip => strip.Right > strip.Left && plan.Columns.Starts.Contains(strip.Left));

        // As wide as allowed, or one step of the windows.
        strips.ShouldAllBe(strip => strip.Right - strip.Left <= most || !plan.Columns.Starts.Any(start => start > strip.Left && start < strip.Right));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(11)]
    public void Strips_together_are_the_whole_and_taken_up_at_any_row_the_rest_of_it(int overlap)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var image = rand(61, 50, 3);
        foreach (var blend in Enum.GetValues<WindowBlend>())
        {
            var plan = new TilePlan(50, 61, new() { Size = 16, Overlap = overlap, Blend = blend });
            var whole = Run(image, plan, new() { Left = 0, Right = 50 });
            foreach (var strip in TileStrip.Of(plan, 20))
            {
                var part = Run(image, plan, strip);
                aten.equal(part, whole.narrow(2, strip.Left, strip.Right - strip.Left)).ShouldBeTrue();
                for (var row = 1; row < plan.Rows.Starts.Count; row++)
                {
                    var top = plan.Rows.Starts[row];
                    var rest = Run(image, plan, strip with { FirstRow = row });
                    aten.equal(rest, part.narrow(1, top, 61 - top)).ShouldBeTrue($"{blend}, row {row}");
                }
            }
        }
    }

    [Fact]
    public void What_no_window_saw_is_zero_or_left_out_above_the_first_answer()
    {
        using var scope = NewDisposeScope();
        var plan = new TilePlan(32, 48, new() { Size = 16 });
        var bands = new Bands();
        WindowSlider.Run(new TensorWindows(ones(48, 32, 1)), plan, 4, Local, bands, strip: new() { Left = 0, Right = 32, Skips = window => window.Top == 0 || window is { Left: 16, Top: 32 } });
        bands.Tops.ShouldBe([16, 32]);
        var found = cat([.. bands.Rows], 1);
        found.narrow(2, 0, 16).sum().ToDouble().ShouldBe(2 * 16 * 16);
        found.narrow(1, 16, 16).narrow(2, 16, 16).abs().max().ToDouble().ShouldBe(0);
        bands.Dispose();
    }

    // Else what is computed after a run was taken up again would differ in the last bits.
    [Fact]
    public void Windows_of_two_rows_are_never_in_one_batch()
    {
        using var scope = NewDisposeScope();
        var sizes = new List<int>();
        using var bands = new Bands();
        WindowSlider.Run(new TensorWindows(ones(32, 48, 1)), new(48, 32, new() { Size = 16 }), 2, windows =>
        {
            sizes.Add(windows.Count);
            return Local(windows);
        }, bands, strip: new() { Left = 0, Right = 48 });
        sizes.ShouldBe([2, 1, 2, 1]);
    }

    // What a window says depends on where it begins, so that a window in the wrong place shows.
    private static Tensor Local(IReadOnlyList<Tensor> windows) => stack([.. windows.Select(window => window * (1 + window[0, 0, 0]))]).permute(0, 3, 1, 2) / (1 + windows[0].shape[2] % 2);

    private static Tensor Run(Tensor image, TilePlan plan, TileStrip strip)
    {
        using var sink = new Bands();
        WindowSlider.Run(new TensorWindows(image), plan, 3, Local, sink, strip: strip);
        sink.Tops[0].ShouldBe(plan.Rows.Starts[strip.FirstRow]);
        return cat([.. sink.Rows], 1);
    }

    private sealed class Bands : IBandSink, IDisposable
    {
        public List<Tensor> Rows { get; } = [];

        public List<int> Tops { get; } = [];

        public void Write(Tensor band, int top)
        {
            Tops.Add(top);
            Rows.Add(band.clone().DetachFromDisposeScope());
        }

        public void Dispose() => Rows.ForEach(rows => rows.Dispose());
    }
}
