using Thelper.Torch;
using Thelper.Torch.Modules;
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

    /// <summary>A convolution, with coordinates if asked for (<c>make_conv2d</c>).</summary>
    /// <param name="coordconv">Whether to add coordinate channels.</param>
    /// <param name="inChannels">Channels of the input, without the coordinates.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Side of the kernel.</param>
    /// <param name="stride">Stride.</param>
    /// <param name="padding">Zeros at each border.</param>
    /// <param name="bias">Whether the convolution has a bias.</param>
    /// <param name="radiusChannel">Whether the coordinates include the distance to the middle cell.</param>
    /// <param name="dilation">Dilation.</param>
    /// <param name="groups">Groups; with coordinates they divide the input channels plus two or three.</param>
    /// <param name="centered">Count coordinates from the middle cell.</param>
    /// <param name="normalized">Divide coordinates by size - 1.</param>
    /// <param name="noise">Standard deviation of noise on the coordinates.</param>
    /// <param name="scale">Factor on the coordinates.</param>
    public static nn.Module<Tensor, Tensor> MakeConv2d(
        bool coordconv, int inChannels, int outChannels, int kernelSize, int stride = 1, int padding = 0, bool bias = true,
        bool radiusChannel = false, int dilation = 1, int groups = 1, bool centered = true, bool normalized = true, double? noise = null, double? scale = null) =>
        coordconv
            ? new CoordConv2d(inChannels, outChannels, kernelSize, stride, padding, dilation, groups, bias, centered, normalized, noise, radiusChannel, scale)
            : nn.Conv2d(inChannels, outChannels, kernelSize, stride: stride, padding: padding, dilation: dilation, groups: groups, bias: bias);

    /// <summary>A transposed convolution that doubles the resolution (kernel 3, stride 2, padding 1), with coordinates if asked for.</summary>
    /// <param name="coordconv">Whether to add coordinate channels.</param>
    /// <param name="inChannels">Channels of the input, without the coordinates.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="outputPadding">Pixels added to one side of the output; 1 doubles exactly.</param>
    internal static nn.Module<Tensor, Tensor> MakeUpsampling(bool coordconv, int inChannels, int outChannels, int outputPadding) =>
        coordconv
            ? new CoordConvTranspose2d(inChannels, outChannels, 3, 2, 1, outputPadding)
            : nn.ConvTranspose2d(inChannels, outChannels, 3, stride: 2, padding: 1, output_padding: outputPadding);

    /// <summary>Gives every convolution of a network coordinate channels (<c>swap_coordconv_layers</c>), also those deep inside; their weights are drawn anew.</summary>
    /// <param name="module">A network, or one convolution.</param>
    /// <param name="centered">Count coordinates from the middle cell.</param>
    /// <param name="normalized">Divide coordinates by size - 1.</param>
    /// <param name="radiusChannel">Append the distance to the middle cell as third channel.</param>
    /// <param name="noise">Standard deviation of noise on the coordinates.</param>
    /// <param name="scale">Factor on the coordinates.</param>
    /// <returns>The network itself; for a convolution the layer that takes its place, and the convolution is disposed.</returns>
    /// <exception cref="UserErrorException">A convolution cannot be exchanged, because its network holds it in another way than in a field of a fitting type or a sequence; nothing was changed.</exception>
    public static nn.Module<Tensor, Tensor> SwapCoordConvLayers(
        nn.Module<Tensor, Tensor> module, bool centered = true, bool normalized = true, bool radiusChannel = false, double? noise = null, double? scale = null)
    {
        ArgumentNullException.ThrowIfNull(module);
        var options = new CoordinateOptions(centered, normalized, noise, radiusChannel, scale);
        if (Swapped(module, options) is { } layer)
        {
            module.Dispose();
            return layer;
        }

        var found = Convolutions(module, "").ToList();
        if (found.Select(place => place.Parent.WhyNot(place.Name, place.Path, typeof(nn.Module<Tensor, Tensor>))).FirstOrDefault(reason => reason is not null) is { } reason)
        {
            throw new UserErrorException($"{module.GetName()}: coordinates cannot be added: {reason}");
        }

        foreach (var (parent, name, _, convolution) in found)
        {
            parent.ReplaceChild(name, Swapped(convolution, options)!);
        }

        return module;
    }

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

    private static nn.Module<Tensor, Tensor>? Swapped(nn.Module module, CoordinateOptions options) => module switch
    {
        Conv2d convolution => new CoordConv2d(convolution, options),
        ConvTranspose2d convolution => new CoordConvTranspose2d(convolution, options),
        _ => null,
    };

    private static IEnumerable<(nn.Module Parent, string Name, string Path, nn.Module Convolution)> Convolutions(nn.Module parent, string path)
    {
        foreach (var (name, child) in parent.named_children())
        {
            var inner = path.Length == 0 ? name : $"{path}.{name}";
            if (child is Conv2d or ConvTranspose2d)
            {
                yield return (parent, name, inner, child);
            }
            else if (child is not (CoordConv2d or CoordConvTranspose2d))
            {
                foreach (var found in Convolutions(child, inner))
                {
                    yield return found;
                }
            }
        }
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
