using Thelper.Config;
using Thelper.Torch;
using static Thelper.Tests.Config.ConfigText;

namespace Thelper.Tests.Config;

public class ValueBinderTests
{
    private enum Mode
    {
        Min,
        AreaUnder,
    }

    public static TheoryData<string, Type, object?> Fitting => new()
    {
        { "true", typeof(bool), true },
        { "3", typeof(int), 3 },
        { "3", typeof(long), 3L },
        { "3", typeof(double), 3.0 },
        { "0.5", typeof(float), 0.5f },
        { "\"x\"", typeof(string), "x" },
        { "null", typeof(string), null },
        { "null", typeof(int?), null },
        { "4", typeof(int?), 4 },
        { "\"area_under\"", typeof(Mode), Mode.AreaUnder },
        { "\"MIN\"", typeof(Mode?), Mode.Min },
        { "[1, 2]", typeof(int[]), new[] { 1, 2 } },
        { "[1, 2.5]", typeof(IReadOnlyList<double>), new[] { 1.0, 2.5 } },
        { "[[1], []]", typeof(List<long[]>), new List<long[]> { new[] { 1L }, Array.Empty<long>() } },
        { "[1, 0.5]", typeof((int, double)), (1, 0.5) },
        { "{\"a\": 1}", typeof(IReadOnlyDictionary<string, double>), new Dictionary<string, double> { ["a"] = 1 } },
        { "[1, \"a\", null]", typeof(object), new List<object?> { 1L, "a", null } },
    };

    [Theory]
    [MemberData(nameof(Fitting))]
    public void Fitting_values_convert(string json, Type type, object? expected)
    {
        var errors = new ConfigErrors();

        ValueBinder.IsBindable(type).ShouldBeTrue();
        ValueBinder.TryConvert(Json(json), type, errors, out var value).ShouldBeTrue();
        value.ShouldBe(expected);
        errors.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("1", typeof(bool), "expected true or false, got 1")]
    [InlineData("3.0", typeof(int), "expected an integer, got 3.0")]
    [InlineData("\"3\"", typeof(int), "expected an integer, got the text \"3\"")]
    [InlineData("true", typeof(int), "expected an integer, got true")]
    [InlineData("3000000000", typeof(int), "expected an integer between -2147483648 and 2147483647, got 3000000000")]
    [InlineData("null", typeof(int), "expected an integer, got null")]
    [InlineData("\"x\"", typeof(double), "expected a number, got the text \"x\"")]
    [InlineData("1", typeof(string), "expected a text, got 1")]
    [InlineData("\"maxx\"", typeof(Mode), "unknown value 'maxx' (expected one of: min, area_under)")]
    [InlineData("\"area_unde\"", typeof(Mode), "unknown value 'area_unde' (did you mean 'area_under'?)")]
    [InlineData("1", typeof(Mode), "expected one of min, area_under, got 1")]
    [InlineData("1", typeof(int[]), "expected a list of integers, got 1")]
    [InlineData("[1, 2, 3]", typeof((int, int)), "expected a list of 2 integers, got a list of 3 values")]
    [InlineData("[]", typeof(IReadOnlyDictionary<string, int>), "expected a map, got a list of 0 values")]
    [InlineData("{}", typeof(Scalar), "expected a number, got a map")]
    public void Others_say_what_was_expected_and_what_came(string json, Type type, string message)
    {
        var errors = new ConfigErrors();

        ValueBinder.TryConvert(Json(json), type, errors, out _).ShouldBeFalse();
        Error(errors.ThrowIfAny).ShouldBe("x.json:1: " + message);
    }

    [Fact]
    public void Every_bad_element_is_reported_at_its_place()
    {
        var errors = new ConfigErrors();
        ValueBinder.TryConvert(Json("{\"a\": [1,\n\"x\",\ntrue]}"), typeof(Dictionary<string, int[]>), errors, out _).ShouldBeFalse();

        Error(errors.ThrowIfAny).ShouldBe("x.json:2: a[1]: expected an integer, got the text \"x\"\nx.json:3: a[2]: expected an integer, got true");
    }

    [Fact]
    public void Scalars_keep_their_kind()
    {
        var errors = new ConfigErrors();
        Json("1").Read<Scalar>(errors).ShouldBe((Scalar)1L);
        Json("1.5").Read<Scalar>(errors).ShouldBe((Scalar)1.5);
        Json("true").Read<Scalar>(errors).ShouldBe((Scalar)true);
        errors.Count.ShouldBe(0);
    }

    [Theory]
    [InlineData("WeightDecay", "weight_decay")]
    [InlineData("weightDecay", "weight_decay")]
    [InlineData("weight_decay", "weight_decay")]
    [InlineData("NLLLoss", "nll_loss")]
    [InlineData("conv1Filters", "conv1_filters")]
    [InlineData("inputRGB", "input_rgb")]
    public void Names_become_snake_case(string name, string expected) => ValueBinder.SnakeCase(name).ShouldBe(expected);
}
