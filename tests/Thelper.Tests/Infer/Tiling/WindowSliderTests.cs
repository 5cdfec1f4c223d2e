using Thelper.Infer.Tiling;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer.Tiling;

[NoLeaks]
public class WindowSliderTests
{
    public static TheoryData<int, int, int, int> Pictures
    {
        get
        {
            var data = new TheoryData<int, int, int, int>();
            foreach (var (width, height) in new[] { (1, 1), (1, 40), (15, 16), (16, 17), (33, 15), (50, 37) })
            {
                foreach (var (tile, overlap) in new[] { (16, 0), (16, 4), (16, 11), (1, 0), (5, 4) })
                {
                    data.Add(width, height, tile, overlap);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void In_windows_a_local_predictor_says_what_it_says_of_the_whole(int width, int height, int tile, int overlap)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var image = rand(height, width, 3);
        var whole = Local([image]).squeeze(0);
        foreach (var blend in Enum.GetValues<WindowBlend>())
        {
            foreach (var batch in new[] { 1, 3 })
            {
                var found = Run(image, new() { Size = tile, Overlap = overlap, Blend = blend }, batch, Local);
                found.shape.ShouldBe(whole.shape);
                var difference = (found - whole).abs().max().ToDouble();
                if (blend == WindowBlend.None)
                {
                    difference.ShouldBe(0);
                }

                difference.ShouldBeLessThan(1e-6);
            }
        }
    }

    [Fact]
    public void A_constant_stays_constant_and_is_a_number()
    {
        using var scope = NewDisposeScope();
        foreach (var blend in Enum.GetValues<WindowBlend>())
        {
            foreach (var tile in new[] { 1, 2, 7, 64 })
            {
                var found = Run(rand(45, 30, 3), new() { Size = tile, Overlap = tile / 2, Blend = blend }, 8, windows => full([windows.Count, 2, tile, tile], 0.7f));
                found.isfinite().all().ToBoolean().ShouldBeTrue();
                (found - 0.7f).abs().max().ToDouble().ShouldBeLessThan(1e-6);
            }
        }
    }

    [Fact]
    public void An_answer_twice_as_large_gives_an_image_twice_as_large()
    {
        using var scope = NewDisposeScope();
        manual_seed(2);
        var image = rand(37, 50, 3);
        foreach (var blend in Enum.GetValues<WindowBlend>())
        {
            var found = Run(image, new() { Size = 16, Overlap = 6, Blend = blend }, 4, windows => Twice(Local(windows)));
            (found - Twice(Local([image])).squeeze(0)).abs().max().ToDouble().ShouldBeLessThan(1e-6);
        }
    }

    [Fact]
    public void Where_windows_differ_the_result_goes_from_one_to_the_other()
    {
        using var scope = NewDisposeScope();
        var values = new Queue<float>([0, 1]);
        Tensor ByWindow(IReadOnlyList<Tensor> windows) => full([1, 1, 8, 8], values.Dequeue());
        var linear = Run(zeros(8, 12, 3), new() { Size = 8, Overlap = 4, Blend = WindowBlend.Linear }, 1, ByWindow);
        linear[0, 3].DataSpan<float>().ToArray().ShouldBe([0, 0, 0, 0, 0.2f, 0.4f, 0.6f, 0.8f, 1, 1, 1, 1], 1e-6f);
        values = new([0, 1]);
        var cut = Run(zeros(8, 12, 3), new() { Size = 8, Overlap = 4, Blend = WindowBlend.None }, 1, ByWindow);
        cut[0, 3].DataSpan<float>().ToArray().ShouldBe([0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1]);
    }

    [Fact]
    public void Every_window_has_the_size_of_a_tile_and_bands_come_once_and_in_order()
    {
        using var scope = NewDisposeScope();
        var sizes = new List<string>();
        var counts = new List<int>();
        var sink = new Bands();
        var plan = new TilePlan(30, 70, new() { Size = 32, Overlap = 8 });
        WindowSlider.Run(new TensorWindows(rand(70, 30, 3)), plan, 2, windows =>
        {
            sizes.AddRange(windows.Select(window => string.Join('x', window.shape)));
            return Local(windows);
        }, sink, counts.Add);
        sizes.ShouldAllBe(size => size == "32x32x3");
        counts.Sum().ShouldBe(plan.Count);
        sink.Places.Select(place => place.Top).ShouldBe([0, .. sink.Places.SkipLast(1).Select(place => place.Top + place.Rows)]);
        sink.Places.Sum(place => place.Rows).ShouldBe(70);
        sink.Places.ShouldAllBe(place => place.Rows <= 32);
        sink.Dispose();
    }

    [Fact]
    public void Small_pictures_are_mirrored()
    {
        using var scope = NewDisposeScope();
        float[] seen = [];
        Run(tensor(new float[] { 1, 2, 3 }, [1, 3, 1]), new() { Size = 5 }, 1, windows =>
        {
            seen = windows[0].contiguous().DataSpan<float>().ToArray();
            return windows[0].permute(2, 0, 1).unsqueeze(0);
        });
        seen.ShouldBe([.. Enumerable.Repeat(new float[] { 1, 2, 3, 2, 1 }, 5).SelectMany(row => row)]);
    }

    [Theory]
    [InlineData(1, 3, 9, 9)]
    [InlineData(1, 3, 8, 16)]
    [InlineData(2, 3, 8, 8)]
    [InlineData(1, 3, 4, 4)]
    public void Answers_of_another_form_are_named(int batch, int channels, int height, int width)
    {
        using var scope = NewDisposeScope();
        Should.Throw<UserErrorException>(() => Run(zeros(8, 8, 3), new() { Size = 8 }, 1, _ => zeros(batch, channels, height, width))).Message
            .ShouldContain($"answers with the shape ({batch}, {channels}, {height}, {width}) to 1 windows of 8 x 8 pixels");
    }

    [Theory]
    [InlineData(16, 4)]
    [InlineData(16, 0)]
    [InlineData(9, 7)]
    public void Labels_are_the_channels_with_the_greatest_sums(int tile, int overlap)
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        var image = rand(61, 50, 3);
        foreach (var blend in Enum.GetValues<WindowBlend>())
        {
            var (options, labels) = (new TileOptions { Size = tile, Overlap = overlap, Blend = blend }, new Labels());
            WindowSlider.Run(new TensorWindows(image), new(50, 61, options), 3, ByPlace, labels);
            labels.Rows.ShouldBe(Run(image, options, 3, ByPlace).argmax(0).reshape(-1).to(ScalarType.Int32).DataSpan<int>().ToArray());
        }
    }

    [Fact]
    public void A_large_picture_is_read_and_put_together_beside_the_predictor()
    {
        using var scope = NewDisposeScope();
        manual_seed(4);
        var image = randint(0, 256, [700, 520, 3], ScalarType.Float32);
        using var sink = new Bands();
        var readers = new HashSet<int>();
        var predictors = new HashSet<int>();
        WindowSlider.Run(
            new FailingSource(image, () => readers.Add(Environment.CurrentManagedThreadId)),
            new(520, 700, new() { Size = 128, Overlap = 32 }),
            4,
            windows =>
            {
                predictors.Add(Environment.CurrentManagedThreadId);
                return Local(windows);
            },
            sink);
        predictors.ShouldBe([Environment.CurrentManagedThreadId]);
        readers.ShouldHaveSingleItem().ShouldNotBe(Environment.CurrentManagedThreadId);
        sink.Threads.ShouldHaveSingleItem().ShouldNotBe(Environment.CurrentManagedThreadId);
        sink.Threads.ShouldNotBe(readers);
        var whole = Local([image]).squeeze(0);
        (cat([.. sink.Rows], 1) - whole).abs().max().ToDouble().ShouldBeLessThan(1e-6 * whole.abs().max().ToDouble());
    }

    [Theory]
    [InlineData("source", 1)]
    [InlineData("source", 16)]
    [InlineData("prepare", 1)]
    [InlineData("prepare", 16)]
    [InlineData("predict", 16)]
    [InlineData("sink", 1)]
    [InlineData("sink", 16)]
    [InlineData("advance", 16)]
    public void What_fails_ends_it_and_nothing_is_left(string place, int scale)
    {
        using var scope = NewDisposeScope();
        var calls = 0;
        void Fails(string here)
        {
            if (here == place && Interlocked.Increment(ref calls) == 3)
            {
                throw new UserErrorException($"no {here}");
            }
        }

        Should.Throw<UserErrorException>(() => WindowSlider.Run(
            new FailingSource(zeros(64 * scale, 48 * scale, 3), () => Fails("source")),
            new(48 * scale, 64 * scale, new() { Size = 8 * scale, Overlap = 2 * scale }),
            2,
            windows =>
            {
                Fails("prepare");
                return [stack([.. windows])];
            },
            inputs =>
            {
                Fails("predict");
                return inputs[0].permute(0, 3, 1, 2);
            },
            new FailingSink(() => Fails("sink")),
            _ => Fails("advance"),
            null)).Message.ShouldBe($"no {place}");
        calls.ShouldBeGreaterThanOrEqualTo(3);
    }

    [Theory]
    [InlineData(50, 61, 16, 4, 1)]
    [InlineData(50, 61, 16, 11, 1)]
    [InlineData(33, 70, 16, 0, 1)]
    [InlineData(12, 40, 16, 6, 1)]
    [InlineData(23, 25, 9, 7, 2)]
    public void Sums_are_those_of_windows_added_one_after_the_other(int width, int height, int tile, int overlap, int scale)
    {
        using var scope = NewDisposeScope();
        manual_seed(5);
        foreach (var blend in Enum.GetValues<WindowBlend>())
        {
            // Above 0: nobody can tell -0 from 0 in a sum.
            var plan = new TilePlan(width, height, new() { Size = tile, Overlap = overlap, Blend = blend });
            var answers = Enumerable.Range(0, plan.Count).Select(_ => rand(3, scale * tile, scale * tile)).ToArray();
            var (next, sink) = (0, new Bands());
            WindowSlider.Run(
                new TensorWindows(zeros(height, width, 1)), plan, 3, windows => stack([.. Enumerable.Range(0, windows.Count).Select(_ => answers[next++])]), sink);
            aten.equal(cat([.. sink.Rows], 1), Expected(plan, answers, scale)).ShouldBeTrue(blend.ToString());
            sink.Dispose();
        }
    }

    // A row of windows is added up from left to right, then it is added to what the rows above said.
    private static Tensor Expected(TilePlan plan, Tensor[] answers, int scale)
    {
        var (height, width) = (scale * plan.Height, scale * plan.Width);
        var sums = zeros(3, height, width);
        for (var row = 0; row < plan.RowCount; row++)
        {
            var ofRow = zeros(3, height, width);
            for (var column = 0; column < plan.ColumnCount; column++)
            {
                var ((fromRow, ofRows), (fromColumn, ofColumns)) = (plan.Rows.Weights[row], plan.Columns.Weights[column]);
                var weights = tensor(ofRows).repeat_interleave(scale).view(-1, 1) * tensor(ofColumns).repeat_interleave(scale);
                var (high, wide) = (scale * ofRows.Length, scale * ofColumns.Length);
                var values = answers[(row * plan.ColumnCount) + column].narrow(1, scale * fromRow, high).narrow(2, scale * fromColumn, wide);
                ofRow.narrow(1, scale * (plan.Rows.Starts[row] + fromRow), high).narrow(2, scale * (plan.Columns.Starts[column] + fromColumn), wide).add_(values * weights);
            }

            // What was carried down comes last, and is first in every later sum: that of two numbers is the same either way.
            sums = ofRow + sums;
        }

        return sums;
    }

    // Depends on where in the window a pixel is, so that windows differ.
    private static Tensor ByPlace(IReadOnlyList<Tensor> windows)
    {
        var answer = Local(windows);
        return (answer * linspace(0, 1, answer.shape[2]).view(-1, 1)) + (answer.flip(1) * linspace(0, 1, answer.shape[3]));
    }

    // Of each pixel by itself: the first channel, the sum, and a square.
    private static Tensor Local(IReadOnlyList<Tensor> windows)
    {
        var batch = stack([.. windows]).permute(0, 3, 1, 2);
        return cat([batch.narrow(1, 0, 1), batch.sum(1, keepdim: true), batch.narrow(1, 2, 1).square()], 1);
    }

    private static Tensor Twice(Tensor batch) => nn.functional.interpolate(batch, scale_factor: [2, 2]);

    private static Tensor Run(Tensor image, TileOptions options, int batchSize, Func<IReadOnlyList<Tensor>, Tensor> predict)
    {
        using var sink = new Bands();
        WindowSlider.Run(new TensorWindows(image), new((int)image.shape[1], (int)image.shape[0], options), batchSize, predict, sink);
        return cat([.. sink.Rows], 1);
    }

    private sealed class Bands : IBandSink, IDisposable
    {
        public List<Tensor> Rows { get; } = [];

        public List<(int Top, int Rows)> Places { get; } = [];

        public HashSet<int> Threads { get; } = [];

        public void Write(Tensor band, int top)
        {
            Places.Add((top, (int)band.shape[1]));
            Threads.Add(Environment.CurrentManagedThreadId);
            Rows.Add(band.clone().DetachFromDisposeScope());
        }

        public void Dispose() => Rows.ForEach(rows => rows.Dispose());
    }

    private sealed class Labels : IBandSink, ILabelSink
    {
        public List<int> Rows { get; } = [];

        public void Write(Tensor band, int top) => throw new InvalidOperationException("labels are enough");

        public void WriteLabels(Tensor rows, int top) => Rows.AddRange(rows.DataSpan<int>().ToArray());
    }

    private sealed class FailingSource(Tensor image, Action fails) : IWindowSource
    {
        private readonly TensorWindows windows = new(image);

        public int Width => windows.Width;

        public int Height => windows.Height;

        public Tensor Read(Window window)
        {
            fails();
            return windows.Read(window);
        }
    }

    private sealed class FailingSink(Action fails) : IBandSink
    {
        public void Write(Tensor band, int top) => fails();
    }
}
