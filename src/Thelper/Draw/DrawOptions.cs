namespace Thelper.Draw;

/// <summary>How samples are drawn.</summary>
public sealed record DrawOptions
{
    /// <summary>Whether inputs come with the channels before height and width, as models take them.</summary>
    public bool ChTranspose { get; init; } = true;

    /// <summary>Whether the channels of inputs are blue, green, red; null for what the data set says (<see cref="Data.Dataset.IsBgr"/>).</summary>
    public bool? FlipBgr { get; init; }

    /// <summary>The channels of inputs that are shown as red, green and blue, from 0; null for the usual ones.</summary>
    public IReadOnlyList<int>? Channels { get; init; }

    /// <summary>Which values of inputs are black and white.</summary>
    public PictureRange Range { get; init; }

    /// <summary>The most samples in one picture; null for 36 images with captions, or 8 in rows of images.</summary>
    public int? MaxImages { get; init; }

    /// <summary>Detections below this confidence are not drawn.</summary>
    public double MinConfidence { get; init; } = 0.5;

    /// <summary>Width of the outlines of boxes, in pixels.</summary>
    public int BoxThickness { get; init; } = 2;

    /// <summary>Width of the strokes of boxes' labels, in pixels.</summary>
    public int FontThickness { get; init; } = 1;

    /// <summary>Size of boxes' labels; capital letters are about 22 pixels high at 1.</summary>
    public double FontScale { get; init; } = 0.4;

    /// <summary>The one class of a segmentation to show, by name; needs <see cref="TargetThreshold"/>.</summary>
    public string? TargetClass { get; init; }

    /// <summary>The probability from which a pixel counts to <see cref="TargetClass"/>, in ]0, 1[.</summary>
    public double? TargetThreshold { get; init; }

    /// <summary>Size and gaps of the images.</summary>
    public GridOptions Grid { get; init; } = GridOptions.Readable;

    /// <summary>Checks the values.</summary>
    /// <exception cref="UserErrorException">A value is out of range, or one of two that belong together is missing.</exception>
    public void Check()
    {
        Require(MaxImages is null or > 0, $"max_images must be a positive number, not {MaxImages}");
        Require(MinConfidence is >= 0 and <= 1, $"min_confidence must be a number in [0, 1], not {MinConfidence}");
        Require(BoxThickness > 0, $"box_thickness must be a positive number of pixels, not {BoxThickness}");
        Require(FontThickness > 0, $"font_thickness must be a positive number of pixels, not {FontThickness}");
        Require(FontScale > 0, $"font_scale must be a positive number, not {FontScale}");
        Require(TargetThreshold is null or (> 0 and < 1), $"target_threshold must be a number in ]0, 1[, not {TargetThreshold}");
        Require(TargetThreshold is null == TargetClass is null, "target_class and target_threshold belong together; give both or none");
    }

    private static void Require(bool holds, FormattableString problem)
    {
        if (!holds)
        {
            throw new UserErrorException(FormattableString.Invariant(problem));
        }
    }

    private static void Require(bool holds, string problem)
    {
        if (!holds)
        {
            throw new UserErrorException(problem);
        }
    }
}
