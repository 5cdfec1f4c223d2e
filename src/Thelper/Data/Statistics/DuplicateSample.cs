namespace Thelper.Data.Statistics;

/// <summary>One of several samples with the same content.</summary>
/// <param name="Set">The set that takes it.</param>
/// <param name="Dataset">Name of its dataset.</param>
/// <param name="Index">Its number there.</param>
/// <param name="File">Its file, or what messages call it.</param>
public sealed record DuplicateSample(string Set, string Dataset, int Index, string File);
