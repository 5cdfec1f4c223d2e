using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Adam with the greatest, not the mean, size of past gradients as divisor.</summary>
    /// <remarks>D. Kingma and J. Ba, "Adam: a method for stochastic optimization", 2014, section 7.1.</remarks>
    [TypeName("torch.optim.Adamax", "torch.optim.adamax.Adamax")]
    public sealed class Adamax : BetasOptimizer
    {
        /// <summary>Creates the optimizer.</summary>
        /// <param name="parameters">What it changes.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="betas">The decay rates of the running mean and of the running maximum (0.9, 0.999).</param>
        /// <param name="eps">Added to the sizes of gradients.</param>
        /// <param name="weight_decay">The factor of the parameter that is added to its gradient.</param>
        /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
        /// <param name="maximize">Whether the objective is maximized.</param>
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
        [ConfigConstructor]
        public Adamax(
            IEnumerable<Parameter> parameters, [ConfigValue(Min = 0)] double lr = 2e-3, [ConfigValue(Min = 0, Max = 1)] (double, double)? betas = null, [ConfigValue(Min = 0)] double eps = 1e-8, [ConfigValue(Min = 0)] double weight_decay = 0, bool? @foreach = null, bool maximize = false)
            : this([new Modules.ParamGroup { Parameters = parameters }], lr, betas, eps, weight_decay, @foreach, maximize)
        {
        }

        /// <summary>Creates the optimizer for groups with options of their own.</summary>
        /// <param name="parameters">The groups; the other arguments are for those that leave them out.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="betas">The decay rates of the running mean and of the running maximum (0.9, 0.999).</param>
        /// <param name="eps">Added to the sizes of gradients.</param>
        /// <param name="weight_decay">The factor of the parameter that is added to its gradient.</param>
        /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
        /// <param name="maximize">Whether the objective is maximized.</param>
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
        public Adamax(
            IEnumerable<Modules.ParamGroup> parameters, double lr = 2e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 0, bool? @foreach = null, bool maximize = false)
            : base(parameters, ("lr", lr), ("betas", BetaPair(betas)), ("eps", eps), ("weight_decay", ZeroOr(weight_decay)), ("foreach", @foreach), ("maximize", maximize))
        {
            RequireMeans(lr, betas, eps, weight_decay);
        }

        /// <inheritdoc/>
        protected override void Update(optim.ParamGroup group, optim.ParameterBatch batch)
        {
            var (beta1, beta2) = group.Pair("betas");
            var lr = group.LearningRate;
            var rates = Array.ConvertAll(batch.CountTensorSteps(), step => (Scalar)(-(lr / (1 - Math.Pow(beta1, step)))));
            var gradients = batch.Decayed(group);
            var means = batch.States("exp_avg");
            var greatest = batch.States("exp_inf");
            aten._foreach_mul__Scalar(means, beta1);
            aten._foreach_add__List(means, gradients, 1 - beta1);
            var sizes = aten._foreach_abs(gradients);
            aten._foreach_add__Scalar(sizes, group.Number("eps"));
            aten._foreach_mul__Scalar(greatest, beta2);
            aten._foreach_maximum__List(greatest, sizes);
            aten._foreach_addcdiv__ScalarList(batch.Parameters, means, greatest, rates);
        }

        private protected override OptimizerOptions NewOptions() => new Options();

        private protected override ParameterState NewState() => new State();

        /// <summary>What the optimizer knows of one parameter; the tensors are its own.</summary>
        public sealed class State : SteppedState
        {
            /// <summary>Running means of the gradients.</summary>
            public Tensor? exp_avg => Values("exp_avg");

            /// <summary>Their greatest sizes, weighted.</summary>
            public Tensor? exp_inf => Values("exp_inf");
        }

        /// <summary>Options of a group; null leaves one to the optimizer.</summary>
        public sealed class Options : BetasOptions
        {
            /// <summary>The weight decay.</summary>
            public double? weight_decay { get; set; }

            /// <summary>Whether the objective is maximized.</summary>
            public bool? maximize { get; set; }

            /// <inheritdoc/>
            protected internal override IEnumerable<(string Key, object? Value)> Given(IReadOnlyDictionary<string, object?> common)
                => [.. base.Given(common), ("weight_decay", weight_decay), ("maximize", maximize)];
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
            /// <param name="maximize">Whether the objective is maximized.</param>
            public ParamGroup(
                IEnumerable<Parameter> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool maximize = false)
                : base(parameters, new() { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, maximize = maximize })
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
            /// <summary>Adam by greatest sizes. See <see cref="Modules.Adamax"/>.</summary>
            /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
            public static Adamax Adamax(
                IEnumerable<Parameter> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool maximize = false)
                => new(parameters, lr, (beta1, beta2), eps, weight_decay, maximize: maximize);

            /// <inheritdoc cref="Adamax(IEnumerable{Parameter}, double, double, double, double, double, bool)"/>
            public static Adamax Adamax(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool maximize = false)
                => Adamax(parameters.Select(entry => entry.parameter), lr, beta1, beta2, eps, weight_decay, maximize);

            /// <inheritdoc cref="Adamax(IEnumerable{Parameter}, double, double, double, double, double, bool)"/>
            public static Adamax Adamax(
                IEnumerable<Adamax.ParamGroup> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool maximize = false)
                => new(parameters, lr, (beta1, beta2), eps, weight_decay, maximize: maximize);
        }
    }
}
