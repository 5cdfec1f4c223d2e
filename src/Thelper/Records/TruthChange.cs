namespace Thelper.Records;

/// <summary>The truth of a sample as somebody has corrected it.</summary>
/// <param name="Dataset">The sample's data set.</param>
/// <param name="Number">Its number there.</param>
/// <param name="Change">Makes the corrected truth of the one that was read, before any transform; a tensor belongs to the current dispose scope.</param>
public sealed record TruthChange(string Dataset, int Number, Func<object?, object?> Change);
