using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>The block of MobileNetV3: expand, convolve each channel, weigh the channels, project (arXiv:1905.02244, figure 4).</summary>
public sealed class InvertedResidual : nn.Module<Tensor, Tensor>
{
    private readonly Sequential block;
    private readonly bool shortcut;

    /// <summary>Builds the block.</summary>
    /// <param name="config">Its sizes.</param>
    /// <param name="norm">Makes the normalisation of so many channels.</param>
    /// <exception cref="UserErrorException">The stride is neither 1 nor 2.</exception>
    public InvertedResidual(InvertedResidualConfig config, Func<long, nn.Module<Tensor, Tensor>> norm)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (config.Stride is not (1 or 2))
        {
            throw new UserErrorException($"the stride of a MobileNetV3 block is 1 or 2, not {config.Stride}");
        }

        Func<nn.Module<Tensor, Tensor>> activation = config.UseHardswish ? () => nn.Hardswish(inplace: true) : () => nn.ReLU(inplace: true);
        var layers = new List<nn.Module<Tensor, Tensor>>();
        if (config.ExpandedChannels != config.InputChannels)
        {
            layers.Add(new Conv2dNormActivation(config.InputChannels, config.ExpandedChannels, 1, norm: norm, activation: activation));
        }

        layers.Add(new Conv2dNormActivation(
            config.ExpandedChannels, config.ExpandedChannels, config.Kernel, config.Dilation > 1 ? 1 : config.Stride, config.ExpandedChannels, norm, activation, config.Dilation));
        if (config.UseSE)
        {
            layers.Add(new SqueezeExcitation(
                config.ExpandedChannels, InvertedResidualConfig.MakeDivisible(config.ExpandedChannels / 4), scaleActivation: () => nn.Hardsigmoid()));
        }

        layers.Add(new Conv2dNormActivation(config.ExpandedChannels, config.OutChannels, 1, norm: norm));
        block = nn.Sequential(layers.ToArray());
        shortcut = config.Stride == 1 && config.InputChannels == config.OutChannels;
        OutChannels = config.OutChannels;
        Reduces = config.Stride > 1;
        register_module("block", block);
    }

    /// <summary>The layers, without the short cut around them.</summary>
    internal Sequential Block => block;

    /// <summary>Channels out.</summary>
    public int OutChannels { get; }

    /// <summary>Whether a new, coarser stage begins here.</summary>
    public bool Reduces { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        var result = block.call(input);
        return shortcut ? result.add_(input) : result;
    }
}
