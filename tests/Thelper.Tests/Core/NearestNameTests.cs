namespace Thelper.Tests.Core;

public class NearestNameTests
{
    [Theory]
    [InlineData("epcohs", "epochs")]
    [InlineData("batchsize", "batch_size")]
    [InlineData("batch-size", "batch_size")]
    [InlineData("EPOCHS", "epochs")]
    [InlineData("x", null)]
    [InlineData("yy", "y")]
    [InlineData("", null)]
    [InlineData("optimizaton", "optimization")]
    [InlineData("something", null)]
    [InlineData("epochxyz", null)]
    public void The_nearest_name_is_proposed_only_when_it_is_near(string name, string? expected) =>
        NearestName.Find(name, ["epochs", "batch_size", "optimization", "y"]).ShouldBe(expected);

    [Theory]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("", "abc", 3)]
    [InlineData("same", "same", 0)]
    [InlineData("abcdef", "ghijkl", 5)]
    [InlineData("widht", "width", 1)]
    public void Distances_count_edits_up_to_the_limit(string a, string b, int expected) => NearestName.Distance(a, b, 5).ShouldBe(expected);
}
