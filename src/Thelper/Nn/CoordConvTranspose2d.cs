using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>A transposed convolution that also sees where it is: coordinate channels follow the input's. State-dict keys <c>conv.*</c>.</summary>
[TypeName("thelper.nn.coordconv.CoordConvTranspose2d")]
public sealed class CoordConvTranspose2d : nn.Module<Tensor, Tensor>
{
    private readonly ConvTranspose2d conv;
    private readonly CoordinateOptions options;

    /// <summary>Builds the layer.</summary>
    /// <param name="inChannels">Channels of the input, without the coordinates.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Side of the kernel.</param>
    /// <param name="stride">Stride.</param>
    /// <param name="padding">Pixels cut from each border of the output.</param>
    /// <param name="outputPadding">Pixels added to one side of the output.</param>
    /// <param name="groups">Groups; they divide the input channels plus two or three.</param>
    /// <param name="bias">Whether there is a bias.</param>
    /// <param name="dilation">Dilation.</param>
    /// <param name="centered">Count coordinates from the middle cell.</param>
    /// <param name="normalized">Divide coordinates by size - 1.</param>
    /// <param name="noise">Standard deviation of noise on the coordinates.</param>
    /// <param name="radiusChannel">Append the distance to the middle cell as third channel.</param>
    /// <param name="scale">Factor on the coordinates.</param>
    public CoordConvTranspose2d(
        int inChannels, int outChannels, int kernelSize, int stride = 1, int padding = 0, int outputPadding = 0, int groups = 1,
        bool bias = true, int dilation = 1, bool centered = true, bool normalized = true, double? noise = null, bool radiusChannel = false,
        double? scale = null)
    {
        options = new CoordinateOptions(centered, normalized, noise, radiusChannel, scale);
        conv = nn.ConvTranspose2d(
            inChannels + options.Channels, outChannels, kernelSize, stride: stride, padding: padding, output_padding: outputPadding,
            groups: groups, bias: bias, dilation: dilation);
        register_module("conv", conv);
    }

    /// <summary>Makes the layer that a layer without coordinates becomes, with weights of its own.</summary>
    /// <param name="like">The layer without coordinates.</param>
    /// <param name="options">What to append.</param>
    internal CoordConvTranspose2d(ConvTranspose2d like, CoordinateOptions options)
    {
        this.options = options;
        conv = nn.ConvTranspose2d(
            like.in_channels + options.Channels, like.out_channels, [.. like.kernel_size], [.. like.stride], [.. like.padding], output_padding: [.. like.output_padding], dilation: [.. like.dilation],
            groups: like.groups, bias: like.bias is not null, device: like.weight.device, dtype: like.weight.dtype);
        register_module("conv", conv);
    }

    /// <summary>The weight of the convolution within.</summary>
    internal Parameter Weight => conv.weight!;

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var extended = CoordConv.Append(input, options);
        return conv.call(extended);
    }
}
