using Thelper.Infer.Tiling;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer.Tiling;

[NoLeaks]
public class WindowSumsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(29)]
    public void Sums_are_those_of_the_formula_to_the_last_bit(int count)
    {
        var random = new System.Random(count);
        float[] Draw(int size) => [.. Enumerable.Range(0, size).Select(_ => (float)(random.NextDouble() - 0.5))];
        var (values, weights, sums, weight) = (Draw(count + 3), Draw(count + 3), Draw(count), Draw(1)[0]);
        float[] expected = [.. sums.Select((sum, i) => sum + (values[i] * (weight * weights[i])))];
        float[] added = [.. sums.Select((sum, i) => sum + values[i])];
        float[] plain = [.. sums];
        WindowSums.Add(values, weights, weight, sums);
        WindowSums.Add(values, plain);
        sums.ShouldBe(expected);
        plain.ShouldBe(added);
    }

    [Theory]
    [InlineData(1, 19)]
    [InlineData(2, 8)]
    [InlineData(5, 37)]
    [InlineData(300, 9)]
    public unsafe void The_greatest_is_what_argmax_says(int channels, int columns)
    {
        using var scope = NewDisposeScope();
        manual_seed(channels);

        // Few different numbers, so that many are equal; some are none.
        var values = randint(0, 4, [channels, columns], ScalarType.Float32);
        values.masked_fill_(rand(channels, columns).lt(0.1), double.NaN);
        values.masked_fill_(rand(channels, columns).lt(0.1), double.NegativeInfinity);
        var found = new long[columns];
        WindowSums.FindGreatest((float*)values.DataPointer, columns, channels, found);
        found.ShouldBe(values.argmax(0).DataSpan<long>().ToArray());
    }
}
