using Thelper.Torch.Modules;

namespace Thelper.Nn;

/// <summary>Two 3x3 convolutions; expansion 1.</summary>
public sealed class BasicBlock : ResidualBlock
{
    /// <summary>Builds the block.</summary>
    /// <param name="inplanes">Input channels.</param>
    /// <param name="planes">Output channels.</param>
    /// <param name="stride">Stride of the first convolution.</param>
    /// <param name="downsample">Projection of the shortcut, where the shape changes.</param>
    /// <param name="activation"><c>relu</c> or <c>leaky_relu</c>.</param>
    public BasicBlock(int inplanes, int planes, int stride = 1, Sequential? downsample = null, string activation = "relu")
        : base(activation, downsample)
    {
        AddStage(inplanes, planes, 3, stride);
        AddStage(planes, planes, 3);
        Close();
    }
}
