using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>Makes a network that knows nothing of tasks usable in a session.</summary>
/// <remarks>Names of parameters are those of the wrapped network, without a prefix, so its published weights load as they are.</remarks>
public class ExternalModule : Module
{
    /// <summary>Wraps a network.</summary>
    /// <param name="model">The network; owned from now on.</param>
    /// <param name="task">What it predicts.</param>
    /// <param name="typeName">The name under which a configuration finds the network's class or function.</param>
    /// <param name="config">The arguments it was made with.</param>
    public ExternalModule(nn.Module<Tensor, Tensor> model, Tasks.Task task, string typeName, IReadOnlyDictionary<string, object?> config)
        : base(task)
    {
        ArgumentNullException.ThrowIfNull(config);
        Model = model;
        register_module("model", model);
        TypeName = typeName;
        SetConfig(config.Select(c => (c.Key, c.Value)));
    }

    /// <summary>The wrapped network.</summary>
    public nn.Module<Tensor, Tensor> Model { get; }

    /// <inheritdoc/>
    public override nn.Module Printed => Model;

    /// <inheritdoc/>
    public override OrderedDictionary<string, Tensor> state_dict(OrderedDictionary<string, Tensor>? destination = null, string prefix = "") =>
        Model.state_dict(destination, prefix);

    /// <summary>Stores the task; the network stays as it is.</summary>
    /// <param name="task">The new task.</param>
    public override void SetTask(Tasks.Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        Task = task;
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input) => Model.call(input);
}
