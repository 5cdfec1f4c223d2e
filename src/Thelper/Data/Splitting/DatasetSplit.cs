namespace Thelper.Data.Splitting;

/// <summary>Which samples of each dataset go to which set, in loader order.</summary>
/// <param name="Train">Sample numbers for training, by dataset.</param>
/// <param name="Valid">Sample numbers for validation, by dataset.</param>
/// <param name="Test">Sample numbers for testing, by dataset.</param>
public sealed record DatasetSplit(
    IReadOnlyDictionary<string, IReadOnlyList<int>> Train,
    IReadOnlyDictionary<string, IReadOnlyList<int>> Valid,
    IReadOnlyDictionary<string, IReadOnlyList<int>> Test)
{
    /// <summary>Class name of every sample by dataset, null for unlabelled ones; null itself unless the split was made class by class.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string?>>? Labels { get; init; }

    /// <summary>The samples of a set.</summary>
    /// <param name="set">The set.</param>
    public IReadOnlyDictionary<string, IReadOnlyList<int>> Of(LoaderSet set) => set switch
    {
        LoaderSet.Train => Train,
        LoaderSet.Valid => Valid,
        LoaderSet.Test => Test,
        _ => throw new ArgumentOutOfRangeException(nameof(set)),
    };
}
