namespace Thelper.Metrics.Sklearn;

/// <summary>What a function of <c>sklearn.metrics</c> is given.</summary>
internal enum SklearnInput
{
    /// <summary>True and predicted class indices.</summary>
    Labels,

    /// <summary>For each sample and class, whether it belongs and whether that was predicted.</summary>
    LabelSets,

    /// <summary>Whether each sample belongs to one class, and its score.</summary>
    Score,

    /// <summary>True class indices and a score for each class.</summary>
    Scores,

    /// <summary>For each sample and class, whether it belongs, and its score.</summary>
    ScoreSets,

    /// <summary>True and predicted numbers.</summary>
    Values,
}
