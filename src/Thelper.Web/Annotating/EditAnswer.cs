namespace Thelper.Web.Annotating;

/// <summary>What became of an edit.</summary>
/// <param name="Version">The sample's version now.</param>
/// <param name="Runs">Pixels that changed: start, count, label, start, count, label, ...; null where the window has to ask for the whole mask.</param>
/// <param name="Objects">Boxes and class where they changed; else null.</param>
/// <param name="CanUndo">Whether there is an edit to take back.</param>
/// <param name="CanRedo">Whether there is one to make again.</param>
/// <param name="Conflict">The name of the version that the edit was made to, because the sample had changed since the window looked at it; null where all is well.</param>
internal sealed record EditAnswer(long Version, IReadOnlyList<int>? Runs, Objects? Objects, bool CanUndo, bool CanRedo, string? Conflict);
