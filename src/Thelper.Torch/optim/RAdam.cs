using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Adam that waits with dividing until its variance is known well enough.</summary>
    /// <remarks>L. Liu et al., "On the variance of the adaptive learning rate and beyond", 2020.</remarks>
    [TypeName("torch.optim.RAdam", "torch.optim.radam.RAdam")]
    public sealed class RAdam : BetasOptimizer
    {
        /// <summary>Creates the optimizer.</summary>
        /// <param name="parameters">What it changes.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="betas">The decay rates of the running means of gradients and squared gradients (0.9, 0.999).</param>
        /// <param name="eps">Added to the divisor.</param>
        /// <param name="weight_decay">The factor of the parameter that is added to its gradient.</param>
        /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
        [ConfigConstructor]
        public RAdam(
            IEnumerable<Parameter> parameters, [ConfigValue(Min = 0)] double lr = 1e-3, [ConfigValue(Min = 0, Max = 1)] (double, double)? betas = null, [ConfigValue(Min = 0)] double eps = 1e-8, [ConfigValue(Min = 0)] double weight_decay = 0, bool? @foreach = null)
            : this([new Modules.ParamGroup { Parameters = parameters }], lr, betas, eps, weight_decay, @foreach)
        {
        }

        /// <summary>Creates the optimizer for groups with options of their own.</summary>
        /// <param name="parameters">The groups; the other arguments are for those that leave them out.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="betas">The decay rates of the running means of gradients and squared gradients (0.9, 0.999).</param>
        /// <param name="eps">Added to the divisor.</param>
        /// <param name="weight_decay">The factor of the parameter that is added to its gradient.</param>
        /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
        public RAdam(
            IEnumerable<Modules.ParamGroup> parameters, double lr = 1e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 0, bool? @foreach = null)
            : base(parameters, ("lr", lr), ("betas", BetaPair(betas)), ("eps", eps), ("weight_decay", ZeroOr(weight_decay)), ("foreach", @foreach))
        {
            RequireMeans(lr, betas, eps, weight_decay);
        }

        /// <inheritdoc/>
        protected override void Update(optim.ParamGroup group, optim.ParameterBatch batch)
        {
            var (beta1, beta2) = group.Pair("betas");
            var steps = batch.CountTensorSteps();
            var gradients = batch.Decayed(group);
            var (means, squares) = batch.MoveMeans(gradients, beta1, beta2);
            var moves = aten._foreach_div_ScalarList(means, Array.ConvertAll(steps, step => (Scalar)(1 - Math.Pow(beta1, step))));
            aten._foreach_mul__Scalar(moves, group.LearningRate);

            // The length of the running mean's memory, at most and now.
            var limit = (2 / (1 - beta2)) - 1;
            var lengths = Array.ConvertAll(steps, step => limit - (2 * step * Math.Pow(beta2, step) / (1 - Math.Pow(beta2, step))));
            var known = Enumerable.Range(0, steps.Length).Where(i => lengths[i] > 5.0).ToArray();
            if (known.Length > 0)
            {
                var divisors = aten._foreach_sqrt(Array.ConvertAll(known, i => squares[i]));
                aten._foreach_add__Scalar(divisors, group.Number("eps"));
                aten._foreach_reciprocal_(divisors);
                aten._foreach_mul__ScalarList(divisors, Array.ConvertAll(known, i => (Scalar)Math.Sqrt(1 - Math.Pow(beta2, steps[i]))));
                var rectified = Array.ConvertAll(known, i => moves[i]);
                aten._foreach_mul__List(rectified, divisors);
                aten._foreach_mul__ScalarList(rectified, Array.ConvertAll(known, i => (Scalar)Rectification(lengths[i], limit)));
            }

            aten._foreach_add__List(batch.Parameters, moves, -1.0);
        }

        private static double Rectification(double length, double limit)
            => Math.Sqrt((length - 4) * (length - 2) * limit / ((limit - 4) * (limit - 2) * length));

        private protected override bool ComplexAsReal => false;

        private protected override OptimizerOptions NewOptions() => new Options();

        private protected override ParameterState NewState() => new State();

        /// <summary>What the optimizer knows of one parameter; the tensors are its own.</summary>
        public sealed class State : MeansState;

        /// <summary>Options of a group; null leaves one to the optimizer.</summary>
        public sealed class Options : BetasOptions
        {
            /// <summary>The weight decay.</summary>
            public double? weight_decay { get; set; }

            /// <inheritdoc/>
            protected internal override IEnumerable<(string Key, object? Value)> Given(IReadOnlyDictionary<string, object?> common)
                => [.. base.Given(common), ("weight_decay", weight_decay)];
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
            public ParamGroup(
                IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0)
                : base(parameters, new() { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay })
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
            /// <summary>Adam with a rectified variance. See <see cref="Modules.RAdam"/>.</summary>
            /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
            public static RAdam RAdam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0)
                => new(parameters, lr, (beta1, beta2), eps, weight_decay);

            /// <inheritdoc cref="RAdam(IEnumerable{Parameter}, double, double, double, double, double)"/>
            public static RAdam RAdam(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0)
                => RAdam(parameters.Select(entry => entry.parameter), lr, beta1, beta2, eps, weight_decay);

            /// <inheritdoc cref="RAdam(IEnumerable{Parameter}, double, double, double, double, double)"/>
            public static RAdam RAdam(
                IEnumerable<RAdam.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0)
                => new(parameters, lr, (beta1, beta2), eps, weight_decay);
        }
    }
}
