using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>Atrous spatial pyramid pooling (arXiv:1706.05587, figure 5): parallel convolutions at several rates and the image's mean, then a projection.</summary>
public sealed class ASPP : nn.Module<Tensor, Tensor>
{
    /// <summary>Channels of every branch and of the output.</summary>
    public const int Channels = 256;

    private readonly Sequential[] branches;
    private readonly ModuleList<nn.Module<Tensor, Tensor>> convs;
    private readonly Sequential project;

    /// <summary>Builds the pyramid.</summary>
    /// <param name="inChannels">Input channels.</param>
    /// <param name="atrousRates">Dilations of the 3x3 branches.</param>
    public ASPP(int inChannels, IReadOnlyList<int> atrousRates)
    {
        branches =
        [
            Branch(nn.Conv2d(inChannels, Channels, 1, bias: false)),
            .. atrousRates.Select(r => Branch(nn.Conv2d(inChannels, Channels, 3, padding: r, dilation: r, bias: false))),
            nn.Sequential(
                nn.AdaptiveAvgPool2d(1), nn.Conv2d(inChannels, Channels, 1, bias: false), nn.BatchNorm2d(Channels), nn.ReLU()),
        ];
        convs = nn.ModuleList<nn.Module<Tensor, Tensor>>(branches);
        project = nn.Sequential(
            nn.Conv2d(branches.Length * Channels, Channels, 1, bias: false), nn.BatchNorm2d(Channels), nn.ReLU(), nn.Dropout(0.5));
        register_module("convs", convs);
        register_module("project", project);
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var outputs = branches.Select(b => b.call(input)).ToArray();
        long[] size = [input.shape[2], input.shape[3]];
        outputs[^1] = nn.functional.interpolate(outputs[^1], size: size, mode: InterpolationMode.Bilinear, align_corners: false);
        return project.call(cat(outputs, 1)).MoveToOuterDisposeScope();
    }

    private static Sequential Branch(Conv2d conv) => nn.Sequential(conv, nn.BatchNorm2d(Channels), nn.ReLU());
}
