using System.Text.Json;

namespace Thelper.Torch.Tests.Coverage;

/// <summary>Names of the cases that the golden files of the engine's tests hold, and which class each compares with PyTorch.</summary>
internal static class GoldenCases
{
    // Cases whose name is short for the class.
    private static readonly Dictionary<string, string> Short = new()
    {
        ["bcelogits"] = "BCEWithLogitsLoss",
        ["adaptivelogsoftmax"] = "AdaptiveLogSoftmaxWithLoss",
        ["bag"] = "EmbeddingBag",
        ["clipnorm"] = "clip_grad_norm_",
        ["clipvalue"] = "clip_grad_value_",
        ["decoder"] = "TransformerDecoder",
        ["decoderlayer"] = "TransformerDecoderLayer",
        ["encoder"] = "TransformerEncoder",
        ["encoderlayer"] = "TransformerEncoderLayer",
        ["gains"] = "calculate_gain",
        ["mha"] = "MultiheadAttention",
        ["nll2d"] = "NLLLoss2d",
        ["plateaus"] = "ReduceLROnPlateau",
        ["multilabelsoft"] = "MultiLabelSoftMarginLoss",
        ["tripletdistance"] = "TripletMarginWithDistanceLoss",
        ["warmrestarts"] = "CosineAnnealingWarmRestarts",
    };

    private static readonly Lazy<IReadOnlyList<string>> All = new(() => [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Golden"), "*.json")
        .Where(file => Path.GetFileName(file) != "api_names.json").SelectMany(Read).Select(Normal).Where(name => name.Length > 1).Distinct()]);

    /// <summary>Those of some classes that a golden case names.</summary>
    public static HashSet<string> Compared(IReadOnlyCollection<string> classes)
    {
        var known = classes.SelectMany(name => Spellings(name).Select(spelling => (spelling, name))).OrderByDescending(entry => entry.spelling.Length).ToList();
        var compared = new HashSet<string>();
        foreach (var name in All.Value)
        {
            foreach (var (start, full) in Short)
            {
                if (name.StartsWith(start, StringComparison.Ordinal))
                {
                    compared.Add(full);
                }
            }

            // The longest name wins: 'lstm_cell_nobias' is a case of LSTMCell, not of LSTM.
            var match = known.FirstOrDefault(entry => name.StartsWith(entry.spelling, StringComparison.Ordinal));
            if (match.name is not null)
            {
                compared.Add(match.name);
            }
        }

        return compared;
    }

    private static IEnumerable<string> Spellings(string name)
    {
        yield return Normal(name);
        if (name.EndsWith("Loss", StringComparison.Ordinal))
        {
            yield return Normal(name[..^4]);
        }
    }

    private static IEnumerable<string> Read(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        return Names(document.RootElement, 0).ToList();
    }

    private static IEnumerable<string> Names(JsonElement element, int depth)
    {
        if (element.ValueKind == JsonValueKind.Object && depth < 3)
        {
            foreach (var property in element.EnumerateObject())
            {
                if (property.Name is "name" or "class" or "type" or "optimizer" or "scheduler" && property.Value.ValueKind == JsonValueKind.String)
                {
                    yield return property.Value.GetString()!;
                }
                else if (property.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array && depth < 2)
                {
                    yield return property.Name;
                    foreach (var name in Names(property.Value, depth + 1))
                    {
                        yield return name;
                    }
                }
            }
        }
        else if (element.ValueKind == JsonValueKind.Array && depth < 3)
        {
            foreach (var name in element.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.Object).SelectMany(item => Names(item, depth + 1)))
            {
                yield return name;
            }
        }
    }

    private static string Normal(string name) => string.Concat(name.Split('/')[0].Split('.')[^1].Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
