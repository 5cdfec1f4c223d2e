using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Turns a batch of images into feature maps by name, finest first, each of its own depth.</summary>
public abstract class SSDBackbone : nn.Module<Tensor, OrderedDictionary<string, Tensor>>
{
    /// <summary>Channels of each map.</summary>
    public abstract IReadOnlyList<int> OutChannels { get; }
}
