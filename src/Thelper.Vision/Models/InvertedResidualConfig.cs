namespace Thelper.Vision.Models;

/// <summary>One row of the MobileNetV3 tables (arXiv:1905.02244, tables 1 and 2).</summary>
/// <param name="InputChannels">Channels in.</param>
/// <param name="Kernel">Kernel of the depthwise convolution.</param>
/// <param name="ExpandedChannels">Channels between.</param>
/// <param name="OutChannels">Channels out.</param>
/// <param name="UseSE">Whether channels are weighed by squeeze and excitation.</param>
/// <param name="UseHardswish">Hard swish instead of ReLU.</param>
/// <param name="Stride">1 or 2.</param>
/// <param name="Dilation">Distance of the kernel's points; above 1 the stride is 1.</param>
public sealed record InvertedResidualConfig(
    int InputChannels, int Kernel, int ExpandedChannels, int OutChannels, bool UseSE, bool UseHardswish, int Stride, int Dilation = 1)
{
    /// <summary>The nearest multiple of a divisor, but at least that and no less than nine tenths of the number.</summary>
    /// <param name="channels">A number of channels.</param>
    /// <param name="divisor">What divides the result.</param>
    /// <returns>A number of channels.</returns>
    public static int MakeDivisible(double channels, int divisor = 8)
    {
        var rounded = Math.Max(divisor, (int)(channels + (divisor / 2.0)) / divisor * divisor);
        return rounded < 0.9 * channels ? rounded + divisor : rounded;
    }

    /// <summary>The row with all channels scaled.</summary>
    /// <param name="width">The factor.</param>
    /// <returns>A new row.</returns>
    internal InvertedResidualConfig Scaled(double width) => this with
    {
        InputChannels = MakeDivisible(InputChannels * width),
        ExpandedChannels = MakeDivisible(ExpandedChannels * width),
        OutChannels = MakeDivisible(OutChannels * width),
    };
}
