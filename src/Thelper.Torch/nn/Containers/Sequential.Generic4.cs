using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Modules of any types in an order, with four inputs: derive from it and write <c>forward</c>, which says how they follow each other.</summary>
/// <remarks>A sequence of modules from one tensor to one needs no class of its own: <see cref="Sequential"/>.</remarks>
/// <typeparam name="T1">The type of an input.</typeparam>
/// <typeparam name="T2">The type of an input.</typeparam>
/// <typeparam name="T3">The type of an input.</typeparam>
/// <typeparam name="T4">The type of an input.</typeparam>
/// <typeparam name="TResult">The type of the result.</typeparam>
public abstract class Sequential<T1, T2, T3, T4, TResult> : nn.Module<T1, T2, T3, T4, TResult>
{
    private readonly SequenceParts parts;

    /// <summary>Creates the sequence.</summary>
    /// <param name="modules">The modules with their names.</param>
    protected Sequential(params (string name, nn.Module submodule)[] modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        parts = new SequenceParts(this);
        foreach (var (name, module) in modules)
        {
            parts.Add(name, module);
        }
    }

    /// <summary>Creates the sequence.</summary>
    /// <param name="modules">The modules, named by position.</param>
    protected Sequential(params nn.Module[] modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        parts = new SequenceParts(this);
        foreach (var module in modules)
        {
            parts.Add(module);
        }
    }

    /// <summary>The number of modules.</summary>
    public int Count => parts.Count;

    /// <summary>The module at a position.</summary>
    public nn.Module this[int index] => parts[index];

    /// <summary>Some of the modules, from the start unless given, to before the end unless given, if the derived class can be sliced.</summary>
    public Sequential<T1, T2, T3, T4, TResult> this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

    /// <summary>Some of the modules, if the derived class can be sliced.</summary>
    public Sequential<T1, T2, T3, T4, TResult> this[Range index]
    {
        get
        {
            var (start, length) = index.GetOffsetAndLength(Count);
            return Slice(start, start + length);
        }
    }

    /// <summary>Adds a module.</summary>
    /// <exception cref="UserErrorException">There is one of that name.</exception>
    public Sequential<T1, T2, T3, T4, TResult> append(string name, nn.Module module)
    {
        Add(name, module);
        return this;
    }

    /// <summary>Adds a module, named by its position.</summary>
    public Sequential<T1, T2, T3, T4, TResult> append(nn.Module module)
    {
        Add(module);
        return this;
    }

    /// <summary>Adds a module.</summary>
    protected internal void Add(string name, nn.Module sm) => parts.Add(name, sm);

    /// <summary>Adds a module, named by its position.</summary>
    protected internal void Add(nn.Module module) => parts.Add(module);

    /// <summary>A sequence of some of the modules; the first of them takes what the sequence takes.</summary>
    /// <param name="start">The first position.</param>
    /// <param name="end">The position after the last.</param>
    /// <exception cref="UserErrorException">The derived class does not override this.</exception>
    protected virtual Sequential<T1, T2, T3, T4, TResult> Slice(int start, int end) => throw parts.NoSlices();
}
