using Thelper.Tests.Metrics;

namespace Thelper.Tests.Core;

public class PythonFloatTests
{
    [Fact]
    public void Equals_Python()
    {
        int[] digits = [0, 1, 2, 3, 4, 6];
        foreach (var entry in Reference.Root.At("fixed").EnumerateArray())
        {
            var value = Reference.Number(entry.At("value").GetString()!);
            var texts = entry.At("texts").EnumerateArray().Select(text => text.GetString()!).ToArray();
            digits.Select(count => PythonFloat.Fixed(value, count)).ShouldBe(texts, entry.ToString());
        }
    }
}
