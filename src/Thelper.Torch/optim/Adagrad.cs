using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
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
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
        [ConfigConstructor]
        public Adagrad(
            IEnumerable<Parameter> parameters, [ConfigValue(Min = 0)] double lr = 1e-2, double lr_decay = 0, [ConfigValue(Min = 0)] double weight_decay = 0, double initial_accumulator_value = 0, [ConfigValue(Min = 0)] double eps = 1e-10, bool? @foreach = null, bool maximize = false)
            : this([new Modules.ParamGroup { Parameters = parameters }], lr, lr_decay, weight_decay, initial_accumulator_value, eps, @foreach, maximize)
        {
        }

        /// <summary>Creates the optimizer for groups with options of their own.</summary>
        /// <param name="parameters">The groups; the other arguments are for those that leave them out.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="lr_decay">How fast the learning rate falls with the steps.</param>
        /// <param name="weight_decay">The factor of the parameter that is added to its gradient.</param>
        /// <param name="initial_accumulator_value">The first sum of squares.</param>
        /// <param name="eps">Added to the divisor.</param>
        /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
        /// <param name="maximize">Whether the objective is maximized.</param>
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
        public Adagrad(
            IEnumerable<Modules.ParamGroup> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10, bool? @foreach = null, bool maximize = false)
            : base(parameters, ("lr", lr), ("lr_decay", ZeroOr(lr_decay)), ("eps", eps), ("weight_decay", ZeroOr(weight_decay)), ("initial_accumulator_value", ZeroOr(initial_accumulator_value)), ("foreach", @foreach), ("maximize", maximize))
        {
            RequireNonNegative(nameof(lr), lr);
            RequireNonNegative(nameof(lr_decay), lr_decay);
            RequireNonNegative(nameof(weight_decay), weight_decay);
            RequireNonNegative(nameof(initial_accumulator_value), initial_accumulator_value);
            RequireNonNegative(nameof(eps), eps);
        }

        private protected override bool TakesSparse => true;

        /// <inheritdoc/>
        protected override void Added(optim.ParamGroup group)
        {
            ArgumentNullException.ThrowIfNull(group);
            var first = group.Number("initial_accumulator_value");
            foreach (var parameter in group.Parameters)
            {
                StateOf(parameter, "step", _ => zeros([], dtype: ScalarType.Float32, device: CPU));
                StateOf(parameter, "sum", like => aten.full_like(like, Filling(like, first)));
            }
        }

        /// <inheritdoc/>
        protected override void Update(optim.ParamGroup group, optim.ParameterBatch batch)
        {
            var (lr, decay) = (group.LearningRate, group.Number("lr_decay"));
            var rates = Array.ConvertAll(batch.CountTensorSteps(), step => (Scalar)(-(lr / (1 + ((step - 1) * decay)))));
            var gradients = batch.Decayed(group);
            var sums = batch.States("sum");
            aten._foreach_addcmul__Scalar(sums, gradients, gradients, 1);
            var roots = aten._foreach_sqrt(sums);
            aten._foreach_add__Scalar(roots, group.Number("eps"));
            aten._foreach_addcdiv__ScalarList(batch.Parameters, gradients, roots, rates);
        }

        /// <summary>Steps only where the gradient has elements.</summary>
        private protected override void UpdateSparse(optim.ParamGroup group, Parameter parameter, Tensor gradient)
        {
            if (group.Number("weight_decay") != 0)
            {
                throw Invalid("weight_decay does not go with a sparse gradient");
            }

            var step = optim.ParameterBatch.Number(StateOf(parameter, "step")) += 1;
            var rate = group.LearningRate / (1 + ((step - 1) * group.Number("lr_decay")));
            var sum = StateOf(parameter, "sum");
            var elements = aten.coalesce(gradient);
            var values = aten._values(elements);
            aten.add__Tensor(sum, WithValues(elements, aten.mul_Tensor(values, values)));
            var divisors = aten.add__Scalar(aten.sqrt_(aten._values(aten.sparse_mask(sum, elements))), group.Number("eps"));
            aten.add__Tensor(parameter, WithValues(elements, aten.div_Tensor(values, divisors)), -rate);
        }

        private protected override OptimizerOptions NewOptions() => new Options();

        private protected override ParameterState NewState() => new State();

        /// <summary>What the optimizer knows of one parameter; the tensors are its own.</summary>
        public sealed class State : SteppedState
        {
            /// <summary>Sums of the squared gradients.</summary>
            public Tensor? sum => Values("sum");
        }

        /// <summary>Options of a group; null leaves one to the optimizer.</summary>
        public sealed class Options : OptimizerOptions
        {
            /// <summary>How fast the learning rate falls with the steps.</summary>
            public double? lr_decay { get; set; }

            /// <summary>The weight decay.</summary>
            public double? weight_decay { get; set; }

            /// <summary>The first sum of squares.</summary>
            public double? initial_accumulator_value { get; set; }

            /// <summary>Added to the divisor.</summary>
            public double? eps { get; set; }

            /// <summary>Whether the objective is maximized.</summary>
            public bool? maximize { get; set; }

            /// <inheritdoc/>
            protected internal override IEnumerable<(string Key, object? Value)> Given(IReadOnlyDictionary<string, object?> common)
                => [.. base.Given(common), ("lr_decay", lr_decay), ("weight_decay", weight_decay), ("initial_accumulator_value", initial_accumulator_value), ("eps", eps), ("maximize", maximize)];
        }

        /// <summary>Parameters with options of their own.</summary>
        public sealed class ParamGroup : ParamGroup<Options>
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
            /// <param name="lr_decay">How fast the learning rate falls with the steps.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="initial_accumulator_value">The first sum of squares.</param>
            /// <param name="eps">Added to the divisor.</param>
            /// <param name="maximize">Whether the objective is maximized.</param>
            public ParamGroup(
                IEnumerable<Parameter> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10, bool maximize = false)
                : base(parameters, new() { LearningRate = lr, lr_decay = lr_decay, weight_decay = weight_decay, initial_accumulator_value = initial_accumulator_value, eps = eps, maximize = maximize })
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
            /// <summary>Gradients divided by the root of their summed squares. See <see cref="Modules.Adagrad"/>.</summary>
            /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
            public static Adagrad Adagrad(
                IEnumerable<Parameter> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
                => new(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps);

            /// <inheritdoc cref="Adagrad(IEnumerable{Parameter}, double, double, double, double, double)"/>
            public static Adagrad Adagrad(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
                => Adagrad(parameters.Select(entry => entry.parameter), lr, lr_decay, weight_decay, initial_accumulator_value, eps);

            /// <inheritdoc cref="Adagrad(IEnumerable{Parameter}, double, double, double, double, double)"/>
            public static Adagrad Adagrad(
                IEnumerable<Adagrad.ParamGroup> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
                => new(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps);
        }
    }
}
