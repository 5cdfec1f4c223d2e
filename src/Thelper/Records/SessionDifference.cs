namespace Thelper.Records;

/// <summary>Something in which two sessions differ.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Which one: a key, a data set, a package, a tensor.</param>
/// <param name="First">What the first session has; empty for nothing.</param>
/// <param name="Second">What the second one has.</param>
public sealed record SessionDifference(DiffKind Kind, string Name, string First, string Second);
