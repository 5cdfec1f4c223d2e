using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Subtracts a mean and divides by a standard deviation, channel by channel: <c>(x - mean) / std</c>.</summary>
[TypeName("thelper.transforms.operations.NormalizeZeroMeanUnitVar", "thelper.transforms.NormalizeZeroMeanUnitVar")]
public sealed class NormalizeZeroMeanUnitVar : Operation
{
    private readonly float[] mean;
    private readonly float[] std;
    private readonly torch.ScalarType outType;
    private readonly ChannelScale channels;

    /// <summary>Creates the operation.</summary>
    /// <param name="mean">One value per channel (the last axis), or one for all.</param>
    /// <param name="std">As many values, none of them 0.</param>
    /// <param name="outType">Element type of the result: <c>numpy.float32</c>, <c>numpy.float64</c> or <c>numpy.float16</c>.</param>
    public NormalizeZeroMeanUnitVar(object? mean, object? std, string outType = "numpy.float32")
    {
        this.mean = [.. TransformArguments.Numbers(mean, "mean").Select(value => (float)value)];
        this.std = [.. TransformArguments.Numbers(std, "std").Select(value => (float)value)];
        if (this.mean.Length == 0 || this.mean.Length != this.std.Length)
        {
            throw new UserErrorException($"'mean' has {this.mean.Length} values and 'std' has {this.std.Length}; both need one per channel");
        }

        if (this.std.Contains(0))
        {
            throw new UserErrorException("'std' must not hold 0");
        }

        this.outType = TransformArguments.ElementType(outType);
        channels = new ChannelScale(this.mean, this.std, this.outType);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Apply(torch.Tensor image, TransformRandom random) => channels.Apply(image);

    /// <inheritdoc/>
    protected override torch.Tensor Invert(torch.Tensor image) => channels.Invert(image);

    /// <inheritdoc/>
    protected override string Arguments() =>
        $"mean={NumpyText.Of(mean)}, std={NumpyText.Of(std)}, out_type={TransformArguments.TypeText(outType)}";
}
