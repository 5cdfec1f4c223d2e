using System.Text.RegularExpressions;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's weight files: found by name, and loaded into networks whose normalisation is frozen, or whose layers had other names once.</summary>
internal static partial class PublishedWeights
{
    // Parts of detectors that were one convolution before they became blocks.
    private static readonly string[] FormerConvolutions = ["inner_blocks.", "layer_blocks.", "head.conv"];

    /// <summary>Loads a weight file; every entry must fit.</summary>
    /// <param name="model">The network; untouched unless everything fits.</param>
    /// <param name="path">The file.</param>
    /// <param name="prepare">Renames or reshapes entries before they are compared; the tensors it adds belong to the current dispose scope. Null for nothing.</param>
    /// <exception cref="UserErrorException">The file cannot be read, is no state dictionary, or does not fit; the message names it.</exception>
    public static void LoadInto(nn.Module model, string path, Action<PyDict>? prepare = null)
    {
        using var scope = NewDisposeScope();
        var content = Checkpoints.Load(path);
        try
        {
            if (content is PyDict all)
            {
                prepare?.Invoke(all);
            }

            var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
            StateDictionaries.LoadInto(model, content is PyDict entries ? Adapted(entries, model, renamed) : content, path);
            Report(model, path, (PyDict)content!, renamed);
        }
        finally
        {
            Checkpoints.Release(content);
        }
    }

    private static void Report(nn.Module model, string path, PyDict entries, Dictionary<string, string> renamed)
    {
        var own = model.state_dict();
        var tensors = entries.ToDictionary(entry => (string)entry.Key!, entry => (Tensor)entry.Value!);
        WeightsLoading.Tell(path, StateDictMatcher.Match(own, tensors, new() { Renames = [NameRule.Custom(name => renamed.GetValueOrDefault(name) ?? (own.ContainsKey(name) ? name : null))] }));
    }

    private static PyDict Adapted(PyDict entries, nn.Module model, Dictionary<string, string> renamed)
    {
        var frozen = model.named_modules().Where(m => m.module is FrozenBatchNorm2d).Select(m => $"{m.name}.num_batches_tracked").ToHashSet(StringComparer.Ordinal);
        var own = model.state_dict();
        var adapted = new PyDict();
        foreach (var (key, value) in entries)
        {
            if (key is string name && frozen.Contains(name))
            {
                continue;
            }

            var current = key;
            if (key is string old && !own.ContainsKey(old) && (Detection.FormerNames.Renamed(old) ?? Renamed(old)) is { } now && own.ContainsKey(now))
            {
                renamed[old] = now;
                current = now;
            }

            adapted[current] = value;
        }

        // Files that are older than PyTorch 0.4.1 do not count batches.
        foreach (var (name, count) in own.Where(entry => entry.Key.EndsWith(".num_batches_tracked", StringComparison.Ordinal) && !adapted.ContainsKey(entry.Key)))
        {
            adapted[name] = count;
        }

        return adapted;
    }

    private static string? Renamed(string name)
    {
        if (FormerDenseLayer().Match(name) is { Success: true } dense)
        {
            return dense.Groups[1].Value + dense.Groups[2].Value;
        }

        if (FormerPerceptron().Match(name) is { Success: true } perceptron)
        {
            return $"{perceptron.Groups[1].Value}{(perceptron.Groups[2].Value == "1" ? 0 : 3)}{perceptron.Groups[3].Value}";
        }

        var dot = name.LastIndexOf('.');
        if (dot < 0 || !Array.Exists(FormerConvolutions, part => name.Contains(part, StringComparison.Ordinal)))
        {
            return null;
        }

        var layer = name[..dot];
        return layer.EndsWith(".conv", StringComparison.Ordinal) ? $"{layer}.0.0{name[dot..]}" : $"{layer}.0{name[dot..]}";
    }

    // DenseNet's layers were called 'norm.1' once, those of vision transformers 'linear_1'.
    [GeneratedRegex(@"^(.*denselayer\d+\.(?:norm|relu|conv))\.([12]\.\w+)$")]
    private static partial Regex FormerDenseLayer();

    [GeneratedRegex(@"^(.*\.mlp\.)linear_([12])(\.\w+)$")]
    private static partial Regex FormerPerceptron();
}
