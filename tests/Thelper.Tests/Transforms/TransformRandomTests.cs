using Thelper.Imaging.Transforms;

namespace Thelper.Tests.Transforms;

public class TransformRandomTests
{
    [Fact]
    public void The_same_key_gives_the_same_stream_and_every_part_of_the_key_counts()
    {
        var reference = Draw(TransformRandom.For(1, 2, 3));
        Draw(TransformRandom.For(1, 2, 3)).ShouldBe(reference);
        var others = new[] { TransformRandom.For(2, 2, 3), TransformRandom.For(1, 3, 3), TransformRandom.For(1, 2, 4), TransformRandom.For(1, 3, 2), TransformRandom.For(1, 2, 3).Fork(0), TransformRandom.For(1, 2, 3).Fork(1) };
        others.Select(other => string.Join(",", Draw(other))).Append(string.Join(",", reference)).Distinct().Count().ShouldBe(others.Length + 1);
    }

    [Fact]
    public void A_fork_does_not_depend_on_what_was_drawn_before()
    {
        var used = TransformRandom.For(5, 0, 7);
        Draw(used);
        Draw(used.Fork(3)).ShouldBe(Draw(TransformRandom.For(5, 0, 7).Fork(3)));
    }

    [Fact]
    public void The_epoch_travels_with_the_stream() => TransformRandom.For(0, 9, 0).Fork(1).Fork(2).Epoch.ShouldBe(9);

    [Fact]
    public void Numbers_are_uniform_within_and_between_streams()
    {
        const int Count = 40_000;
        var within = TransformRandom.For(0, 0, 0);
        CheckUniform([.. Enumerable.Range(0, Count).Select(_ => within.NextDouble())]);
        CheckUniform([.. Enumerable.Range(0, Count).Select(index => TransformRandom.For(0, 0, index).NextDouble())]);
        CheckUniform([.. Enumerable.Range(0, Count).Select(operation => within.Fork(operation).NextDouble())]);
    }

    [Fact]
    public void Integers_cover_their_range_evenly()
    {
        var random = TransformRandom.For(3, 0, 0);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
        {
            counts[random.NextInt(7)]++;
        }

        counts.ShouldAllBe(count => Math.Abs(count - 10_000) < 500);
        random.NextInt(1).ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => random.NextInt(0));
    }

    [Fact]
    public void Normal_numbers_have_mean_0_and_variance_1()
    {
        var random = TransformRandom.For(4, 0, 0);
        var values = Enumerable.Range(0, 40_000).Select(_ => random.Normal()).ToArray();
        values.Average().ShouldBe(0, 0.02);
        values.Average(value => value * value).ShouldBe(1, 0.03);
        values.Average(value => value * value * value * value).ShouldBe(3, 0.2);
    }

    private static void CheckUniform(double[] values)
    {
        values.ShouldAllBe(value => value >= 0 && value < 1);
        values.Average().ShouldBe(0.5, 0.01);
        values.Average(value => value * value).ShouldBe(1.0 / 3, 0.01);
        values.Zip(values.Skip(1), (a, b) => a * b).Average().ShouldBe(0.25, 0.01);
    }

    private static ulong[] Draw(TransformRandom random) => [random.NextUInt64(), random.NextUInt64(), random.NextUInt64()];
}
