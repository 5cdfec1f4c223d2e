using Thelper.Config;
using Thelper.Data.Loading;
using Thelper.Logging;
using Thelper.Transforms;

namespace Thelper.Sessions;

/// <summary>Whether a pretrained network gets its colours in the order that it was trained on.</summary>
internal static class ColorOrderCheck
{
    // Keys of a model's parameters by which weights from elsewhere are asked for: torchvision's old and new ones, and those of the original.
    private static readonly string[] Keys = ["pretrained", "weights", "pretrained_backbone", "weights_backbone"];

    /// <summary>Warns where published weights, which were trained on red, green, blue, would get blue, green, red.</summary>
    /// <param name="opening">The session.</param>
    /// <param name="loaders">Its data.</param>
    public static void Warn(SessionOpening opening, Loaders loaders)
    {
        if (opening.Config.Model?.Get("params", "parameters") is not { Kind: ConfigKind.Map } parameters
            || Keys.Select(key => parameters.Get(key)).FirstOrDefault(IsWanted) is not { } wanted)
        {
            return;
        }

        var sets = new[] { loaders.Train, loaders.Valid, loaders.Test }.OfType<DataLoader>().Where(set => set.Colors == ChannelOrder.Bgr).Select(set => set.Name).ToList();
        if (sets.Count > 0)
        {
            opening.Environment.Log.For("thelper.data").Warn(
                $"{wanted.Where}: these weights were trained on red, green, blue, and the images of the {string.Join(" and ", sets)} {(sets.Count == 1 ? "set" : "sets")} are blue, green, red: "
                + $"begin base_transforms with {{\"operation\": \"thelper.transforms.ToNumpy\", \"params\": {{\"reorder_bgr\": true}}, \"target_key\": \"{loaders.Task.InputKey}\"}}");
        }
    }

    private static bool IsWanted(ConfigNode? node) => node is not null && node.Kind != ConfigKind.Null && node.Value is not (false or 0L or "");
}
