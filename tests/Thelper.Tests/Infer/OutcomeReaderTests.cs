using Thelper.Infer;

namespace Thelper.Tests.Infer;

public class OutcomeReaderTests
{
    [Fact]
    public void Maps_change_their_size_without_a_shift()
    {
        OutcomeReader.Scaled([1, 2, 3, 4], 2, 2, 6, 4).ShouldBe([1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 3, 3, 3, 4, 4, 4]);
        OutcomeReader.Scaled([1, 2, 3], 3, 1, 5, 1).ShouldBe([1, 1, 2, 3, 3]);
        OutcomeReader.Scaled([1, 2, 3, 4, 5, 6, 7], 7, 1, 3, 1).ShouldBe([2, 4, 6]);
        OutcomeReader.Scaled([1, 2, 3, 4], 4, 1, 4, 1).ShouldBe([1, 2, 3, 4]);
    }
}
