using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>A list whose modules belong to the model, named by position. Made by <c>torch.nn.ModuleList</c>.</summary>
/// <typeparam name="T">The type of the modules.</typeparam>
public class ModuleList<T> : nn.Module, IReadOnlyList<T>
    where T : nn.Module
{
    private readonly List<T> items = [];

    /// <summary>Creates the list.</summary>
    /// <param name="modules">The modules.</param>
    protected internal ModuleList(params IEnumerable<T> modules)
        : base(nameof(ModuleList<T>)) => extend(modules);

    /// <summary>The number of modules.</summary>
    public int Count => items.Count;

    /// <summary>The module at a position.</summary>
    public T this[int index] => items[index];

    /// <summary>Adds a module.</summary>
    public ModuleList<T> append(T module)
    {
        register_module(PythonText.Of(items.Count), module);
        items.Add(module);
        return this;
    }

    /// <summary>Adds modules.</summary>
    public ModuleList<T> extend(params IEnumerable<T> modules)
    {
        foreach (var module in modules)
        {
            append(module);
        }

        return this;
    }

    /// <inheritdoc/>
    public override string GetName() => nameof(ModuleList<T>);

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}
