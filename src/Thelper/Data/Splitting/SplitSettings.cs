using Thelper.Random;

namespace Thelper.Data.Splitting;

/// <summary>How datasets are split.</summary>
/// <param name="Train">Share of each dataset for training, at least 0.</param>
/// <param name="Valid">Share of each dataset for validation, at least 0.</param>
/// <param name="Test">Share of each dataset for testing, at least 0.</param>
/// <param name="Seeds">The test and validation seeds; required when shuffling.</param>
/// <param name="Shuffle">Whether the samples are shuffled before they are split.</param>
/// <param name="Balance">Whether a classification's datasets are split class by class.</param>
/// <param name="BalanceImageFolders">Whether the classes of torchvision's folders count for that.</param>
/// <param name="SkipNorm">Whether shares of a dataset that add up to less than 1 stay as they are without a question.</param>
public sealed record SplitSettings(
    IReadOnlyDictionary<string, double> Train,
    IReadOnlyDictionary<string, double> Valid,
    IReadOnlyDictionary<string, double> Test,
    Seeds Seeds,
    bool Shuffle = true,
    bool Balance = true,
    bool SkipNorm = false,
    bool BalanceImageFolders = false)
{
    /// <summary>What decides about the split of a data set, as a text.</summary>
    /// <param name="name">The data set.</param>
    public string TextOf(string name)
    {
        var shares = FormattableString.Invariant($"train {Train.GetValueOrDefault(name):R}, valid {Valid.GetValueOrDefault(name):R}, test {Test.GetValueOrDefault(name):R}");
        var seeds = Shuffle ? FormattableString.Invariant($", test_seed {Seeds.Test}, valid_seed {Seeds.Valid}") : ", not shuffled";
        return $"{shares}{seeds}{(Balance ? "" : ", not by class")}{(BalanceImageFolders ? ", image folders by class" : "")}";
    }
}
