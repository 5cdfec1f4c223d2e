namespace Thelper.Vision.Models.Detection;

/// <summary>The settings of <see cref="FCOS"/>, with torchvision's defaults. Configurations spell them in snake case: <c>nms_thresh</c>.</summary>
public sealed record FCOSOptions : ScaledDetectorOptions
{
    /// <summary>How far from an object's centre a pixel may lie to count as the object in training, in strides of its feature map.</summary>
    public double CenterSamplingRadius { get; init; } = 1.5;

    /// <summary>Least score of a detection.</summary>
    public double ScoreThresh { get; init; } = 0.2;

    /// <summary>Overlap above which the worse of two detections of a class is dropped.</summary>
    public double NmsThresh { get; init; } = 0.6;

    /// <summary>Most detections in an image.</summary>
    public int DetectionsPerImg { get; init; } = 100;

    /// <summary>Detections per feature map before overlapping ones are dropped.</summary>
    public int TopkCandidates { get; init; } = 1000;
}
