using Thelper.Torch.Modules;

namespace Thelper.Nn;

/// <summary>1x1, 3x3 and 1x1 convolutions; expansion 4.</summary>
public sealed class Bottleneck : ResidualBlock
{
    /// <summary>Output channels per plane.</summary>
    public const int Expansion = 4;

    /// <summary>Builds the block.</summary>
    /// <param name="inplanes">Input channels.</param>
    /// <param name="planes">A quarter of the output channels.</param>
    /// <param name="stride">Stride of the 3x3 convolution.</param>
    /// <param name="downsample">Projection of the shortcut, where the shape changes.</param>
    /// <param name="activation"><c>relu</c> or <c>leaky_relu</c>.</param>
    public Bottleneck(int inplanes, int planes, int stride = 1, Sequential? downsample = null, string activation = "relu")
        : base(activation, downsample)
    {
        AddStage(inplanes, planes, 1);
        AddStage(planes, planes, 3, stride);
        AddStage(planes, planes * Expansion, 1);
        Close();
    }
}
