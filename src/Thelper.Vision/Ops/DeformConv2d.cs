using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Ops;

/// <summary>Deformable convolution as a layer, whose offsets (and mask) another layer makes; see <see cref="torchvision.ops.deform_conv2d"/>.</summary>
/// <remarks>The inputs are the feature map, the offsets and the mask, null for none.</remarks>
public sealed class DeformConv2d : nn.Module<Tensor, Tensor, Tensor?, Tensor>
{
    private readonly (long Rows, long Columns) stride, padding, dilation;
    private readonly long groups;

    /// <summary>Creates the layer and initialises it from libtorch's generator, as a plain convolution.</summary>
    /// <param name="inChannels">Channels of the input.</param>
    /// <param name="outChannels">Channels of the output.</param>
    /// <param name="kernelSize">Rows and columns of the kernel.</param>
    /// <param name="stride">Steps of the kernel; (1, 1) unless given.</param>
    /// <param name="padding">Zeros around the input; none unless given.</param>
    /// <param name="dilation">Distances of the kernel's points; (1, 1) unless given.</param>
    /// <param name="groups">Blocks of channels that do not see each other.</param>
    /// <param name="bias">Whether the layer adds a bias.</param>
    /// <exception cref="UserErrorException">The groups do not divide the channels.</exception>
    public DeformConv2d(
        long inChannels, long outChannels, (long Rows, long Columns) kernelSize, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null,
        long groups = 1, bool bias = true)
    {
        if (groups < 1 || inChannels % groups != 0 || outChannels % groups != 0)
        {
            throw new UserErrorException($"the channels of a convolution ({inChannels} in, {outChannels} out) must be multiples of its groups ({groups})");
        }

        (this.stride, this.padding, this.dilation, this.groups) = (stride ?? (1, 1), padding ?? (0, 0), dilation ?? (1, 1), groups);
        var kernel = new Parameter(empty([outChannels, inChannels / groups, kernelSize.Rows, kernelSize.Columns]));
        register_parameter("weight", kernel);
        nn.init.kaiming_uniform_(kernel, a: Math.Sqrt(5));
        var shift = bias ? new Parameter(empty([outChannels])) : null;
        register_parameter("bias", shift);
        if (shift is not null)
        {
            var bound = 1 / Math.Sqrt(inChannels / groups * kernelSize.Rows * kernelSize.Columns);
            nn.init.uniform_(shift, -bound, bound);
        }
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input1, Tensor input2, Tensor? input3) =>
        torchvision.ops.deform_conv2d(input1, input2, get_parameter("weight")!, Bias, stride, padding, dilation, input3);

    /// <inheritdoc/>
    public override string ToString()
    {
        var shape = get_parameter("weight")!.shape;
        var text = $"DeformConv2d({shape[1] * groups}, {shape[0]}, kernel_size=({shape[2]}, {shape[3]}), stride={Pair(stride)}";
        text += padding == (0, 0) ? "" : $", padding={Pair(padding)}";
        text += dilation == (1, 1) ? "" : $", dilation={Pair(dilation)}";
        return text + (groups == 1 ? "" : $", groups={groups}") + (Bias is null ? ", bias=False)" : ")");
    }

    private Tensor? Bias => named_parameters().FirstOrDefault(p => p.name == "bias").parameter;

    private static string Pair((long Rows, long Columns) sizes) => $"({sizes.Rows}, {sizes.Columns})";
}
