using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>A convolution that also sees where it is: coordinate channels follow the input's. State-dict keys <c>conv.*</c>.</summary>
[TypeName("thelper.nn.coordconv.CoordConv2d")]
public sealed class CoordConv2d : nn.Module<Tensor, Tensor>
{
    private readonly Conv2d conv;
    private readonly CoordinateOptions options;

    /// <summary>Builds the layer.</summary>
    /// <param name="inChannels">Channels of the input, without the coordinates.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Side of the kernel.</param>
    /// <param name="stride">Stride.</param>
    /// <param name="padding">Zeros at each border.</param>
    /// <param name="dilation">Dilation.</param>
    /// <param name="groups">Groups; they divide the input channels plus two or three.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="centered">Count coordinates from the middle cell.</param>
    /// <param name="normalized">Divide coordinates by size - 1.</param>
    /// <param name="noise">Standard deviation of noise on the coordinates.</param>
    /// <param name="radiusChannel">Append the distance to the middle cell as third channel.</param>
    /// <param name="scale">Factor on the coordinates.</param>
    public CoordConv2d(
        int inChannels, int outChannels, int kernelSize, int stride = 1, int padding = 0, int dilation = 1, int groups = 1, bool bias = true,
        bool centered = true, bool normalized = true, double? noise = null, bool radiusChannel = false, double? scale = null)
    {
        options = new CoordinateOptions(centered, normalized, noise, radiusChannel, scale);
        conv = nn.Conv2d(
            inChannels + options.Channels, outChannels, kernelSize, stride: stride, padding: padding, dilation: dilation, groups: groups,
            bias: bias);
        register_module("conv", conv);
    }

    /// <summary>Makes the layer that a layer without coordinates becomes, with weights of its own.</summary>
    /// <param name="like">The layer without coordinates.</param>
    /// <param name="options">What to append.</param>
    internal CoordConv2d(Conv2d like, CoordinateOptions options)
    {
        this.options = options;
        var (channels, hasBias, device, type) = (like.in_channels + options.Channels, like.bias is not null, like.weight.device, like.weight.dtype);
        conv = like.padding_rule is { } rule
            ? nn.Conv2d(
                channels, like.out_channels, Pair(like.kernel_size), rule, Pair(like.stride), Pair(like.dilation), like.padding_mode, like.groups, hasBias, device, type)
            : nn.Conv2d(
                channels, like.out_channels, Pair(like.kernel_size), Pair(like.stride), Pair(like.padding), Pair(like.dilation), like.padding_mode, like.groups, hasBias, device, type);
        register_module("conv", conv);
    }

    /// <summary>The weight of the convolution within.</summary>
    internal Parameter Weight => conv.weight!;

    /// <summary>Channels of coordinates that follow the input's.</summary>
    internal int Coordinates => (int)options.Channels;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var extended = CoordConv.Append(input, options);
        return conv.call(extended);
    }

    private static (long, long) Pair(IReadOnlyList<long> sizes) => (sizes[0], sizes[1]);
}
