namespace Thelper.Web.Viewing;

/// <summary>The classes that occur in a sample.</summary>
/// <param name="Indices">Their indices in the task.</param>
internal sealed record SampleClasses(IReadOnlyList<int> Indices);
