namespace Thelper.Vision.Models.Detection;

/// <summary>The settings of <see cref="RetinaNet"/>, with torchvision's defaults. Configurations spell them in snake case: <c>nms_thresh</c>.</summary>
public sealed record RetinaNetOptions : ScaledDetectorOptions
{
    /// <summary>Least score of a detection.</summary>
    public double ScoreThresh { get; init; } = 0.05;

    /// <summary>Overlap above which the worse of two detections of a class is dropped.</summary>
    public double NmsThresh { get; init; } = 0.5;

    /// <summary>Most detections in an image.</summary>
    public int DetectionsPerImg { get; init; } = 300;

    /// <summary>Overlap from which an anchor counts as an object in training.</summary>
    public double FgIouThresh { get; init; } = 0.5;

    /// <summary>Overlap below which it counts as background.</summary>
    public double BgIouThresh { get; init; } = 0.4;

    /// <summary>Detections per feature map before overlapping ones are dropped.</summary>
    public int TopkCandidates { get; init; } = 1000;

    /// <inheritdoc/>
    internal override void Check()
    {
        base.Check();
        if (BgIouThresh > FgIouThresh)
        {
            throw new UserErrorException("bg_iou_thresh: may not be above fg_iou_thresh");
        }
    }
}
