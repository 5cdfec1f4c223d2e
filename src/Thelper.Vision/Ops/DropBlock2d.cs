using static Thelper.Torch.torch;

namespace Thelper.Vision.Ops;

/// <summary>Zeroes squares of feature maps at random in training; see <see cref="torchvision.ops.drop_block2d"/>.</summary>
/// <param name="p">About the share of elements that is zeroed, in [0, 1].</param>
/// <param name="blockSize">Rows and columns of a square.</param>
/// <param name="inplace">Writes the result into the input.</param>
/// <param name="eps">Added to the divisor.</param>
public class DropBlock2d(double p, long blockSize, bool inplace = false, double eps = 1e-6) : nn.Module<Tensor, Tensor>
{
    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => torchvision.ops.drop_block2d(input, p, blockSize, inplace, eps, training);

    /// <inheritdoc/>
    public override string ToString() => $"{GetName()}(p={PythonFloat.Of(p)}, block_size={blockSize}, inplace={(inplace ? "True" : "False")})";
}
