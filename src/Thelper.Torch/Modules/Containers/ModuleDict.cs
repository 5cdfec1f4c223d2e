using System.Diagnostics.CodeAnalysis;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>A dictionary, in insertion order, whose modules belong to the model. Made by <c>torch.nn.ModuleDict</c>.</summary>
/// <typeparam name="T">The type of the modules.</typeparam>
[SuppressMessage("Naming", "CA1710", Justification = "The name is PyTorch's.")]
public class ModuleDict<T> : nn.Module, IReadOnlyDictionary<string, T>
    where T : nn.Module
{
    private readonly OrderedDictionary<string, T> items = [];

    /// <summary>Creates the dictionary.</summary>
    /// <param name="modules">The names and modules.</param>
    protected internal ModuleDict(params IEnumerable<(string Name, T Module)> modules)
        : base(nameof(ModuleDict<T>))
    {
        foreach (var (name, module) in modules)
        {
            Add(name, module);
        }
    }

    /// <summary>The number of modules.</summary>
    public int Count => items.Count;

    /// <summary>The names.</summary>
    public IEnumerable<string> Keys => items.Keys;

    /// <summary>The modules.</summary>
    public IEnumerable<T> Values => items.Values;

    /// <summary>The module of a name.</summary>
    public T this[string key] => items[key];

    /// <summary>Adds a module.</summary>
    public void Add(string key, T module)
    {
        register_module(key, module);
        items.Add(key, module);
    }

    /// <inheritdoc/>
    public override string GetName() => nameof(ModuleDict<T>);

    /// <inheritdoc/>
    public bool ContainsKey(string key) => items.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => items.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => items.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}
