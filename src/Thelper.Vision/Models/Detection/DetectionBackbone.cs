using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Turns a batch of images into feature maps by name, finest first, all of one depth.</summary>
public abstract class DetectionBackbone : nn.Module<Tensor, OrderedDictionary<string, Tensor>>
{
    /// <summary>Channels of every map.</summary>
    public abstract int OutChannels { get; }
}
