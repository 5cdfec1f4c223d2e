using Thelper.Torch.Modules;
using Thelper.Vision.Models.Detection;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Nn;

/// <summary>A Faster R-CNN of one convolution, for images of 16 by 16 pixels.</summary>
internal class TinyDetector : FasterRCNN
{
    public TinyDetector(int classes)
        : base(
            new Features(),
            classes,
            new() { MinSize = [16], MaxSize = 16 },
            new AnchorGenerator([[8]], [[1.0]]),
            boxRoiPool: new MultiScaleRoIAlign(["0"], (2, 2), 2),
            boxHead: new TwoMLPHead(2 * 2 * 2, 1024))
    {
    }

    internal sealed class Features : DetectionBackbone
    {
        private readonly Conv2d conv = nn.Conv2d(3, 2, 3, stride: 4, padding: 1);

        public Features() => RegisterComponents();

        public override int OutChannels => 2;

        public override OrderedDictionary<string, Tensor> forward(Tensor input) => new() { ["0"] = conv.call(input) };
    }
}
