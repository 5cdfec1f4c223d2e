namespace Thelper.Vision.Models.Detection;

/// <summary>Settings of detectors that keep the shape of an image when they resize it.</summary>
public abstract record ScaledDetectorOptions : DetectorOptions
{
    /// <summary>Sizes of an image's shorter side, in pixels: one is drawn for each training image, the last is used in evaluation.</summary>
    public IReadOnlyList<int> MinSize { get; init; } = [800];

    /// <summary>Limit of the longer side.</summary>
    public int MaxSize { get; init; } = 1333;

    /// <inheritdoc/>
    internal override void Check()
    {
        if (MinSize.Count == 0 || MinSize.Any(s => s < 1) || MaxSize < 1)
        {
            throw new UserErrorException("min_size and max_size: expected sizes of at least 1 pixel");
        }

        base.Check();
    }
}
