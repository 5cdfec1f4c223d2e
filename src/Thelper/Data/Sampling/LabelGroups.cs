namespace Thelper.Data.Sampling;

/// <summary>Groups the samples of a sampler by label, in order of first appearance. Those without a label are a group like any other.</summary>
internal static class LabelGroups
{
    private const string Unset = "<unset>";

    /// <summary>The name of a label's group.</summary>
    /// <param name="label">The label, or null.</param>
    public static string NameOf(string? label) => label ?? Unset;

    /// <param name="input">The samples, with a label for each.</param>
    /// <param name="sampler">Name of the sampler, for messages.</param>
    /// <exception cref="UserErrorException">No labels were passed.</exception>
    public static OrderedDictionary<string, List<int>> Of(SamplerInput input, string sampler)
    {
        var groups = new OrderedDictionary<string, List<int>>(StringComparer.Ordinal);
        if (input.Indices.Count == 0)
        {
            return groups;
        }

        var labels = input.Labels ?? throw new UserErrorException(
            $"{sampler} needs the classes of the samples: set \"pass_labels\": true in the sampler's section, on a dataset with labels whose split is class-balanced");
        for (var i = 0; i < input.Indices.Count; i++)
        {
            var label = NameOf(labels[i]);
            if (!groups.TryGetValue(label, out var members))
            {
                groups.Add(label, members = []);
            }

            members.Add(input.Indices[i]);
        }

        return groups;
    }
}
