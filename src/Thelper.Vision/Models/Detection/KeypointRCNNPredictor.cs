using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>The last layer of Keypoint R-CNN: a map for each key point, at four times the resolution.</summary>
public sealed class KeypointRCNNPredictor : nn.Module<Tensor, Tensor>
{
    private readonly ConvTranspose2d kps_score_lowres;

    /// <summary>Builds the layer and initialises it from libtorch's generator.</summary>
    /// <param name="inChannels">Channels of a region.</param>
    /// <param name="numKeypoints">Key points.</param>
    public KeypointRCNNPredictor(int inChannels, int numKeypoints)
    {
        kps_score_lowres = nn.ConvTranspose2d(inChannels, numKeypoints, 4, stride: 2, padding: 1);
        nn.init.kaiming_normal_(kps_score_lowres.weight, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
        nn.init.zeros_(kps_score_lowres.bias!);
        register_module("kps_score_lowres", kps_score_lowres);
        (InChannels, KeypointCount) = (inChannels, numKeypoints);
    }

    /// <summary>Channels of a region.</summary>
    public int InChannels { get; }

    /// <summary>Key points.</summary>
    public int KeypointCount { get; }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var map = kps_score_lowres.call(input);
        return nn.functional.interpolate(map, scale_factor: [2.0, 2.0], mode: InterpolationMode.Bilinear, align_corners: false).MoveToOuterDisposeScope();
    }
}
