using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Maps a range of values to 0 to 1, channel by channel: <c>(x - min) / (max - min)</c>.</summary>
[TypeName("thelper.transforms.operations.NormalizeMinMax", "thelper.transforms.NormalizeMinMax")]
public sealed class NormalizeMinMax : Operation
{
    private readonly float[] min;
    private readonly float[] max;
    private readonly torch.ScalarType outType;
    private readonly ChannelScale channels;

    /// <summary>Creates the operation.</summary>
    /// <param name="min">Value that becomes 0: one per channel (the last axis), or one for all.</param>
    /// <param name="max">Value that becomes 1: as many, each different from its minimum.</param>
    /// <param name="outType">Element type of the result: <c>numpy.float32</c>, <c>numpy.float64</c> or <c>numpy.float16</c>.</param>
    public NormalizeMinMax(object? min, object? max, string outType = "numpy.float32")
    {
        this.min = [.. TransformArguments.Numbers(min, "min").Select(value => (float)value)];
        this.max = [.. TransformArguments.Numbers(max, "max").Select(value => (float)value)];
        if (this.min.Length == 0 || this.min.Length != this.max.Length)
        {
            throw new UserErrorException($"'min' has {this.min.Length} values and 'max' has {this.max.Length}; both need one per channel");
        }

        var range = new float[this.min.Length];
        for (var c = 0; c < range.Length; c++)
        {
            range[c] = this.max[c] - this.min[c];
        }

        if (range.Contains(0))
        {
            throw new UserErrorException("'min' and 'max' must differ in every channel");
        }

        this.outType = TransformArguments.ElementType(outType);
        channels = new ChannelScale(this.min, range, this.outType);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Apply(torch.Tensor image, TransformRandom random) => channels.Apply(image);

    /// <inheritdoc/>
    protected override torch.Tensor Invert(torch.Tensor image) => channels.Invert(image);

    /// <inheritdoc/>
    protected override string Arguments() =>
        $"min={NumpyText.Of(min)}, max={NumpyText.Of(max)}, out_type={TransformArguments.TypeText(outType)}";
}
