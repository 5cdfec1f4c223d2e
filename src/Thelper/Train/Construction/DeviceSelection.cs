using System.Globalization;
using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Logging;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Train.Construction;

/// <summary>Reads device names: <c>cpu</c>; <c>cuda</c> or <c>cuda:all</c> for every available one; <c>cuda:0</c> and so on.</summary>
public static class DeviceSelection
{
    /// <summary>Chooses the device that computes.</summary>
    /// <param name="node">A text, with commas between several names, or a list; null for the first available one, or the CPU.</param>
    /// <param name="errors">Receives what is wrong with the names.</param>
    /// <param name="log">Told when named devices stay idle.</param>
    /// <returns>The device; null after an error.</returns>
    public static Device? Choose(ConfigNode? node, ConfigErrors errors, ILogger? log = null)
    {
        if (node is null || node.Kind == ConfigKind.Null)
        {
            return torch.cuda.is_available() ? torch.device("cuda:0") : torch.CPU;
        }

        var names = node.Value is string text
            ? text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : node.Kind == ConfigKind.List ? [.. node.Items.Select(i => i.Value as string ?? "")] : [];
        try
        {
            return Choose(names, log);
        }
        catch (UserErrorException e)
        {
            errors.Add(node, e);
            return null;
        }
    }

    /// <summary>Chooses the device that computes among named ones.</summary>
    /// <param name="names">The names.</param>
    /// <param name="log">Told when named devices stay idle.</param>
    /// <returns>The first device.</returns>
    /// <exception cref="UserErrorException">A name is no device, or one that is not available.</exception>
    public static Device Choose(IReadOnlyList<string> names, ILogger? log = null)
    {
        if (names is ["cpu"])
        {
            return torch.CPU;
        }

        if (names.Count == 0 || names.Contains("cpu"))
        {
            throw new UserErrorException("expected 'cpu' alone, 'cuda:all', or names such as 'cuda:0'");
        }

        var available = torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        var chosen = new List<int>();
        foreach (var name in names)
        {
            if (name is "cuda" or "cuda:all" && names.Count == 1)
            {
                chosen.AddRange(Enumerable.Range(0, available));
            }
            else if (name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            {
                chosen.Add(index < available ? index : throw Missing(name, available));
            }
            else
            {
                throw new UserErrorException($"'{name}' is not a device (expected 'cpu', 'cuda:all' or 'cuda:<number>')");
            }
        }

        if (chosen.Count == 0)
        {
            throw Missing(names[0], available);
        }

        if (chosen.Count > 1)
        {
            log.Warn($"{chosen.Count} devices are named; only cuda:{chosen[0]} is used, because training in parallel is not available");
        }

        return torch.device($"cuda:{chosen[0]}");
    }

    private static UserErrorException Missing(string name, int available)
        => new($"the device '{name}' is not available ({(available == 0 ? "this libtorch finds no CUDA device" : $"there are {available}")}; 'cpu' always is)");
}
