using Thelper.Infer.Tiling;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer.Tiling;

[NoLeaks]
public unsafe class WindowSumsTests
{
    public static TheoryData<int, int, string> Terms
    {
        get
        {
            var data = new TheoryData<int, int, string>();
            foreach (var terms in new[] { "", "v", "b", "a", "vb", "va", "ba", "vba" })
            {
                foreach (var count in new[] { 0, 1, 7, 8, 29 })
                {
                    data.Add(3, count, terms);
                }

                data.Add(300, 9, terms);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Terms))]
    public void Sums_and_the_greatest_are_those_of_the_formula_to_the_last_bit(int channels, int count, string terms)
    {
        using var scope = NewDisposeScope();
        manual_seed(count);

        // Few different numbers, so that many sums are equal; some are none. Each channel has more than is asked for.
        Tensor Draw(int more)
        {
            var drawn = randint(0, 4, [channels, count + more], ScalarType.Float32) / 3;
            drawn.masked_fill_(rand(channels, count + more).lt(0.1), double.NaN);
            return drawn.masked_fill_(rand(channels, count + more).lt(0.1), double.NegativeInfinity);
        }

        var (values, before, above, weights, weight) = (Draw(1), Draw(2), Draw(3), rand(count + 1), 0.7f);
        var expected = zeros(channels, count);
        expected = terms.Contains('b') ? expected + before.narrow(1, 0, count) : expected;
        expected = terms.Contains('v') ? expected + (values.narrow(1, 0, count) * (weights.narrow(0, 0, count) * weight)) : expected;
        expected = terms.Contains('a') ? expected + above.narrow(1, 0, count) : expected;
        var all = new WindowTerms
        {
            Values = terms.Contains('v') ? (float*)values.DataPointer : null,
            ValueStep = count + 1,
            Weights = (float*)weights.DataPointer,
            Weight = weight,
            Before = terms.Contains('b') ? (float*)before.DataPointer : null,
            BeforeStep = count + 2,
            Above = terms.Contains('a') ? (float*)above.DataPointer : null,
            AboveStep = count + 3,
        };
        var sums = full([channels, count], -1f);
        for (var c = 0; c < channels; c++)
        {
            WindowSums.Add(all, c, count, (float*)sums.DataPointer + (c * count));
        }

        Bits(sums).ShouldBe(Bits(expected));
        if (count > 0)
        {
            var labels = new int[count];
            fixed (int* first = labels)
            {
                WindowSums.FindGreatest(all, channels, count, first);
            }

            labels.ShouldBe(expected.argmax(0).to(ScalarType.Int32).DataSpan<int>().ToArray());
        }
    }

    // What is no number has many forms.
    private static int[] Bits(Tensor numbers) => [.. numbers.contiguous().DataSpan<float>().ToArray().Select(number => float.IsNaN(number) ? int.MinValue : BitConverter.SingleToInt32Bits(number))];
}
