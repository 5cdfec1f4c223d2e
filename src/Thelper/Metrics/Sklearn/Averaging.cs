namespace Thelper.Metrics.Sklearn;

/// <summary>How scores of several classes become one number; scikit-learn's <c>average</c> parameter.</summary>
internal enum Averaging
{
    /// <summary>The score of the positive class alone.</summary>
    Binary,

    /// <summary>Counts are summed over all classes first.</summary>
    Micro,

    /// <summary>The unweighted mean over classes.</summary>
    Macro,

    /// <summary>The mean over classes, weighted by how often each truly occurs.</summary>
    Weighted,

    /// <summary>The mean over samples, each of which may have several labels.</summary>
    Samples,
}
