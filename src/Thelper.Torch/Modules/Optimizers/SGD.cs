using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Stochastic gradient descent, with momentum (also Nesterov's).</summary>
/// <remarks>I. Sutskever et al., "On the importance of initialization and momentum in deep learning", 2013.</remarks>
[TypeName("torch.optim.SGD", "torch.optim.sgd.SGD")]
public sealed class SGD : optim.Optimizer
{
    /// <summary>Creates the optimizer.</summary>
    /// <param name="parameters">What it changes.</param>
    /// <param name="lr">The learning rate.</param>
    /// <param name="momentum">The share of the last step that is kept.</param>
    /// <param name="dampening">The share of the gradient that the momentum leaves out.</param>
    /// <param name="weight_decay">The factor of the parameter that is added to its gradient.</param>
    /// <param name="nesterov">Whether the gradient is taken as if a step ahead; needs momentum and no dampening.</param>
    /// <param name="maximize">Whether the objective is maximized.</param>
    /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
    /// <param name="differentiable">Not supported: false.</param>
    public SGD(
        IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false, bool? @foreach = null, bool differentiable = false)
        : base(
            parameters, ("lr", lr), ("momentum", ZeroOr(momentum)), ("dampening", ZeroOr(dampening)), ("weight_decay", ZeroOr(weight_decay)),
            ("nesterov", nesterov), ("maximize", maximize), ("foreach", @foreach), ("differentiable", differentiable))
    {
        RequireNonNegative(nameof(lr), lr);
        RequireNonNegative(nameof(momentum), momentum);
        RequireNonNegative(nameof(weight_decay), weight_decay);
        Require(!nesterov || (momentum > 0 && dampening == 0), "nesterov needs a momentum above 0 and a dampening of 0");
    }

    /// <inheritdoc/>
    protected override void Update(optim.ParamGroup group, Tensor[] parameters, Tensor[] gradients)
    {
        var momentum = group.Number("momentum");
        var directions = Decayed(group, parameters, gradients);
        if (momentum == 0)
        {
            foreach (var parameter in parameters)
            {
                StateOf(parameter).TryAdd("momentum_buffer", null);
            }
        }
        else
        {
            var buffers = Buffers(parameters, directions, momentum, group.Number("dampening"));
            directions = group.Flag("nesterov") ? aten._foreach_add_List(directions, buffers, momentum) : buffers;
        }

        aten._foreach_add__List(parameters, directions, -group.LearningRate);
    }

    /// <summary>The momentum buffers, moved on; a parameter's first one is a copy of its direction.</summary>
    private Tensor[] Buffers(Tensor[] parameters, Tensor[] directions, double momentum, double dampening)
    {
        var buffers = new Tensor[parameters.Length];
        var (kept, added) = (new List<Tensor>(), new List<Tensor>());
        for (var i = 0; i < buffers.Length; i++)
        {
            var state = StateOf(parameters[i]);
            if (state.GetValueOrDefault("momentum_buffer") is Tensor buffer)
            {
                kept.Add(buffer);
                added.Add(directions[i]);
            }
            else
            {
                state["momentum_buffer"] = buffer = aten.clone(directions[i]).DetachFromDisposeScope();
            }

            buffers[i] = buffer;
        }

        if (kept.Count > 0)
        {
            aten._foreach_mul__Scalar(kept.ToArray(), momentum);
            aten._foreach_add__List(kept.ToArray(), added.ToArray(), 1 - dampening);
        }

        return buffers;
    }
}
