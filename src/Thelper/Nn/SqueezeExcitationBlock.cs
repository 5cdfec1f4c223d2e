using Thelper.Torch.Modules;

namespace Thelper.Nn;

/// <summary>A basic block whose branch is weighted by channel; expansion 1.</summary>
public sealed class SqueezeExcitationBlock : ResidualBlock
{
    /// <summary>Builds the block.</summary>
    /// <param name="inplanes">Input channels.</param>
    /// <param name="planes">Output channels, at least 16.</param>
    /// <param name="stride">Stride of the first convolution.</param>
    /// <param name="downsample">Projection of the shortcut, where the shape changes.</param>
    /// <param name="activation"><c>relu</c> or <c>leaky_relu</c>.</param>
    public SqueezeExcitationBlock(int inplanes, int planes, int stride = 1, Sequential? downsample = null, string activation = "relu")
        : base(activation, downsample)
    {
        AddStage(inplanes, planes, 3, stride);
        AddStage(planes, planes, 3);
        Close("se", new SqueezeExcitationLayer(planes, activation: activation));
    }
}
