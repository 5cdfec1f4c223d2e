namespace Thelper.Vision.Models.Detection;

/// <summary>The settings of <see cref="FasterRCNN"/>, with torchvision's defaults. Configurations spell them in snake case: <c>rpn_nms_thresh</c>.</summary>
public sealed record FasterRCNNOptions : ScaledDetectorOptions
{
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

    /// <inheritdoc/>
    internal override void Check()
    {
        base.Check();
        if (BboxRegWeights is { } weights && (weights.Count != 4 || weights.Contains(0)))
        {
            throw new UserErrorException("bbox_reg_weights: expected four numbers other than 0");
        }

        if (RpnBgIouThresh > RpnFgIouThresh || BoxBgIouThresh > BoxFgIouThresh)
        {
            throw new UserErrorException("rpn_bg_iou_thresh and box_bg_iou_thresh: may not be above rpn_fg_iou_thresh and box_fg_iou_thresh");
        }
    }
}
