namespace Thelper.Web.Annotating;

/// <summary>What one edit changed.</summary>
/// <param name="Runs">Pixels, in the order in which they changed.</param>
/// <param name="Before">Boxes and class before; null where they did not change.</param>
/// <param name="After">The same after.</param>
internal sealed record Step(IReadOnlyList<PixelRun> Runs, Objects? Before, Objects? After)
{
    /// <summary>The way back.</summary>
    public Step Reversed => new([.. Runs.Reverse().Select(run => run.Reversed)], After, Before);
}
