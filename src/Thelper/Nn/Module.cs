using Thelper.Config;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>Base of the models that a session trains: a network that knows its task and how to rebuild itself.</summary>
/// <remarks>
/// Derive from it, take a <see cref="Tasks.Task"/> and configuration parameters in the constructor, and override
/// <see cref="SetTask"/> where the model can replace its last layer. A plain <c>torch.nn.Module&lt;Tensor, Tensor&gt;</c> works
/// in a session too: <see cref="ExternalModule"/> wraps it.
/// </remarks>
#pragma warning disable CA1716 // The original's name; a keyword in Visual Basic alone.
public abstract class Module : nn.Module<Tensor, Tensor>
#pragma warning restore CA1716
{
    private readonly Dictionary<string, object?> config = new(StringComparer.Ordinal);
    private string? typeName;

    /// <summary>Creates the model; the subclass builds its layers for the task.</summary>
    /// <param name="task">What the model is to predict.</param>
    protected Module(Tasks.Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        Task = task;
    }

    /// <summary>What the model predicts.</summary>
    public Tasks.Task Task { get; protected set; }

    /// <summary>The constructor arguments after the task, as plain values under their configuration names: <c>model_params</c> of a checkpoint.</summary>
    /// <remarks>Filled by <see cref="ModelFactory"/> for a model that does not set its own.</remarks>
    public IReadOnlyDictionary<string, object?> Config => config;

    /// <summary>The name under which a configuration finds the model again: <c>model_type</c> of a checkpoint.</summary>
    public string TypeName
    {
        get => typeName ?? TypeRegistry.NameOf(GetType()) ?? GetType().FullName!;
        internal set => typeName = value;
    }

    /// <summary>The module whose layers a summary prints; the model itself unless it wraps another.</summary>
    public virtual nn.Module Printed => this;

    /// <summary>Number of elements that training changes: parameters that ask for gradients.</summary>
    public long LearnableParameterCount => parameters().Where(p => p.requires_grad).Sum(p => p.numel());

    /// <summary>Specialises the model to another task; layers that do not depend on the outputs keep their weights.</summary>
    /// <remarks>Without an override, only a task with as many classes is accepted.</remarks>
    /// <param name="task">The new task.</param>
    /// <exception cref="UserErrorException">The model cannot be adapted.</exception>
    public virtual void SetTask(Tasks.Task task)
    {
        var (before, after) = (OutputCount.Of(Task), OutputCount.Of(task));
        if (before != after || Task.GetType() != task.GetType())
        {
            throw new UserErrorException(
                $"model '{TypeName}' cannot be adapted from {Task} to {task}: its class does not replace its last layer (override SetTask)");
        }

        Task = task;
    }

    /// <summary>Makes the model read images of another number of channels, with the weights that it has.</summary>
    /// <remarks>
    /// The first convolution changes, so that a picture whose channels are all the same is seen as before: fewer channels than before share the sum of the kernel's channels; of more, the
    /// first keep theirs, each further one gets their mean, and all are multiplied by old / new. A model whose images matter elsewhere, too, overrides it.
    /// </remarks>
    /// <param name="channels">Channels of the images, at least 1.</param>
    /// <exception cref="UserErrorException">The model cannot be adapted.</exception>
    public virtual void AdaptInput(int channels)
    {
        InputSurgery.Adapt(Printed, channels, TypeName);
        SetConfig((ModelOptions.AdaptedInput, (long)channels));
    }

    /// <summary>Records constructor arguments for <see cref="Config"/>, replacing those recorded before under the same names.</summary>
    /// <param name="arguments">Names and plain values, in constructor order.</param>
    protected void SetConfig(params IEnumerable<(string Name, object? Value)> arguments)
    {
        foreach (var (name, value) in arguments)
        {
            config[name] = value;
        }
    }

    /// <summary>Leaves only some of the recorded arguments, for a class with fewer parameters than its base.</summary>
    /// <param name="names">Names to keep.</param>
    private protected void KeepConfig(IReadOnlyList<string> names)
    {
        foreach (var name in config.Keys.Where(k => !names.Contains(k)).ToList())
        {
            config.Remove(name);
        }
    }

    /// <summary>Takes over the arguments of a configuration: all where the model recorded none, else those it was built without.</summary>
    /// <param name="arguments">Names and plain values.</param>
    /// <param name="overridden">Names whose recorded values are not what the configuration said.</param>
    internal void AdoptConfig(IReadOnlyDictionary<string, object?> arguments, IReadOnlyCollection<string> overridden)
    {
        var keepOwn = config.Count > 0;
        SetConfig(arguments.Where(a => !keepOwn || (overridden.Contains(a.Key) && config.ContainsKey(a.Key))).Select(a => (a.Key, a.Value)));
    }
}
