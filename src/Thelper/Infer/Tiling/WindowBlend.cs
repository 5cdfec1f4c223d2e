namespace Thelper.Infer.Tiling;

/// <summary>How windows are put together where they overlap.</summary>
public enum WindowBlend
{
    /// <summary>Each pixel comes from one window: the one whose middle is nearest, column by column and row by row.</summary>
    None,

    /// <summary>A mean weighted by the distance to the window's edge, in both directions.</summary>
    Linear,

    /// <summary>A mean weighted by a bell curve around the window's middle, whose standard deviation is an eighth of the window.</summary>
    Gaussian,
}
