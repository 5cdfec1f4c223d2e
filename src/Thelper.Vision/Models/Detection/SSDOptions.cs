namespace Thelper.Vision.Models.Detection;

/// <summary>The settings of <see cref="SSD"/>, with torchvision's defaults. Configurations spell them in snake case: <c>nms_thresh</c>. The size of the images is part of the model.</summary>
public sealed record SSDOptions : DetectorOptions
{
    /// <summary>Least score of a detection.</summary>
    public double ScoreThresh { get; init; } = 0.01;

    /// <summary>Overlap above which the worse of two detections of a class is dropped.</summary>
    public double NmsThresh { get; init; } = 0.45;

    /// <summary>Most detections in an image.</summary>
    public int DetectionsPerImg { get; init; } = 200;

    /// <summary>Overlap from which a default box counts as an object in training.</summary>
    public double IouThresh { get; init; } = 0.5;

    /// <summary>Detections per class before overlapping ones are dropped.</summary>
    public int TopkCandidates { get; init; } = 400;

    /// <summary>The share of objects among the boxes that the loss of classes is made of; above 0.</summary>
    public double PositiveFraction { get; init; } = 0.25;

    /// <inheritdoc/>
    internal override void Check()
    {
        base.Check();
        if (!(PositiveFraction > 0 && PositiveFraction <= 1))
        {
            throw new UserErrorException("positive_fraction: expected a number above 0 and at most 1");
        }
    }
}
