using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Stochastic gradient descent that also averages the parameters along its way.</summary>
/// <remarks>B. Polyak and A. Juditsky, "Acceleration of stochastic approximation by averaging", 1992. The averages are the state <c>ax</c>.</remarks>
[TypeName("torch.optim.ASGD", "torch.optim.asgd.ASGD")]
public sealed partial class ASGD : optim.Optimizer
{
    /// <summary>Creates the optimizer.</summary>
    /// <param name="parameters">What it changes.</param>
    /// <param name="lr">The learning rate.</param>
    /// <param name="lambd">The decay of the parameters.</param>
    /// <param name="alpha">The exponent with which the learning rate falls.</param>
    /// <param name="t0">The step at which averaging begins.</param>
    /// <param name="weight_decay">The factor of the parameter that is added to its gradient.</param>
    /// <param name="foreach">PyTorch's choice of code path: with true, the learning rate of a group's first parameter holds for all, which matters where gradients come and go.</param>
    /// <param name="maximize">Whether the objective is maximized.</param>
    [ConfigConstructor]
    public ASGD(
        IEnumerable<Parameter> parameters, double lr = 1e-2, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0, bool? @foreach = null, bool maximize = false)
        : this([new Modules.ParamGroup { Parameters = parameters }], lr, lambd, alpha, t0, weight_decay, @foreach, maximize)
    {
    }

    /// <summary>Creates the optimizer for groups with options of their own.</summary>
    /// <param name="parameters">The groups; the other arguments are for those that leave them out.</param>
    /// <param name="lr">The learning rate.</param>
    /// <param name="lambd">The decay of the parameters.</param>
    /// <param name="alpha">The exponent with which the learning rate falls.</param>
    /// <param name="t0">The step at which averaging begins.</param>
    /// <param name="weight_decay">The factor of the parameter that is added to its gradient.</param>
    /// <param name="foreach">PyTorch's choice of code path: with true, the learning rate of a group's first parameter holds for all, which matters where gradients come and go.</param>
    /// <param name="maximize">Whether the objective is maximized.</param>
    public ASGD(
        IEnumerable<Modules.ParamGroup> parameters, double lr = 1e-2, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0, bool? @foreach = null, bool maximize = false)
        : base(parameters, ("lr", lr), ("lambd", lambd), ("alpha", alpha), ("t0", t0), ("weight_decay", ZeroOr(weight_decay)), ("foreach", @foreach), ("maximize", maximize))
    {
        RequireNonNegative(nameof(lr), lr);
        RequireNonNegative(nameof(weight_decay), weight_decay);
    }

    private protected override long SweepSize(optim.ParamGroup group) => group.Flag("foreach") ? long.MaxValue : base.SweepSize(group);

    /// <inheritdoc/>
    protected override void Update(optim.ParamGroup group, optim.ParameterBatch batch)
    {
        var (lr, lambd, alpha, t0) = (group.LearningRate, group.Number("lambd"), group.Number("alpha"), group.Number("t0"));
        var steps = batch.CountTensorSteps();
        var rates = batch.Scalars("eta", lr);
        var shares = batch.Scalars("mu", 1);
        var averages = batch.States("ax");
        var gradients = batch.Decayed(group);
        var common = group.Flag("foreach") ? optim.ParameterBatch.Number(rates[0]) : (float?)null;
        for (var i = 0; i < batch.Count; i++)
        {
            ref var rate = ref optim.ParameterBatch.Number(rates[i]);
            var now = common ?? rate;
            ref var share = ref optim.ParameterBatch.Number(shares[i]);
            aten.mul__Scalar(batch.Parameters[i], 1 - (lambd * now));
            aten.add__Tensor(batch.Parameters[i], gradients[i], -(double)now);
            if (share != 1)
            {
                aten.add__Tensor(averages[i], aten.mul_Scalar(aten.sub_Tensor(batch.Parameters[i], averages[i]), share));
            }
            else
            {
                aten.copy_(averages[i], batch.Parameters[i]);
            }

            rate = (float)(lr / Math.Pow(1 + (lambd * lr * steps[i]), alpha));
            share = (float)(1 / Math.Max(1, steps[i] - t0));
        }
    }
}
