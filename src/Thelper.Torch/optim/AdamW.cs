using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Adam whose weight decay does not pass through the running means.</summary>
/// <remarks>I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", 2019.</remarks>
[TypeName("torch.optim.AdamW", "torch.optim.adamw.AdamW")]
public sealed partial class AdamW : optim.Optimizer
{
    /// <summary>Creates the optimizer.</summary>
    /// <param name="parameters">What it changes.</param>
    /// <param name="lr">The learning rate.</param>
    /// <param name="betas">The decay rates of the running means of gradients and squared gradients (0.9, 0.999).</param>
    /// <param name="eps">Added to the divisor.</param>
    /// <param name="weight_decay">The share of the parameter, times the learning rate, that a step takes off.</param>
    /// <param name="amsgrad">Whether the greatest mean square so far is the divisor.</param>
    /// <param name="maximize">Whether the objective is maximized.</param>
    /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
    /// <param name="capturable">Not supported: false.</param>
    [ConfigConstructor]
    public AdamW(
        IEnumerable<Parameter> parameters, double lr = 1e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false, bool? @foreach = null, bool capturable = false)
        : this([new Modules.ParamGroup { Parameters = parameters }], lr, betas, eps, weight_decay, amsgrad, maximize, @foreach, capturable)
    {
    }

    /// <summary>Creates the optimizer for groups with options of their own.</summary>
    /// <param name="parameters">The groups; the other arguments are for those that leave them out.</param>
    /// <param name="lr">The learning rate.</param>
    /// <param name="betas">The decay rates of the running means of gradients and squared gradients (0.9, 0.999).</param>
    /// <param name="eps">Added to the divisor.</param>
    /// <param name="weight_decay">The share of the parameter, times the learning rate, that a step takes off.</param>
    /// <param name="amsgrad">Whether the greatest mean square so far is the divisor.</param>
    /// <param name="maximize">Whether the objective is maximized.</param>
    /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
    /// <param name="capturable">Not supported: false.</param>
    public AdamW(
        IEnumerable<Modules.ParamGroup> parameters, double lr = 1e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false, bool? @foreach = null, bool capturable = false)
        : base(parameters, ("lr", lr), ("betas", Betas(betas)), ("eps", eps), ("weight_decay", weight_decay), ("amsgrad", amsgrad), ("foreach", @foreach), ("maximize", maximize), ("capturable", capturable))
    {
        RequireNonNegative(nameof(lr), lr);
        RequireNonNegative(nameof(eps), eps);
        RequireNonNegative(nameof(weight_decay), weight_decay);
        RequireBetas(betas);
    }

    /// <inheritdoc/>
    protected override void Update(optim.ParamGroup group, optim.ParameterBatch batch)
    {
        aten._foreach_mul__Scalar(batch.Parameters, 1 - (group.LearningRate * group.Number("weight_decay")));
        AdamUpdate(group, batch, batch.Gradients);
    }

    private protected override void Pass(optim.ParamGroup group) => AdamPass(group, decoupled: true);
}
