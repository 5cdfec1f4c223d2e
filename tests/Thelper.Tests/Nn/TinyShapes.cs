using Thelper.Vision.Models.Detection;

namespace Thelper.Tests.Nn;

/// <summary>Detectors of masks and of key points with one convolution, for images of 16 by 16 pixels. Whatever they find counts.</summary>
internal static class TinyShapes
{
    private static FasterRCNNOptions Options => new() { MinSize = [16], MaxSize = 16, BoxScoreThresh = 0, RpnPostNmsTopNTest = 4, BoxBatchSizePerImage = 8 };

    private static AnchorGenerator Anchors => new([[8]], [[1.0]]);

    public sealed class Masks() : MaskRCNN(new TinyDetector.Features(), 3, Options, Anchors, maskHead: new MaskRCNNHeads(2, [2]));

    public sealed class Points() : KeypointRCNN(new TinyDetector.Features(), 3, Options, 5, Anchors, new KeypointRCNNHeads(2, [2]));
}
