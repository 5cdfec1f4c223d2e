namespace Thelper.Nn;

/// <summary>What an exported detector answers. Files of others may have it in another order, and more beside it: scores and labels have the same form, and any image that of masks.</summary>
internal static class DetectorResults
{
    private const int Needed = 3;
    private static readonly string[] Names = ["boxes", "labels", "scores", "masks", "keypoints", "keypoints_scores"];

    /// <summary>The results of these names in this order; where boxes, labels or scores are missing, all as they are.</summary>
    /// <param name="results">Results by name.</param>
    public static IEnumerable<T> Ordered<T>(IReadOnlyList<KeyValuePair<string, T>> results)
    {
        var found = Names.SelectMany(name => results.Where(result => result.Key == name)).ToList();
        return (Names.Take(Needed).All(name => found.Exists(result => result.Key == name)) ? found : results).Select(result => result.Value);
    }
}
