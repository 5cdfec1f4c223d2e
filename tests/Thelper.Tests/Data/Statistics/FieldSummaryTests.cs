using Thelper.Data.Statistics;
using Thelper.Tasks;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Data.Statistics;

[NoLeaks]
public class FieldSummaryTests
{
    [Fact]
    public void Numbers_are_summed_up_without_those_that_are_none()
    {
        using var scope = NewDisposeScope();
        var fields = FieldSummary.Of(new Sample { ["a"] = tensor(new[] { 1f, 2f, float.NaN, 6f, float.PositiveInfinity }), ["b"] = tensor(new byte[] { 4, 5, 9 }), ["c"] = tensor(new[] { float.NaN, float.NaN }), ["d"] = "text" });
        fields.Select(field => (field.Key, field.Type, field.Least, field.Most, field.Mean, field.NotFinite, field.Text)).ShouldBe(
            [("a", "float32", 1, 6, 3, 2, null), ("b", "byte", 4, 9, 6, 0, null), ("c", "float32", null, null, null, 2, null), ("d", "text", null, null, null, 0, "text")]);
        fields[0].Shape.ShouldBe([5]);
    }
}
