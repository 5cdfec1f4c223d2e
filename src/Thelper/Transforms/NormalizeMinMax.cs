namespace Thelper.Transforms;

/// <summary>Maps a range of values to 0 to 1, channel by channel: <c>(x - min) / (max - min)</c>.</summary>
[TypeName("thelper.transforms.operations.NormalizeMinMax", "thelper.transforms.NormalizeMinMax")]
public sealed class NormalizeMinMax : ChannelOperation
{
    /// <summary>Creates the operation.</summary>
    /// <param name="min">Value that becomes 0: one per channel (the last axis), or one for all.</param>
    /// <param name="max">Value that becomes 1: as many, each different from its minimum.</param>
    /// <param name="outType">Element type of the result: <c>numpy.float32</c>, <c>numpy.float64</c> or <c>numpy.float16</c>.</param>
    /// <exception cref="UserErrorException">The values are no numbers, not as many or not different, or the type is not known.</exception>
    public NormalizeMinMax([ConfigValue(Holds = [typeof(double), typeof(List<double>)], Example = "[127]")] object? min, [ConfigValue(Holds = [typeof(double), typeof(List<double>)], Example = "[255]")] object? max, string outType = "numpy.float32")
        : base(("min", min), ("max", max), (least, most) => most - least, "'min' and 'max' must differ in every channel", outType)
    {
    }
}
