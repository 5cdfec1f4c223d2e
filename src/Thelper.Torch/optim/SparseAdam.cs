using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>Adam for sparse gradients: only the elements that a gradient has are stepped, and their running means moved.</summary>
/// <remarks>D. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2014. For layers such as embeddings with sparse gradients.</remarks>
[TypeName("torch.optim.SparseAdam", "torch.optim.sparse_adam.SparseAdam")]
public sealed partial class SparseAdam : optim.Optimizer
{
    /// <summary>Creates the optimizer.</summary>
    /// <param name="parameters">What it changes.</param>
    /// <param name="lr">The learning rate, above 0.</param>
    /// <param name="betas">The decay rates of the running means of gradients and squared gradients (0.9, 0.999).</param>
    /// <param name="eps">Added to the divisor; above 0.</param>
    /// <param name="maximize">Whether the objective is maximized.</param>
    [ConfigConstructor]
    public SparseAdam(
        IEnumerable<Parameter> parameters, double lr = 1e-3, (double, double)? betas = null, double eps = 1e-8, bool maximize = false)
        : this([new Modules.ParamGroup { Parameters = parameters }], lr, betas, eps, maximize)
    {
    }

    /// <summary>Creates the optimizer for groups with options of their own.</summary>
    /// <param name="parameters">The groups; the other arguments are for those that leave them out.</param>
    /// <param name="lr">The learning rate, above 0.</param>
    /// <param name="betas">The decay rates of the running means of gradients and squared gradients (0.9, 0.999).</param>
    /// <param name="eps">Added to the divisor; above 0.</param>
    /// <param name="maximize">Whether the objective is maximized.</param>
    public SparseAdam(
        IEnumerable<Modules.ParamGroup> parameters, double lr = 1e-3, (double, double)? betas = null, double eps = 1e-8, bool maximize = false)
        : base(parameters, ("lr", lr), ("betas", Betas(betas)), ("eps", eps), ("maximize", maximize))
    {
        Require(lr > 0, $"lr is above 0, not {PythonText.Of(lr)}");
        Require(eps > 0, $"eps is above 0, not {PythonText.Of(eps)}");
        RequireBetas(betas);
    }

    private protected override bool TakesSparse => true;

    /// <inheritdoc/>
    protected override void Update(optim.ParamGroup group, optim.ParameterBatch batch)
        => throw Invalid("a gradient is dense, which it does not step by: take Adam, or make the layer's gradients sparse");

    /// <summary>Steps only where the gradient has elements.</summary>
    private protected override void UpdateSparse(optim.ParamGroup group, Parameter parameter, Tensor gradient)
    {
        var (beta1, beta2) = group.Pair("betas");
        var state = StateOf(parameter);
        state.TryAdd("step", 0L);
        var mean = StateOf(parameter, "exp_avg");
        var square = StateOf(parameter, "exp_avg_sq");
        var step = optim.ParameterBatch.CountPlainStep(state);
        var elements = aten.coalesce(gradient);
        var values = aten._values(elements);

        // Towards the new value by a share of the difference, where there are elements.
        var oldMean = aten._values(aten.sparse_mask(mean, elements));
        var meanMove = aten.mul__Scalar(aten.sub_Tensor(values, oldMean), 1 - beta1);
        aten.add__Tensor(mean, WithValues(elements, meanMove));
        var oldSquare = aten._values(aten.sparse_mask(square, elements));
        var squareMove = aten.mul__Scalar(aten.sub__Tensor(aten.pow_Tensor_Scalar(values, 2), oldSquare), 1 - beta2);
        aten.add__Tensor(square, WithValues(elements, squareMove));

        var direction = aten.add_Tensor(meanMove, oldMean);
        var divisor = aten.add__Scalar(aten.sqrt_(aten.add_Tensor(squareMove, oldSquare)), group.Number("eps"));
        var size = group.LearningRate * Math.Sqrt(1 - Math.Pow(beta2, step)) / (1 - Math.Pow(beta1, step));
        aten.add__Tensor(parameter, WithValues(elements, aten.mul_Scalar(aten.div__Tensor(direction, divisor), -size)));
    }

    private protected override void Check(optim.ParamGroup group)
    {
        for (var i = 0; i < group.Parameters.Count; i++)
        {
            Require(group.Parameters[i].layout == Layout.Strided, $"parameter {i} of group {ParamGroups.Count} is sparse: parameters are dense, only their gradients are not");
        }
    }
}
