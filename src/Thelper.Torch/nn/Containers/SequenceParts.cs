using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>The modules of a sequence of any types, registered with it under their names.</summary>
internal sealed class SequenceParts
{
    private readonly nn.Module owner;
    private readonly List<nn.Module> modules = [];
    private readonly List<string> names = [];

    /// <summary>Takes modules with their names.</summary>
    /// <param name="owner">The sequence.</param>
    /// <param name="modules">The modules.</param>
    public SequenceParts(nn.Module owner, IEnumerable<(string Name, nn.Module Module)> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        this.owner = owner;
        foreach (var (name, module) in modules)
        {
            Add(name, module);
        }
    }

    /// <summary>Takes modules and names them by position.</summary>
    /// <param name="owner">The sequence.</param>
    /// <param name="modules">The modules.</param>
    public SequenceParts(nn.Module owner, IEnumerable<nn.Module> modules)
    {
        ArgumentNullException.ThrowIfNull(modules);
        this.owner = owner;
        foreach (var module in modules)
        {
            Add(module);
        }
    }

    /// <summary>The number of modules.</summary>
    public int Count => modules.Count;

    /// <summary>The module at a position.</summary>
    public nn.Module this[int index] => modules[index];

    /// <summary>Adds a module.</summary>
    public void Add(string name, nn.Module module)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (names.Contains(name))
        {
            throw new UserErrorException($"{owner.GetName()} has a module '{name}' already.");
        }

        owner.register_module(name, module);
        modules.Add(module);
        names.Add(name);
    }

    /// <summary>Adds a module, named by its position.</summary>
    public void Add(nn.Module module) => Add(PythonText.Of(modules.Count), module);

    /// <summary>What is thrown where a derived class says nothing of its slices.</summary>
    public UserErrorException NoSlices() => new($"{owner.GetName()} cannot be sliced: it does not override Slice.");
}
