using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Subtracts one number and divides by another, channel by channel; which ones follows from two lists of the configuration.</summary>
public abstract class ChannelOperation : Operation
{
    private readonly (string Name, float[] Values) offset;
    private readonly (string Name, float[] Values) other;
    private readonly torch.ScalarType outType;
    private readonly ChannelScale channels;

    /// <param name="offset">What to subtract, under its name.</param>
    /// <param name="other">As many numbers, under their name.</param>
    /// <param name="scaleOf">What to divide by, from the numbers of a channel.</param>
    /// <param name="zero">What to say where that is 0.</param>
    /// <param name="outType">Element type of the result.</param>
    private protected ChannelOperation((string Name, object? Value) offset, (string Name, object? Value) other, Func<float, float, float> scaleOf, string zero, string outType)
    {
        (this.offset, this.other) = (Read(offset), Read(other));
        var (values, others) = (this.offset.Values, this.other.Values);
        if (values.Length == 0 || values.Length != others.Length)
        {
            throw new UserErrorException($"'{offset.Name}' has {values.Length} values and '{other.Name}' has {others.Length}; both need one per channel");
        }

        float[] scale = [.. values.Zip(others, scaleOf)];
        this.outType = scale.Contains(0) ? throw new UserErrorException(zero) : TransformArguments.ElementType(outType);
        channels = new ChannelScale(values, scale, this.outType);
    }

    /// <inheritdoc/>
    protected override torch.Tensor Apply(torch.Tensor image, TransformRandom random) => channels.Apply(image);

    /// <inheritdoc/>
    protected override torch.Tensor Invert(torch.Tensor image) => channels.Invert(image);

    /// <inheritdoc/>
    protected override string Arguments() =>
        $"{offset.Name}={NumpyText.Of(offset.Values)}, {other.Name}={NumpyText.Of(other.Values)}, out_type={TransformArguments.TypeText(outType)}";

    private static (string Name, float[] Values) Read((string Name, object? Value) argument) =>
        (argument.Name, [.. TransformArguments.Numbers(argument.Value, argument.Name).Select(value => (float)value)]);
}
