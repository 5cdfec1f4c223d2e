namespace Thelper.Data;

/// <summary>Groups the samples of a sampler by label, in order of first appearance.</summary>
internal static class LabelGroups
{
    /// <param name="input">The samples, with a label for each.</param>
    /// <param name="sampler">Name of the sampler, for messages.</param>
    /// <exception cref="UserErrorException">There are no labels, or some are missing.</exception>
    public static OrderedDictionary<string, List<int>> Of(SamplerInput input, string sampler)
    {
        var groups = new OrderedDictionary<string, List<int>>(StringComparer.Ordinal);
        for (var i = 0; i < input.Indices.Count; i++)
        {
            var label = input.Labels?[i] ?? throw new UserErrorException(
                $"{sampler} needs the class of every sample: set \"pass_labels\": true in the sampler's section, on a dataset with labels whose split is class-balanced");
            if (!groups.TryGetValue(label, out var members))
            {
                groups.Add(label, members = []);
            }

            members.Add(input.Indices[i]);
        }

        return groups;
    }
}
