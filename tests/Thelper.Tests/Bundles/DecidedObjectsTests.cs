using Thelper.Bundles;

namespace Thelper.Tests.Bundles;

/// <summary>Objects that were decided are compared by what they are, and not by the place that rounding gave them.</summary>
public class DecidedObjectsTests
{
    private const double Tolerance = 1e-3;
    private static readonly Decision[] Expected =
    [
        new("cat", 1, [0.9, 0, 0, 400, 300]),
        new("dog", 2, [0.60001, 20, 20, 40, 30]),
        new("dog", 2, [0.6, 120, 20, 140, 30]),
    ];

    [Fact]
    public void Scores_that_are_nearly_equal_come_in_either_order() =>
        DecidedObjects.Difference([Expected[0], Expected[2], Expected[1]], Expected, Tolerance).ShouldBeNull();

    // A thousandth of 400 is less than half a pixel, for small coordinates as for great ones.
    [Theory]
    [InlineData(0.39, true)]
    [InlineData(0.41, false)]
    [InlineData(double.NaN, false)]
    public void Places_are_measured_by_the_greatest_coordinate(double off, bool isAllowed)
    {
        var moved = Expected[1] with { Values = [0.60001, 20 + off, 20, 40, 30] };
        (DecidedObjects.Difference([Expected[0], moved, Expected[2]], Expected, Tolerance) is null).ShouldBe(isAllowed);
    }

    [Fact]
    public void What_is_wrong_is_named()
    {
        string? Said(params Decision[] found) => DecidedObjects.Difference(found, Expected, Tolerance);
        Said(Expected[0], Expected[1]).ShouldBe("there are 2 where 3 were expected");
        Said(Expected[0], Expected[1], Expected[2] with { Label = "cow", Index = 3 }).ShouldBe("there is no further 'dog' (index 2) where one at [120, 20, 140, 30] was expected");
        Said(Expected[0], Expected[1], Expected[1]).ShouldBe("'dog' at [20, 20, 40, 30] where one at [120, 20, 140, 30] was expected");
        Said(Expected[0] with { Values = [0.85, 0, 0, 400, 300] }, Expected[1], Expected[2]).ShouldBe("'cat' at [0, 0, 400, 300] with 0.85 where 0.9 was expected");
        Said(Expected[1], Expected[0], Expected[2]).ShouldBe("'cat' at [0, 0, 400, 300] with 0.60001 where 0.9 was expected");
        Said(Expected[0] with { Values = [0.9] }, Expected[1], Expected[2]).ShouldStartWith("there is no further 'cat'");
        DecidedObjects.Difference(Expected, [Expected[0] with { Values = [] }, Expected[1], Expected[2]], Tolerance).ShouldStartWith("there is no further 'cat'");
        DecidedObjects.Difference([], [], Tolerance).ShouldBeNull();
    }
}
