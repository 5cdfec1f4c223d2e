using Thelper.Metrics.Counting;

namespace Thelper.Tests.Metrics.Counting;

public class LabelConfusionTests
{
    [Theory]
    [InlineData(1, null, 300)]
    [InlineData(4, 255L, 10_000)]
    [InlineData(4, -1L, 10_000)]
    [InlineData(21, 255L, 3_000_001)]
    [InlineData(200, null, 50_000)]
    [InlineData(400, 255L, 50_000)]
    public void Counts_every_pair(int classes, long? ignored, int length)
    {
        var random = new System.Random(classes);
        var truth = new long[length];
        var predicted = new int[length];
        var bytes = new byte[length];
        for (var i = 0; i < length; i++)
        {
            bytes[i] = (byte)random.Next(Math.Min(classes, 200) + 3);
            truth[i] = random.Next(10) == 0 ? ignored ?? -7 : random.Next(classes + 2);
            predicted[i] = random.Next(classes);
        }

        var expected = new Dictionary<(int, int), long>();
        for (var i = 0; i < length; i++)
        {
            var place = (Code(truth[i]), predicted[i]);
            expected[place] = expected.GetValueOrDefault(place) + 1;
        }

        var counts = new LabelConfusion(classes, ignored);
        counts.Add<long, int>(truth, predicted);
        Check(counts, expected);

        expected.Clear();
        for (var i = 0; i < length; i++)
        {
            var place = (Code(bytes[i]), predicted[i]);
            expected[place] = expected.GetValueOrDefault(place) + 1;
        }

        var ofBytes = new LabelConfusion(classes, ignored);
        ofBytes.Add<byte, int>(bytes, predicted);
        Check(ofBytes, expected);
        ofBytes.Add(counts);
        ofBytes.Total.ShouldBe(2L * length);

        int Code(long label) => label >= 0 && label < classes ? (int)label : label == ignored ? classes + 1 : classes;

        void Check(LabelConfusion actual, Dictionary<(int, int), long> wanted)
        {
            actual.Total.ShouldBe(length);
            foreach (var ((row, column), count) in wanted)
            {
                actual[row, column].ShouldBe(count);
            }
        }
    }

    [Fact]
    public void Refuses_lists_of_different_length() =>
        Should.Throw<ArgumentException>(() => new LabelConfusion(2).Add<int, int>([1], [1, 0]));
}
