namespace Thelper.Torch.Printing;

/// <summary>The settings of <see cref="torch.set_printoptions"/>.</summary>
/// <param name="Precision">Digits after the point.</param>
/// <param name="Threshold">Elements above which the middle is left out.</param>
/// <param name="EdgeItems">Elements shown at either end of a dimension then.</param>
/// <param name="LineWidth">Characters of a line.</param>
/// <param name="SciMode">Exponents always, never, or (null) as the values ask.</param>
internal sealed record PrintOptions(int Precision = 4, double Threshold = 1000, int EdgeItems = 3, int LineWidth = 80, bool? SciMode = null)
{
    /// <summary>The settings in force.</summary>
    public static PrintOptions Current { get; set; } = new();
}
