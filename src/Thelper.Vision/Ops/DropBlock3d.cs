using static Thelper.Torch.torch;

namespace Thelper.Vision.Ops;

/// <summary>Zeroes cubes of feature maps at random in training; see <see cref="torchvision.ops.drop_block3d"/>.</summary>
/// <param name="p">About the share of elements that is zeroed, in [0, 1].</param>
/// <param name="blockSize">Length of a cube's edges.</param>
/// <param name="inplace">Writes the result into the input.</param>
/// <param name="eps">Added to the divisor.</param>
public sealed class DropBlock3d(double p, long blockSize, bool inplace = false, double eps = 1e-6) : DropBlock2d(p, blockSize, inplace, eps)
{
    private readonly (double P, long Size, bool Inplace, double Eps) settings = (p, blockSize, inplace, eps);

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => torchvision.ops.drop_block3d(input, settings.P, settings.Size, settings.Inplace, settings.Eps, training);
}
