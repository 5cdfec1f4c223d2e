using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Steps in the proportion of running roots of past steps and past gradients.</summary>
/// <remarks>M. Zeiler, "ADADELTA: an adaptive learning rate method", 2012.</remarks>
[TypeName("torch.optim.Adadelta", "torch.optim.adadelta.Adadelta")]
public sealed partial class Adadelta : optim.Optimizer
{
    /// <summary>Creates the optimizer.</summary>
    /// <param name="parameters">What it changes.</param>
    /// <param name="lr">The factor of the steps.</param>
    /// <param name="rho">The decay rate of the running means, in [0, 1].</param>
    /// <param name="eps">Added under the roots.</param>
    /// <param name="weight_decay">The factor of the parameter that is added to its gradient.</param>
    /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
    /// <param name="maximize">Whether the objective is maximized.</param>
    [ConfigConstructor]
    public Adadelta(
        IEnumerable<Parameter> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool? @foreach = null, bool maximize = false)
        : this([new Modules.ParamGroup { Parameters = parameters }], lr, rho, eps, weight_decay, @foreach, maximize)
    {
    }

    /// <summary>Creates the optimizer for groups with options of their own.</summary>
    /// <param name="parameters">The groups; the other arguments are for those that leave them out.</param>
    /// <param name="lr">The factor of the steps.</param>
    /// <param name="rho">The decay rate of the running means, in [0, 1].</param>
    /// <param name="eps">Added under the roots.</param>
    /// <param name="weight_decay">The factor of the parameter that is added to its gradient.</param>
    /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
    /// <param name="maximize">Whether the objective is maximized.</param>
    public Adadelta(
        IEnumerable<Modules.ParamGroup> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool? @foreach = null, bool maximize = false)
        : base(parameters, ("lr", lr), ("rho", rho), ("eps", eps), ("weight_decay", ZeroOr(weight_decay)), ("maximize", maximize), ("foreach", @foreach))
    {
        RequireNonNegative(nameof(lr), lr);
        Require(rho is >= 0 and <= 1, $"rho is in [0, 1], not {PythonText.Of(rho)}");
        RequireNonNegative(nameof(eps), eps);
        RequireNonNegative(nameof(weight_decay), weight_decay);
    }

    /// <inheritdoc/>
    protected override void Update(optim.ParamGroup group, optim.ParameterBatch batch)
    {
        var (rho, eps) = (group.Number("rho"), group.Number("eps"));
        batch.CountPlainSteps();
        var gradients = batch.Decayed(group);
        var squares = batch.States("square_avg");
        var past = batch.States("acc_delta");
        aten._foreach_mul__Scalar(squares, rho);
        aten._foreach_addcmul__Scalar(squares, gradients, gradients, 1 - rho);
        var roots = aten._foreach_add_Scalar(squares, eps);
        aten._foreach_sqrt_(roots);
        var deltas = aten._foreach_add_Scalar(past, eps);
        aten._foreach_sqrt_(deltas);
        aten._foreach_div__List(deltas, roots);
        aten._foreach_mul__List(deltas, gradients);
        aten._foreach_mul__Scalar(past, rho);
        aten._foreach_addcmul__Scalar(past, deltas, deltas, 1 - rho);
        aten._foreach_add__List(batch.Parameters, deltas, -group.LearningRate);
    }
}
