using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Adam with Nesterov's momentum.</summary>
    /// <remarks>T. Dozat, "Incorporating Nesterov momentum into Adam", 2016.</remarks>
    [TypeName("torch.optim.NAdam", "torch.optim.nadam.NAdam")]
    public sealed class NAdam : BetasOptimizer
    {
        /// <summary>Creates the optimizer.</summary>
        /// <param name="parameters">What it changes.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="betas">The decay rates of the running means of gradients and squared gradients (0.9, 0.999).</param>
        /// <param name="eps">Added to the divisor.</param>
        /// <param name="weight_decay">The factor of the parameter that is added to its gradient.</param>
        /// <param name="momentum_decay">How fast the momentum reaches its value.</param>
        /// <param name="foreach">PyTorch's choice of code path: without true, it counts the current momentum twice in the product for the next step, and so does this.</param>
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
        [ConfigConstructor]
        public NAdam(
            IEnumerable<Parameter> parameters, [ConfigValue(Min = 0)] double lr = 2e-3, [ConfigValue(Min = 0, Max = 1)] (double, double)? betas = null, [ConfigValue(Min = 0)] double eps = 1e-8, [ConfigValue(Min = 0)] double weight_decay = 0, double momentum_decay = 4e-3, bool? @foreach = null)
            : this([new Modules.ParamGroup { Parameters = parameters }], lr, betas, eps, weight_decay, momentum_decay, @foreach)
        {
        }

        /// <summary>Creates the optimizer for groups with options of their own.</summary>
        /// <param name="parameters">The groups; the other arguments are for those that leave them out.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="betas">The decay rates of the running means of gradients and squared gradients (0.9, 0.999).</param>
        /// <param name="eps">Added to the divisor.</param>
        /// <param name="weight_decay">The factor of the parameter that is added to its gradient.</param>
        /// <param name="momentum_decay">How fast the momentum reaches its value.</param>
        /// <param name="foreach">PyTorch's choice of code path: without true, it counts the current momentum twice in the product for the next step, and so does this.</param>
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
        public NAdam(
            IEnumerable<Modules.ParamGroup> parameters, double lr = 2e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3, bool? @foreach = null)
            : base(parameters, ("lr", lr), ("betas", BetaPair(betas)), ("eps", eps), ("weight_decay", ZeroOr(weight_decay)), ("momentum_decay", momentum_decay), ("foreach", @foreach))
        {
            RequireMeans(lr, betas, eps, weight_decay);
            RequireNonNegative(nameof(momentum_decay), momentum_decay);
        }

        /// <inheritdoc/>
        protected override void Update(optim.ParamGroup group, optim.ParameterBatch batch)
        {
            var (beta1, beta2) = group.Pair("betas");
            var (lr, decay) = (group.LearningRate, group.Number("momentum_decay"));
            var steps = batch.CountTensorSteps();
            var products = batch.Scalars("mu_product", 1);
            var gradients = batch.Decayed(group);
            var (means, squares) = batch.MoveMeans(gradients, beta1, beta2);
            var (now, next) = (new Scalar[steps.Length], new Scalar[steps.Length]);
            for (var i = 0; i < steps.Length; i++)
            {
                var mu = beta1 * (1.0 - (0.5 * Math.Pow(0.96, steps[i] * decay)));
                var muNext = beta1 * (1.0 - (0.5 * Math.Pow(0.96, (steps[i] + 1) * decay)));

                // In single precision, as the tensors that hold the products are.
                var product = optim.ParameterBatch.Number(products[i]) *= (float)mu;
                var productNext = group.Flag("foreach") ? product * muNext : product * (float)mu * (float)muNext;
                now[i] = -lr * (1.0 - mu) / (1.0 - product);
                next[i] = -lr * muNext / (1.0 - productNext);
            }

            var roots = aten._foreach_div_ScalarList(squares, Array.ConvertAll(steps, step => (Scalar)(1 - Math.Pow(beta2, step))));
            aten._foreach_sqrt_(roots);
            aten._foreach_add__Scalar(roots, group.Number("eps"));
            aten._foreach_addcdiv__ScalarList(batch.Parameters, gradients, roots, now);
            aten._foreach_addcdiv__ScalarList(batch.Parameters, means, roots, next);
        }

        private protected override bool ComplexAsReal => false;

        private protected override OptimizerOptions NewOptions() => new Options();

        private protected override ParameterState NewState() => new State();

        /// <summary>What the optimizer knows of one parameter; the tensors are its own.</summary>
        public sealed class State : MeansState
        {
            /// <summary>Product of the momenta so far.</summary>
            public double mu_product => Number("mu_product");
        }

        /// <summary>Options of a group; null leaves one to the optimizer.</summary>
        public sealed class Options : BetasOptions
        {
            /// <summary>The weight decay.</summary>
            public double? weight_decay { get; set; }

            /// <summary>How fast the momentum reaches its value.</summary>
            public double? momentum_decay { get; set; }

            /// <inheritdoc/>
            protected internal override IEnumerable<(string Key, object? Value)> Given(IReadOnlyDictionary<string, object?> common)
                => [.. base.Given(common), ("weight_decay", weight_decay), ("momentum_decay", momentum_decay)];
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
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="momentum_decay">How fast the momentum reaches its value.</param>
            public ParamGroup(
                IEnumerable<Parameter> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3)
                : base(parameters, new() { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, momentum_decay = momentum_decay })
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
            /// <summary>Adam with Nesterov's momentum. See <see cref="Modules.NAdam"/>.</summary>
            /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
            public static NAdam NAdam(
                IEnumerable<Parameter> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3)
                => new(parameters, lr, (beta1, beta2), eps, weight_decay, momentum_decay);

            /// <inheritdoc cref="NAdam(IEnumerable{Parameter}, double, double, double, double, double, double)"/>
            public static NAdam NAdam(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3)
                => NAdam(parameters.Select(entry => entry.parameter), lr, beta1, beta2, eps, weight_decay, momentum_decay);

            /// <inheritdoc cref="NAdam(IEnumerable{Parameter}, double, double, double, double, double, double)"/>
            public static NAdam NAdam(
                IEnumerable<NAdam.ParamGroup> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3)
                => new(parameters, lr, (beta1, beta2), eps, weight_decay, momentum_decay);
        }
    }
}
