namespace Thelper.Export;

/// <summary>What came of an export.</summary>
/// <param name="Checks">How each file answered beside the model.</param>
/// <param name="BatchVaries">Whether the files take any number of samples.</param>
/// <param name="SpaceVaries">Whether they take other heights and widths.</param>
internal sealed record ExportResult(IReadOnlyList<EngineCheck> Checks, bool BatchVaries, bool SpaceVaries);
