using Thelper.Config;

namespace Thelper.Guide;

/// <summary>Paths of keys, for completion: <c>trainer.epochs=</c>.</summary>
public static class KeyPaths
{
    /// <summary>The paths that begin with a text, one key further: a section ends with a dot, a value with an equals sign.</summary>
    /// <param name="text">What stands there already.</param>
    public static IEnumerable<string> Beginning(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Contains('=', StringComparison.Ordinal) || text.Contains('/', StringComparison.Ordinal))
        {
            return [];
        }

        var steps = text.Split('.');
        var keys = SectionKey.OfTopLevel;
        foreach (var step in steps[..^1])
        {
            var holds = keys.FirstOrDefault(key => key.Names.Contains(step))?.Holds ?? [];
            keys = holds.FirstOrDefault(OptionsBinder.IsOptions) is { } options ? SectionKey.Of(options) : [];
        }

        var above = text[..^steps[^1].Length];
        return keys.Where(key => key.Names[0].StartsWith(steps[^1], StringComparison.Ordinal))
            .Select(key => $"{above}{key.Names[0]}{(key.Holds.Any(OptionsBinder.IsOptions) ? "." : "=")}");
    }
}
