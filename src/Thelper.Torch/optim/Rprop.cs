using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Steps whose sizes grow while the gradient keeps its sign and shrink when it turns; for full batches.</summary>
/// <remarks>M. Riedmiller and H. Braun, "A direct adaptive method for faster backpropagation learning: the RPROP algorithm", 1993.</remarks>
[TypeName("torch.optim.Rprop", "torch.optim.rprop.Rprop")]
public sealed partial class Rprop : optim.Optimizer
{
    /// <summary>Creates the optimizer.</summary>
    /// <param name="parameters">What it changes.</param>
    /// <param name="lr">The first step size.</param>
    /// <param name="etas">The factors that shrink (below 1) and grow (above 1) it (0.5, 1.2).</param>
    /// <param name="step_sizes">The least and the greatest step size (1e-6, 50).</param>
    /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
    /// <param name="maximize">Whether the objective is maximized.</param>
    [ConfigConstructor]
    public Rprop(
        IEnumerable<Parameter> parameters, double lr = 1e-2, (double, double)? etas = null, (double, double)? step_sizes = null, bool? @foreach = null, bool maximize = false)
        : this([new Modules.ParamGroup { Parameters = parameters }], lr, etas, step_sizes, @foreach, maximize)
    {
    }

    /// <summary>Creates the optimizer for groups with options of their own.</summary>
    /// <param name="parameters">The groups; the other arguments are for those that leave them out.</param>
    /// <param name="lr">The first step size.</param>
    /// <param name="etas">The factors that shrink (below 1) and grow (above 1) it (0.5, 1.2).</param>
    /// <param name="step_sizes">The least and the greatest step size (1e-6, 50).</param>
    /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
    /// <param name="maximize">Whether the objective is maximized.</param>
    public Rprop(
        IEnumerable<Modules.ParamGroup> parameters, double lr = 1e-2, (double, double)? etas = null, (double, double)? step_sizes = null, bool? @foreach = null, bool maximize = false)
        : base(parameters, ("lr", lr), ("etas", Tuple(etas ?? (0.5, 1.2))), ("step_sizes", step_sizes is null ? new PyTuple(1e-6, 50L) : Tuple(step_sizes.Value)), ("foreach", @foreach), ("maximize", maximize))
    {
        RequireNonNegative(nameof(lr), lr);
        var (shrink, grow) = ParamGroups[0].Pair("etas");
        Require(shrink is > 0 and < 1 && grow > 1, $"etas are one in (0, 1) and one above 1, not ({PythonText.Of(shrink)}, {PythonText.Of(grow)})");
    }

    /// <inheritdoc/>
    protected override void Update(optim.ParamGroup group, optim.ParameterBatch batch)
    {
        var (shrink, grow) = group.Pair("etas");
        var (least, greatest) = group.Pair("step_sizes");
        batch.CountPlainSteps();
        var before = batch.States("prev");
        var sizes = batch.States("step_size", like => aten.full_like(like, Filling(like, group.LearningRate)));
        var gradients = batch.Gradients;
        for (var i = 0; i < batch.Count; i++)
        {
            var factors = aten.sign(aten.mul_Tensor(gradients[i], before[i]));
            aten.masked_fill__Scalar(factors, aten.gt_Scalar(factors, 0), grow);
            aten.masked_fill__Scalar(factors, aten.lt_Scalar(factors, 0), shrink);
            aten.masked_fill__Scalar(factors, aten.eq_Scalar(factors, 0), 1);
            aten.mul__Tensor(sizes[i], factors);
            aten.clamp_(sizes[i], least, greatest);

            // Where the gradient turned, the step is left out and forgotten.
            var direction = aten.masked_fill_Scalar(gradients[i], aten.eq_Scalar(factors, shrink), 0);
            aten.addcmul_(batch.Parameters[i], aten.sign(direction), sizes[i], -1);
            aten.copy_(before[i], direction);
        }
    }
}
