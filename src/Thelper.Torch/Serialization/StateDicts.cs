using Thelper.Torch.Serialization.Pickling;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Serialization;

/// <summary>Finds the state dictionary in whatever a weight file holds.</summary>
public static class StateDicts
{
    // The entries under which training programs keep a model's state dictionary, the most usual first.
    private static readonly string[] UsualKeys = ["state_dict", "model_state_dict", "model", "net", "network", "weights", "params", "module"];

    /// <summary>Reads the state dictionary of a weight file: PyTorch's (either layout) or safetensors.</summary>
    /// <param name="path">The file.</param>
    /// <param name="key">
    /// Where in the file it is: keys separated by slashes. Null to look: the whole file, or the one entry of a usual name
    /// (<c>state_dict</c>, <c>model_state_dict</c>, <c>model</c>, ...) that is one.
    /// </param>
    /// <param name="device">Where the tensors are to be; null for the processor.</param>
    /// <returns>Tensors by name, in the file's order; they belong to the caller or to the innermost dispose scope.</returns>
    /// <exception cref="CheckpointException">The file cannot be read, or holds no state dictionary there.</exception>
    public static OrderedDictionary<string, Tensor> Load(string path, string? key = null, Device? device = null)
    {
        if (Safetensors.Recognises(path))
        {
            return key is null ? Safetensors.Load(path, device) : throw new CheckpointException(path, $"is a safetensors file, which has no entry '{key}'");
        }

        var value = Checkpoints.Load(path, device: device);
        try
        {
            var found = FromValue(Find(value, key, path), path);
            var kept = new HashSet<Tensor>(found.Values, ReferenceEqualityComparer.Instance);
            Release(value, kept);
            return found;
        }
        catch
        {
            Checkpoints.Release(value);
            throw;
        }
    }

    /// <summary>A value from a checkpoint as a state dictionary.</summary>
    /// <param name="value">A dictionary from texts to tensors.</param>
    /// <param name="file">Where it comes from, for messages.</param>
    /// <returns>The same tensors, in the same order.</returns>
    /// <exception cref="CheckpointException">It is something else.</exception>
    public static OrderedDictionary<string, Tensor> FromValue(object? value, string file)
    {
        if (value is not PyDict entries)
        {
            throw new CheckpointException(file, $"holds no state dictionary (names and tensors) but {Describe(value)}");
        }

        var state = new OrderedDictionary<string, Tensor>();
        foreach (var (key, item) in entries)
        {
            if (key is not string name || item is not Tensor tensor)
            {
                throw new CheckpointException(file, $"holds no state dictionary (names and tensors): its entry {Quoted(key)} is {Describe(item)}. Entries: {Keys(entries)}");
            }

            state.Add(name, tensor);
        }

        return state;
    }

    /// <summary>What a value is, in words.</summary>
    internal static string Describe(object? value) => value switch
    {
        null => "None",
        Tensor tensor => $"a tensor [{string.Join(", ", tensor.shape)}]",
        PyDict dictionary => $"a dictionary of {dictionary.Count}",
        PyTuple tuple => $"a tuple of {tuple.Count}",
        List<object?> list => $"a list of {list.Count}",
        string => "a text",
        long or double or bool => "a number",
        _ => $"a value of type {value.GetType().Name}",
    };

    private static object? Find(object? value, string? key, string path)
    {
        if (key is not null)
        {
            foreach (var part in key.Split('/'))
            {
                value = value is PyDict entries && entries.TryGetValue(part, out var inner)
                    ? inner
                    : throw new CheckpointException(path, $"has no entry '{key}'" + (value is PyDict here ? $". Entries: {Keys(here)}" : string.Empty));
            }

            return value;
        }

        if (value is not PyDict root || IsState(root))
        {
            return value;
        }

        return UsualKeys.Select(name => root.TryGetValue(name, out var inner) && inner is PyDict state && IsState(state) ? state : null)
            .FirstOrDefault(state => state is not null) ?? value;
    }

    private static bool IsState(PyDict dictionary) => dictionary.All(entry => entry.Key is string && entry.Value is Tensor);

    private static string Quoted(object? key) => $"'{PickleText.Printable(FormattableString.Invariant($"{key}"))}'";

    private static string Keys(PyDict dictionary) =>
        string.Join(", ", dictionary.Keys.Take(8).Select(Quoted)) + (dictionary.Count > 8 ? ", ..." : string.Empty);

    private static void Release(object? value, HashSet<Tensor> except)
    {
        switch (value)
        {
            case Tensor tensor:
                if (!except.Contains(tensor))
                {
                    tensor.Dispose();
                }

                break;
            case PyDict dictionary:
                foreach (var (_, item) in dictionary)
                {
                    Release(item, except);
                }

                break;
            case IReadOnlyList<object?> list:
                foreach (var item in list)
                {
                    Release(item, except);
                }

                break;
        }
    }
}
