using Thelper.Imaging.Transforms;
using Thelper.Transforms;

namespace Thelper.Data.Loading;

/// <summary>Whether the images of all data sets come in one order of colours.</summary>
internal static class ColorMixture
{
    /// <summary>What to say where they do not: a network would learn, or be judged by, pictures whose red and blue have changed places.</summary>
    /// <param name="parts">Each data set in each set, with all of its transforms.</param>
    /// <param name="imageKey">The field of the image.</param>
    /// <returns>Null where they do, as far as it is known.</returns>
    public static string? Find(IReadOnlyList<(string Set, string Name, Dataset Dataset, ITransform? Pipeline)> parts, string imageKey)
    {
        var orders = parts.ToLookup(part => ChannelOrders.After(part.Pipeline, imageKey, part.Dataset.KnownColors), part => (part.Name, part.Set));
        return !orders.Contains(ChannelOrder.Rgb) || !orders.Contains(ChannelOrder.Bgr)
            ? null
            : $"images come in two orders of colours, red, green, blue of {Names(orders[ChannelOrder.Rgb])} and blue, green, red of {Names(orders[ChannelOrder.Bgr])}; "
            + $"begin the 'transforms' of the latter with {{\"operation\": \"thelper.transforms.ToNumpy\", \"params\": {{\"reorder_bgr\": true}}, \"target_key\": \"{imageKey}\"}}";
    }

    private static string Names(IEnumerable<(string Name, string Set)> parts) =>
        string.Join(", ", parts.GroupBy(part => part.Name, part => part.Set).Select(sets => $"'{sets.Key}' ({string.Join(", ", sets)})"));
}
