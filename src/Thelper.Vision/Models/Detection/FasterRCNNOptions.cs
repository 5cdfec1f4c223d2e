namespace Thelper.Vision.Models.Detection;

/// <summary>The settings of <see cref="FasterRCNN"/>, with torchvision's defaults. Configurations spell them in snake case: <c>rpn_nms_thresh</c>.</summary>
public sealed record FasterRCNNOptions
{
    /// <summary>Sizes of an image's shorter side, in pixels: one is drawn for each training image, the last is used in evaluation.</summary>
    public IReadOnlyList<int> MinSize { get; init; } = [800];

    /// <summary>Limit of the longer side.</summary>
    public int MaxSize { get; init; } = 1333;

    /// <summary>Mean of each channel, subtracted from the images.</summary>
    public IReadOnlyList<double> ImageMean { get; init; } = [0.485, 0.456, 0.406];

    /// <summary>Deviation of each channel, which the images are divided by.</summary>
    public IReadOnlyList<double> ImageStd { get; init; } = [0.229, 0.224, 0.225];

    /// <summary>Proposals per feature map before overlapping ones are dropped, in training.</summary>
    public int RpnPreNmsTopNTrain { get; init; } = 2000;

    /// <summary>Likewise in evaluation.</summary>
    public int RpnPreNmsTopNTest { get; init; } = 1000;

    /// <summary>Proposals per image that are kept, in training.</summary>
    public int RpnPostNmsTopNTrain { get; init; } = 2000;

    /// <summary>Likewise in evaluation.</summary>
    public int RpnPostNmsTopNTest { get; init; } = 1000;

    /// <summary>Overlap above which the worse of two proposals is dropped.</summary>
    public double RpnNmsThresh { get; init; } = 0.7;

    /// <summary>Overlap from which an anchor counts as an object in training.</summary>
    public double RpnFgIouThresh { get; init; } = 0.7;

    /// <summary>Overlap below which it counts as background.</summary>
    public double RpnBgIouThresh { get; init; } = 0.3;

    /// <summary>Anchors per image that the proposals' losses are made of.</summary>
    public int RpnBatchSizePerImage { get; init; } = 256;

    /// <summary>The share of objects among them.</summary>
    public double RpnPositiveFraction { get; init; } = 0.5;

    /// <summary>Least score of a proposal.</summary>
    public double RpnScoreThresh { get; init; }

    /// <summary>Least score of a detection.</summary>
    public double BoxScoreThresh { get; init; } = 0.05;

    /// <summary>Overlap above which the worse of two detections of a class is dropped.</summary>
    public double BoxNmsThresh { get; init; } = 0.5;

    /// <summary>Most detections in an image.</summary>
    public int BoxDetectionsPerImg { get; init; } = 100;

    /// <summary>Overlap from which a proposal counts as an object in training.</summary>
    public double BoxFgIouThresh { get; init; } = 0.5;

    /// <summary>Overlap below which it counts as background.</summary>
    public double BoxBgIouThresh { get; init; } = 0.5;

    /// <summary>Proposals per image that the detections' losses are made of.</summary>
    public int BoxBatchSizePerImage { get; init; } = 512;

    /// <summary>The share of objects among them.</summary>
    public double BoxPositiveFraction { get; init; } = 0.25;

    /// <summary>Factors of the shift in x and y and of the logarithms of width and height; null for 10, 10, 5, 5.</summary>
    public IReadOnlyList<double>? BboxRegWeights { get; init; }
}
