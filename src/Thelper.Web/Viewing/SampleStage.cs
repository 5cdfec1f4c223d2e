using Thelper.Data.Statistics;

namespace Thelper.Web.Viewing;

/// <summary>A sample at one stage of its way: as it was read, or as the model gets it.</summary>
/// <param name="Name"><c>raw</c> or <c>used</c>.</param>
/// <param name="Panes">Its pictures; none where it cannot be loaded.</param>
/// <param name="Fields">What its fields are.</param>
/// <param name="Colors">In which order colours come.</param>
/// <param name="Error">Why it cannot be loaded; null where it can.</param>
internal sealed record SampleStage(string Name, IReadOnlyList<Pane> Panes, IReadOnlyList<FieldSummary> Fields, string Colors, string? Error);
