using static Thelper.Torch.torch;

namespace Thelper.Torch.Serialization;

/// <summary>A state dictionary that knows the versions of its modules' layouts, as PyTorch's <c>_metadata</c> does: some modules of Python read a file without them as one of an older layout.</summary>
public sealed class StateDictionary : OrderedDictionary<string, Tensor>
{
    private readonly OrderedDictionary<string, long> versions = [];

    /// <summary>Versions by the dotted name of the module; empty for the whole.</summary>
    public IReadOnlyDictionary<string, long> Versions => versions;

    /// <summary>The dictionary as a pickle has it: an <c>OrderedDict</c> with the attribute <c>_metadata</c>.</summary>
    /// <returns>The same tensors.</returns>
    public PyDict ToPickle()
    {
        var pickle = new PyDict(PyDictKind.OrderedDict) { Attributes = Attributes() };
        foreach (var (name, tensor) in this)
        {
            pickle[name] = tensor;
        }

        return pickle;
    }

    /// <summary>Any state dictionary as a pickle has it.</summary>
    /// <param name="state">The dictionary.</param>
    public static PyDict Pickled(IReadOnlyDictionary<string, Tensor> state)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (state is StateDictionary known)
        {
            return known.ToPickle();
        }

        var pickle = new PyDict(PyDictKind.OrderedDict);
        foreach (var (name, tensor) in state)
        {
            pickle[name] = tensor;
        }

        return pickle;
    }

    /// <summary>Notes the version of a module.</summary>
    /// <param name="prefix">What the names of its tensors start with: its own name and a dot, or nothing.</param>
    /// <param name="version">The version of its layout.</param>
    internal void Note(string prefix, long version) => versions[prefix.Length == 0 ? prefix : prefix[..^1]] = version;

    /// <summary>Notes the versions that a pickle has beside its entries.</summary>
    /// <param name="pickle">The dictionary as it was read.</param>
    internal void NoteAll(PyDict pickle)
    {
        if (pickle.Attributes is not { } attributes || !attributes.TryGetValue("_metadata", out var value) || value is not PyDict metadata)
        {
            return;
        }

        foreach (var (key, entry) in metadata)
        {
            if (key is string name && entry is PyDict local && local.TryGetValue("version", out var version) && version is long number)
            {
                versions[name] = number;
            }
        }
    }

    /// <summary>What Python has beside the entries.</summary>
    internal PyDict Attributes()
    {
        var metadata = new PyDict(PyDictKind.OrderedDict);
        foreach (var (name, version) in versions)
        {
            metadata[name] = new PyDict { { "version", version } };
        }

        return new PyDict { { "_metadata", metadata } };
    }
}
