namespace Thelper.Vision.Models.Detection;

/// <summary>Settings that all detectors have. Configurations spell them in snake case: <c>image_mean</c>.</summary>
public abstract record DetectorOptions
{
    /// <summary>Mean of each channel, subtracted from the images.</summary>
    public IReadOnlyList<double> ImageMean { get; init; } = [0.485, 0.456, 0.406];

    /// <summary>Deviation of each channel, which the images are divided by.</summary>
    public IReadOnlyList<double> ImageStd { get; init; } = [0.229, 0.224, 0.225];

    /// <summary>Checks what one setting cannot know of another.</summary>
    /// <exception cref="UserErrorException">Settings do not fit.</exception>
    internal virtual void Check()
    {
        if (ImageMean.Count != 3 || ImageStd.Count != 3 || ImageStd.Contains(0))
        {
            throw new UserErrorException("image_mean and image_std: expected three numbers each, and no deviation of 0");
        }
    }
}
