using Thelper.Infer;

namespace Thelper.Tests.Infer;

public class OutcomeReaderTests
{
    [Fact]
    public void Maps_change_their_size_without_a_shift()
    {
        PicturePlace.Whole(2, 2).Back([1, 2, 3, 4], 4, 6).ShouldBe([1, 1, 1, 2, 2, 2, 1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 4, 4, 3, 3, 3, 4, 4, 4]);
        PicturePlace.Whole(1, 3).Back([1, 2, 3], 1, 5).ShouldBe([1, 1, 2, 3, 3]);
        PicturePlace.Whole(1, 7).Back([1, 2, 3, 4, 5, 6, 7], 1, 3).ShouldBe([2, 4, 6]);
        PicturePlace.Whole(1, 4).Back([1, 2, 3, 4], 1, 4).ShouldBe([1, 2, 3, 4]);
    }
}
