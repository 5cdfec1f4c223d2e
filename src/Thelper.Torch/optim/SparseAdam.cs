using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Adam for sparse gradients: only the elements that a gradient has are stepped, and their running means moved.</summary>
    /// <remarks>D. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2014. For layers such as embeddings with sparse gradients.</remarks>
    [TypeName("torch.optim.SparseAdam", "torch.optim.sparse_adam.SparseAdam")]
    public sealed class SparseAdam : optim.Optimizer
    {
        /// <summary>Creates the optimizer.</summary>
        /// <param name="parameters">What it changes.</param>
        /// <param name="lr">The learning rate, above 0.</param>
        /// <param name="betas">The decay rates of the running means of gradients and squared gradients (0.9, 0.999).</param>
        /// <param name="eps">Added to the divisor; above 0.</param>
        /// <param name="maximize">Whether the objective is maximized.</param>
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
        [ConfigConstructor]
        public SparseAdam(
            IEnumerable<Parameter> parameters, [ConfigValue(Min = 0)] double lr = 1e-3, [ConfigValue(Min = 0, Max = 1)] (double, double)? betas = null, [ConfigValue(Min = 0)] double eps = 1e-8, bool maximize = false)
            : this([new Modules.ParamGroup { Parameters = parameters }], lr, betas, eps, maximize)
        {
        }

        /// <summary>Creates the optimizer for groups with options of their own.</summary>
        /// <param name="parameters">The groups; the other arguments are for those that leave them out.</param>
        /// <param name="lr">The learning rate, above 0.</param>
        /// <param name="betas">The decay rates of the running means of gradients and squared gradients (0.9, 0.999).</param>
        /// <param name="eps">Added to the divisor; above 0.</param>
        /// <param name="maximize">Whether the objective is maximized.</param>
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
        public SparseAdam(
            IEnumerable<Modules.ParamGroup> parameters, double lr = 1e-3, (double, double)? betas = null, double eps = 1e-8, bool maximize = false)
            : base(parameters, ("lr", lr), ("betas", BetaPair(betas)), ("eps", eps), ("maximize", maximize))
        {
            Require(lr > 0, $"lr is above 0, not {PythonText.Of(lr)}");
            Require(eps > 0, $"eps is above 0, not {PythonText.Of(eps)}");
            RequireBetas(betas);
        }

        private protected override bool TakesSparse => true;

        /// <inheritdoc/>
        /// <exception cref="UserErrorException">Always: a gradient is dense.</exception>
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

        /// <summary>Options of a group; null leaves one to the optimizer.</summary>
        public sealed class Options : BetasOptions
        {
            /// <summary>Whether the objective is maximized.</summary>
            public bool? maximize { get; set; }

            /// <inheritdoc/>
            protected internal override IEnumerable<(string Key, object? Value)> Given(IReadOnlyDictionary<string, object?> common)
                => [.. base.Given(common), ("maximize", maximize)];
        }

        /// <summary>Parameters with options of their own.</summary>
        public sealed class ParamGroup : BetasParamGroup<Options>
        {
            /// <summary>Creates a group to be filled in.</summary>
            public ParamGroup()
            {
            }

            /// <summary>Creates a group.</summary>
            /// <param name="parameters">The parameters.</param>
            /// <param name="options">The options; null leaves all of them to the optimizer.</param>
            public ParamGroup(IEnumerable<Parameter> parameters, Options? options)
                : base(parameters, options)
            {
            }

            /// <summary>Creates a group with all options.</summary>
            /// <param name="parameters">The parameters.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="beta1">The decay rate of the first running mean.</param>
            /// <param name="beta2">The decay rate of the second one.</param>
            /// <param name="eps">Added to the divisor.</param>
            /// <param name="maximize">Whether the objective is maximized.</param>
            public ParamGroup(
                IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false)
                : base(parameters, new() { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, maximize = maximize })
            {
            }
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class optim
        {
            /// <summary>Adam for sparse gradients. See <see cref="Modules.SparseAdam"/>.</summary>
            /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
            public static SparseAdam SparseAdam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false)
                => new(parameters, lr, (beta1, beta2), eps, maximize);

            /// <inheritdoc cref="SparseAdam(IEnumerable{Parameter}, double, double, double, double, bool)"/>
            public static SparseAdam SparseAdam(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false)
                => SparseAdam(parameters.Select(entry => entry.parameter), lr, beta1, beta2, eps, maximize);

            /// <inheritdoc cref="SparseAdam(IEnumerable{Parameter}, double, double, double, double, bool)"/>
            public static SparseAdam SparseAdam(
                IEnumerable<SparseAdam.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false)
                => new(parameters, lr, (beta1, beta2), eps, maximize);
        }
    }
}
