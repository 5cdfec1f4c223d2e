namespace Thelper.Web.Annotating;

/// <summary>A box around an object.</summary>
/// <param name="Label">Its label's id.</param>
/// <param name="Left">First column.</param>
/// <param name="Top">First row.</param>
/// <param name="Right">Column after the last one.</param>
/// <param name="Bottom">Row after the last one.</param>
internal sealed record BoxLabel(int Label, int Left, int Top, int Right, int Bottom);
