using Thelper.Torch.Serialization.Pickling;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Serialization;

/// <summary>A weight file as it came: the state dictionaries that lie in it, and what else does, which is passed over by name.</summary>
/// <remarks>Objects of classes outside the closed list are neither made nor run (<see cref="LoadLimits.SkipsObjects"/>).</remarks>
public sealed class WeightFile : IDisposable
{
    private const int MostLevels = 4;

    // The entries under which training programs keep a model's state dictionary, the most usual first.
    private static readonly string[] UsualKeys =
        ["state_dict", "model_state_dict", "model_state", "model", "net", "network", "weights", "params", "module", "generator", "student", "ema", "model_ema", "state_dict_ema", "ema_state_dict", "params_ema"];

    // Where training programs keep states of other things, which are no weights; also with an s or more words behind.
    private static readonly string[] OtherKeys =
        ["optimizer", "optim", "opt", "scheduler", "lr_scheduler", "scaler", "grad_scaler", "amp", "loop", "callback", "rng", "history", "metric", "config", "args", "hparams", "hyper_parameter"];

    private readonly object? content;
    private readonly List<(string Key, OrderedDictionary<string, Tensor> State)> states = [];
    private readonly List<string> skipped = [];

    private WeightFile(string path, object? content)
    {
        Path = path;
        this.content = content;
        if (content is PyDict root)
        {
            Search(root, "", 1);
        }

        states = [.. states.OrderBy(state => Rank(state.Key))];
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>Where in the file state dictionaries are, keys joined by slashes, the likeliest first; empty for the whole file.</summary>
    public IEnumerable<string> Keys => states.Select(state => state.Key);

    /// <summary>What was passed over beside the tensors: where, and of which class.</summary>
    public IReadOnlyList<string> Skipped => skipped;

    /// <summary>Reads a file: PyTorch's (either layout) or safetensors.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its content; the caller disposes it.</returns>
    /// <exception cref="CheckpointException">The file cannot be read.</exception>
    public static WeightFile Read(string path)
    {
        if (!Safetensors.Recognises(path))
        {
            return new(path, Checkpoints.Load(path, LoadLimits.Default with { SkipsObjects = true }));
        }

        var state = new PyDict();
        foreach (var (name, tensor) in Safetensors.Load(path))
        {
            state[name] = tensor;
        }

        return new(path, state);
    }

    /// <summary>The state dictionaries at a key, or all of them, the likeliest first.</summary>
    /// <param name="key">Keys joined by slashes; null for all.</param>
    /// <exception cref="CheckpointException">There is none.</exception>
    public IReadOnlyList<(string Key, OrderedDictionary<string, Tensor> State)> Find(string? key)
    {
        var found = key is null ? states : states.FindAll(state => state.Key == key);
        if (found.Count > 0)
        {
            return found;
        }

        if (key is not null && states.Count > 0)
        {
            throw new CheckpointException(Path, $"has no weights under '{PickleText.Printable(key)}'; it has some under {string.Join(", ", Keys.Take(8).Select(one => one.Length == 0 ? "no key at all" : $"'{one}'"))}");
        }

        var model = skipped.Find(one => one.Contains("model", StringComparison.OrdinalIgnoreCase) || one.StartsWith("the whole file", StringComparison.Ordinal));
        throw new CheckpointException(
            Path, (content is PyDict entries ? $"holds no weights (names and tensors). Entries: {Entries(entries)}" : $"holds no state dictionary (names and tensors) but {Named(content)}")
                + (model is null ? "" : $". Not read: {model}; a whole model is no state dictionary: in Python, save model.state_dict()"));
    }

    /// <inheritdoc/>
    public void Dispose() => Checkpoints.Release(content);

    /// <summary>Whether the file has such an entry at its top.</summary>
    /// <param name="key">The entry.</param>
    public bool Has(string key) => (content as PyDict)?.ContainsKey(key) == true;

    private static string Named(object? value) => value is SkippedObject { Class: var name } ? $"an object of the Python class '{PickleText.Printable(name)}'" : StateDicts.Describe(value);

    private static string Entries(PyDict dictionary) => string.Join(", ", dictionary.Take(8).Select(entry => $"'{Text(entry.Key)}' ({Named(entry.Value)})")) + (dictionary.Count > 8 ? ", ..." : "");

    private static string Text(object? key) => PickleText.Printable(FormattableString.Invariant($"{key}"));

    private static bool IsOther(string key) => Array.Exists(
        OtherKeys, other => key == other || key == other + "s" || key.StartsWith(other + "_", StringComparison.Ordinal) || key.StartsWith(other + "s_", StringComparison.Ordinal));

    private static int Rank(string key)
    {
        var parts = key.Split('/');
        var usual = Array.IndexOf(UsualKeys, parts[^1]);
        return key.Length == 0 ? 0 : (usual < 0 ? UsualKeys.Length : usual) + (parts.Length * 100);
    }

    private void Search(PyDict dictionary, string key, int level)
    {
        var state = new OrderedDictionary<string, Tensor>();
        foreach (var (name, value) in dictionary)
        {
            var at = key.Length == 0 ? Text(name) : $"{key}/{Text(name)}";
            switch (name, value)
            {
                case (string text, Tensor tensor):
                    state[text] = tensor;
                    break;
                case (_, PyDict inner) when level < MostLevels && !IsOther(Text(name)):
                    Search(inner, at, level + 1);
                    break;
                case (_, SkippedObject foreign):
                    skipped.Add($"'{at}' ({PickleText.Printable(foreign.Class)})");
                    break;
            }
        }

        if (state.Count > 0)
        {
            states.Add((key, state));
        }
    }
}
