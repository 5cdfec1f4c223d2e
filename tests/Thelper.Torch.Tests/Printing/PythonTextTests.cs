using Thelper.Torch.Printing;

namespace Thelper.Torch.Tests.Printing;

/// <summary>The spelling of numbers.</summary>
public sealed class PythonTextTests
{
    // From Python's str() of the same numbers.
    [Theory]
    [InlineData(0.0, "0.0")]
    [InlineData(-0.0, "-0.0")]
    [InlineData(1.0, "1.0")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(1e-05, "1e-05")]
    [InlineData(1.5e-7, "1.5e-07")]
    [InlineData(123456789.125, "123456789.125")]
    [InlineData(1e15, "1000000000000000.0")]
    [InlineData(1e16, "1e+16")]
    [InlineData(-2.5e+300, "-2.5e+300")]
    [InlineData(0.30000000000000004, "0.30000000000000004")]
    [InlineData(12345678901234567.0, "1.2345678901234568e+16")]
    [InlineData(9007199254740993.0, "9007199254740992.0")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NaN, "nan")]
    public void Numbers_are_spelt_as_in_Python(double value, string expected) => PythonText.Of(value).ShouldBe(expected);
}
