using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>Coordinates as extra input channels of a convolution.</summary>
/// <remarks>Liu et al.: "An intriguing failing of convolutional neural networks and the CoordConv solution", arXiv:1807.03247.</remarks>
public static class CoordConv
{
    /// <summary>The intrinsic coordinates of the cells of a grid: a tensor of shape (2, height, width), x first.</summary>
    /// <param name="height">Rows, at least 1.</param>
    /// <param name="width">Columns, at least 1.</param>
    /// <param name="centered">Count from the middle cell, <c>(size - 1) / 2</c> rounded down, instead of the first.</param>
    /// <param name="normalized">Divide by <c>size - 1</c> (a size of 1 gives 0).</param>
    /// <param name="noise">Standard deviation of Gaussian noise to add; null adds none and draws nothing.</param>
    /// <param name="dtype">Element type, float32 by default.</param>
    /// <param name="device">Where to create it.</param>
    public static Tensor GetCoordsMap(
        long height, long width, bool centered = true, bool normalized = true, double? noise = null, ScalarType dtype = ScalarType.Float32,
        Device? device = null)
    {
        using var scope = NewDisposeScope();
        var x = Axis(width, centered, normalized, dtype, device).view(1, width).expand(height, width);
        var y = Axis(height, centered, normalized, dtype, device).view(height, 1).expand(height, width);
        var map = stack([x, y], 0);
        if (noise is { } deviation)
        {
            map = map + (randn([2, height, width], dtype: dtype, device: device) * deviation);
        }

        return map.MoveToOuterDisposeScope();
    }

    /// <summary>A convolution, with coordinates if asked for.</summary>
    /// <param name="coordconv">Whether to add coordinate channels.</param>
    /// <param name="inChannels">Channels of the input, without the coordinates.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Side of the kernel.</param>
    /// <param name="stride">Stride.</param>
    /// <param name="padding">Zeros at each border.</param>
    /// <param name="bias">Whether the convolution has a bias.</param>
    /// <param name="radiusChannel">Whether the coordinates include the distance to the middle cell.</param>
    public static nn.Module<Tensor, Tensor> MakeConv2d(
        bool coordconv, int inChannels, int outChannels, int kernelSize, int stride = 1, int padding = 0, bool bias = true,
        bool radiusChannel = false) =>
        coordconv
            ? new CoordConv2d(inChannels, outChannels, kernelSize, stride, padding, bias: bias, radiusChannel: radiusChannel)
            : nn.Conv2d(inChannels, outChannels, kernelSize, stride: stride, padding: padding, bias: bias);

    /// <summary>A transposed convolution that doubles the resolution (kernel 3, stride 2, padding 1), with coordinates if asked for.</summary>
    /// <param name="coordconv">Whether to add coordinate channels.</param>
    /// <param name="inChannels">Channels of the input, without the coordinates.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="outputPadding">Pixels added to one side of the output; 1 doubles exactly.</param>
    internal static nn.Module<Tensor, Tensor> MakeUpsampling(bool coordconv, int inChannels, int outChannels, int outputPadding) =>
        coordconv
            ? new CoordConvTranspose2d(inChannels, outChannels, 3, 2, 1, outputPadding)
            : nn.ConvTranspose2d(inChannels, outChannels, 3, stride: 2, padding: 1, output_padding: outputPadding);

    /// <summary>Appends the coordinate channels to a batch.</summary>
    /// <param name="input">Float tensor (batch, channels, height, width).</param>
    /// <param name="options">What to append.</param>
    internal static Tensor Append(Tensor input, CoordinateOptions options)
    {
        var (height, width) = (input.shape[2], input.shape[3]);
        using var scope = NewDisposeScope();
        var map = GetCoordsMap(height, width, options.Centered, options.Normalized, options.Noise, input.dtype, input.device);
        if (options.Scale is { } scale)
        {
            map = map * scale;
        }

        if (options.Radius)
        {
            var middle = map.narrow(1, (height - 1) / 2, 1).narrow(2, (width - 1) / 2, 1);
            map = cat([map, (map - middle).square().sum(0, keepdim: true).sqrt()], 0);
        }

        var channels = map.unsqueeze(0).expand(input.shape[0], -1, -1, -1);
        return cat([input, channels], 1).MoveToOuterDisposeScope();
    }

    private static Tensor Axis(long size, bool centered, bool normalized, ScalarType dtype, Device? device)
    {
        var axis = arange(size, dtype: dtype, device: device);
        if (centered)
        {
            axis = axis - ((size - 1) / 2);
        }

        return normalized ? axis / Math.Max(size - 1, 1) : axis;
    }
}
