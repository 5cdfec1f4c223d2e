using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Gradients divided by the root of the sum of their squares so far.</summary>
/// <remarks>J. Duchi et al., "Adaptive subgradient methods for online learning and stochastic optimization", 2011.</remarks>
[TypeName("torch.optim.Adagrad", "torch.optim.adagrad.Adagrad")]
public sealed class Adagrad : optim.Optimizer
{
    /// <summary>Creates the optimizer.</summary>
    /// <param name="parameters">What it changes.</param>
    /// <param name="lr">The learning rate.</param>
    /// <param name="lr_decay">How fast the learning rate falls with the steps.</param>
    /// <param name="weight_decay">The factor of the parameter that is added to its gradient.</param>
    /// <param name="initial_accumulator_value">The first sum of squares.</param>
    /// <param name="eps">Added to the divisor.</param>
    /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
    /// <param name="maximize">Whether the objective is maximized.</param>
    public Adagrad(
        IEnumerable<Parameter> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10,
        bool? @foreach = null, bool maximize = false)
        : base(
            parameters, ("lr", lr), ("lr_decay", ZeroOr(lr_decay)), ("eps", eps), ("weight_decay", ZeroOr(weight_decay)),
            ("initial_accumulator_value", ZeroOr(initial_accumulator_value)), ("foreach", @foreach), ("maximize", maximize))
    {
        RequireNonNegative(nameof(lr), lr);
        RequireNonNegative(nameof(lr_decay), lr_decay);
        RequireNonNegative(nameof(weight_decay), weight_decay);
        RequireNonNegative(nameof(initial_accumulator_value), initial_accumulator_value);
        RequireNonNegative(nameof(eps), eps);
    }

    /// <inheritdoc/>
    protected override void Added(optim.ParamGroup group)
    {
        var first = group.Number("initial_accumulator_value");
        foreach (var parameter in group.Parameters)
        {
            Tensor[] one = [parameter];
            States(one, "step", _ => zeros([], dtype: ScalarType.Float32));
            States(one, "sum", like => aten.full_like(like, first));
        }
    }

    /// <inheritdoc/>
    protected override void Update(optim.ParamGroup group, Tensor[] parameters, Tensor[] gradients)
    {
        var (lr, decay) = (group.LearningRate, group.Number("lr_decay"));
        var rates = Array.ConvertAll(CountTensorSteps(parameters), step => (Scalar)(-(lr / (1 + ((step - 1) * decay)))));
        gradients = Decayed(group, parameters, gradients);
        var sums = States(parameters, "sum");
        aten._foreach_addcmul__Scalar(sums, gradients, gradients, 1);
        var roots = aten._foreach_sqrt(sums);
        aten._foreach_add__Scalar(roots, group.Number("eps"));
        aten._foreach_addcdiv__ScalarList(parameters, gradients, roots, rates);
    }
}
