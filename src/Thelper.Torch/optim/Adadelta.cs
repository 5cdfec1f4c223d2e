using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Steps in the proportion of running roots of past steps and past gradients.</summary>
    /// <remarks>M. Zeiler, "ADADELTA: an adaptive learning rate method", 2012.</remarks>
    [TypeName("torch.optim.Adadelta", "torch.optim.adadelta.Adadelta")]
    public sealed class Adadelta : optim.Optimizer
    {
        /// <summary>Creates the optimizer.</summary>
        /// <param name="parameters">What it changes.</param>
        /// <param name="lr">The factor of the steps.</param>
        /// <param name="rho">The decay rate of the running means, in [0, 1].</param>
        /// <param name="eps">Added under the roots.</param>
        /// <param name="weight_decay">The factor of the parameter that is added to its gradient.</param>
        /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
        /// <param name="maximize">Whether the objective is maximized.</param>
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
        [ConfigConstructor]
        public Adadelta(
            IEnumerable<Parameter> parameters, [ConfigValue(Min = 0)] double lr = 1.0, double rho = 0.9, [ConfigValue(Min = 0)] double eps = 1e-6, [ConfigValue(Min = 0)] double weight_decay = 0, bool? @foreach = null, bool maximize = false)
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
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
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

        private protected override OptimizerOptions NewOptions() => new Options();

        private protected override ParameterState NewState() => new State();

        /// <summary>What the optimizer knows of one parameter; the tensors are its own.</summary>
        public sealed class State : SteppedState
        {
            /// <summary>Running means of the squared gradients.</summary>
            public Tensor? square_avg => Values("square_avg");

            /// <summary>Running means of the squared steps.</summary>
            public Tensor? acc_delta => Values("acc_delta");
        }

        /// <summary>Options of a group; null leaves one to the optimizer.</summary>
        public sealed class Options : OptimizerOptions
        {
            /// <summary>The decay rate of the running means.</summary>
            public double? rho { get; set; }

            /// <summary>Added to the divisor.</summary>
            public double? eps { get; set; }

            /// <summary>The weight decay.</summary>
            public double? weight_decay { get; set; }

            /// <summary>Whether the objective is maximized.</summary>
            public bool? maximize { get; set; }

            /// <inheritdoc/>
            protected internal override IEnumerable<(string Key, object? Value)> Given(IReadOnlyDictionary<string, object?> common)
                => [.. base.Given(common), ("rho", rho), ("eps", eps), ("weight_decay", weight_decay), ("maximize", maximize)];
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
            /// <param name="rho">The decay rate of the running means.</param>
            /// <param name="eps">Added to the divisor.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="maximize">Whether the objective is maximized.</param>
            public ParamGroup(
                IEnumerable<Parameter> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
                : base(parameters, new() { LearningRate = lr, rho = rho, eps = eps, weight_decay = weight_decay, maximize = maximize })
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
            /// <summary>Steps in the proportion of past steps and gradients. See <see cref="Modules.Adadelta"/>.</summary>
            /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
            public static Adadelta Adadelta(IEnumerable<Parameter> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
                => new(parameters, lr, rho, eps, weight_decay, maximize: maximize);

            /// <inheritdoc cref="Adadelta(IEnumerable{Parameter}, double, double, double, double, bool)"/>
            public static Adadelta Adadelta(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
                => Adadelta(parameters.Select(entry => entry.parameter), lr, rho, eps, weight_decay, maximize);

            /// <inheritdoc cref="Adadelta(IEnumerable{Parameter}, double, double, double, double, bool)"/>
            public static Adadelta Adadelta(
                IEnumerable<Adadelta.ParamGroup> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
                => new(parameters, lr, rho, eps, weight_decay, maximize: maximize);
        }
    }
}
