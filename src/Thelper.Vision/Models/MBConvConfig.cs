namespace Thelper.Vision.Models;

/// <summary>One stage of an EfficientNet (arXiv:1905.11946, table 1; arXiv:2104.00298, table 4).</summary>
/// <param name="ExpandRatio">Channels between, as a multiple of those in.</param>
/// <param name="Kernel">Rows and columns of the kernel.</param>
/// <param name="Stride">Stride of the first block: 1 or 2.</param>
/// <param name="InputChannels">Channels into the first block.</param>
/// <param name="OutChannels">Channels out of every block.</param>
/// <param name="Layers">Number of blocks.</param>
/// <param name="Fused">Whether one full convolution takes the place of the expansion and of the convolution of each channel.</param>
public sealed record MBConvConfig(double ExpandRatio, int Kernel, int Stride, int InputChannels, int OutChannels, int Layers, bool Fused = false)
{
    /// <summary>The stage with all channels and the number of blocks scaled.</summary>
    /// <param name="width">Factor of the channels.</param>
    /// <param name="depth">Factor of the blocks, rounded up.</param>
    /// <returns>A new stage.</returns>
    internal MBConvConfig Scaled(double width, double depth) => this with
    {
        InputChannels = InvertedResidualConfig.MakeDivisible(InputChannels * width),
        OutChannels = InvertedResidualConfig.MakeDivisible(OutChannels * width),
        Layers = (int)Math.Ceiling(Layers * depth),
    };
}
