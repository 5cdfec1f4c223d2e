namespace Thelper.Transforms;

/// <summary>Subtracts a mean and divides by a standard deviation, channel by channel: <c>(x - mean) / std</c>.</summary>
[TypeName("thelper.transforms.operations.NormalizeZeroMeanUnitVar", "thelper.transforms.NormalizeZeroMeanUnitVar")]
public sealed class NormalizeZeroMeanUnitVar : ChannelOperation
{
    /// <summary>Creates the operation.</summary>
    /// <param name="mean">One value per channel (the last axis), or one for all.</param>
    /// <param name="std">As many values, none of them 0.</param>
    /// <param name="outType">Element type of the result: <c>numpy.float32</c>, <c>numpy.float64</c> or <c>numpy.float16</c>.</param>
    /// <exception cref="UserErrorException">The values are no numbers or not as many, a deviation is 0, or the type is not known.</exception>
    public NormalizeZeroMeanUnitVar([ConfigValue(Holds = [typeof(double), typeof(List<double>)], Example = "[127]")] object? mean, [ConfigValue(Holds = [typeof(double), typeof(List<double>)], Example = "[64]")] object? std, string outType = "numpy.float32")
        : base(("mean", mean), ("std", std), (_, deviation) => deviation, "'std' must not hold 0", outType)
    {
    }
}
