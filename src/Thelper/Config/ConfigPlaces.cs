namespace Thelper.Config;

/// <summary>Where a configuration has its sections, for messages about what shows only while a session runs.</summary>
/// <param name="config">The configuration; null where there is none, which leaves the paths alone.</param>
public sealed class ConfigPlaces(ConfigSections? config = null)
{
    /// <summary>The place of a key: <c>file:line: path</c>.</summary>
    /// <param name="paths">Paths from the root, such as <c>trainer.optimization.loss</c>, of which the first that the configuration has counts.</param>
    /// <returns>The place; where the configuration has none of them, that of the section that would hold the first.</returns>
    public string Of(params ReadOnlySpan<string> paths)
    {
        foreach (var path in paths)
        {
            if (Find(path.Split('.'), out _) is { } node)
            {
                return node.Where;
            }
        }

        return Find(paths[0].Split('.'), out var nearest) is null && nearest is not null ? nearest.Where : paths[0];
    }

    // The node; null where there is none, with the deepest one on the way.
    private ConfigNode? Find(string[] keys, out ConfigNode? nearest)
    {
        var node = keys[0] switch
        {
            "datasets" => config?.Datasets,
            "loaders" => config?.Loaders,
            "model" => config?.Model,
            "trainer" => config?.Trainer,
            _ => config?.Root.Get(keys[0]),
        };
        nearest = node ?? config?.Root;
        foreach (var key in keys.Skip(1))
        {
            node = key == ParamsKey.Names[0] ? node?.Get(ParamsKey.Names) : node?.Get(key);
            nearest = node ?? nearest;
        }

        return node;
    }
}
