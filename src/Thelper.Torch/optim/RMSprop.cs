using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Gradients divided by the running root of their mean square.</summary>
    /// <remarks>T. Tieleman and G. Hinton, lecture 6.5 of "Neural networks for machine learning", 2012; A. Graves, "Generating sequences with recurrent neural networks", 2013 (centered).</remarks>
    [TypeName("torch.optim.RMSprop", "torch.optim.rmsprop.RMSprop")]
    public sealed class RMSprop : MomentumOptimizer
    {
        /// <summary>Creates the optimizer.</summary>
        /// <param name="parameters">What it changes.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="alpha">The decay rate of the running means.</param>
        /// <param name="eps">Added to the divisor.</param>
        /// <param name="weight_decay">The factor of the parameter that is added to its gradient.</param>
        /// <param name="momentum">The share of the last step that is kept.</param>
        /// <param name="centered">Whether the variance, not the mean square, is the divisor.</param>
        /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
        /// <param name="maximize">Whether the objective is maximized.</param>
        /// <param name="differentiable">Not supported: false.</param>
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
        [ConfigConstructor]
        public RMSprop(
            IEnumerable<Parameter> parameters, [ConfigValue(Min = 0)] double lr = 1e-2, double alpha = 0.99, [ConfigValue(Min = 0)] double eps = 1e-8, [ConfigValue(Min = 0)] double weight_decay = 0, [ConfigValue(Min = 0)] double momentum = 0, bool centered = false, bool? @foreach = null, bool maximize = false, bool differentiable = false)
            : this([new Modules.ParamGroup { Parameters = parameters }], lr, alpha, eps, weight_decay, momentum, centered, @foreach, maximize, differentiable)
        {
        }

        /// <summary>Creates the optimizer for groups with options of their own.</summary>
        /// <param name="parameters">The groups; the other arguments are for those that leave them out.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="alpha">The decay rate of the running means.</param>
        /// <param name="eps">Added to the divisor.</param>
        /// <param name="weight_decay">The factor of the parameter that is added to its gradient.</param>
        /// <param name="momentum">The share of the last step that is kept.</param>
        /// <param name="centered">Whether the variance, not the mean square, is the divisor.</param>
        /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
        /// <param name="maximize">Whether the objective is maximized.</param>
        /// <param name="differentiable">Not supported: false.</param>
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
        public RMSprop(
            IEnumerable<Modules.ParamGroup> parameters, double lr = 1e-2, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool? @foreach = null, bool maximize = false, bool differentiable = false)
            : base(parameters, ("lr", lr), ("momentum", ZeroOr(momentum)), ("alpha", alpha), ("eps", eps), ("centered", centered), ("weight_decay", ZeroOr(weight_decay)), ("foreach", @foreach), ("maximize", maximize), ("differentiable", differentiable))
        {
            RequireNonNegative(nameof(lr), lr);
            RequireNonNegative(nameof(alpha), alpha);
            RequireNonNegative(nameof(eps), eps);
            RequireNonNegative(nameof(weight_decay), weight_decay);
            RequireNonNegative(nameof(momentum), momentum);
        }

        /// <inheritdoc/>
        protected override void Update(optim.ParamGroup group, optim.ParameterBatch batch)
        {
            var (alpha, eps, momentum) = (group.Number("alpha"), group.Number("eps"), group.Number("momentum"));
            batch.CountPlainSteps();
            var gradients = batch.Decayed(group);
            var squares = batch.States("square_avg");
            var buffers = momentum > 0 ? batch.States("momentum_buffer") : null;
            aten._foreach_mul__Scalar(squares, alpha);
            aten._foreach_addcmul__Scalar(squares, gradients, gradients, 1 - alpha);
            Tensor[] roots;
            if (group.Flag("centered"))
            {
                var means = batch.States("grad_avg");
                aten._foreach_mul__Scalar(means, alpha);
                aten._foreach_add__List(means, gradients, 1 - alpha);
                roots = aten._foreach_addcmul_Scalar(squares, means, means, -1);
                aten._foreach_sqrt_(roots);
            }
            else
            {
                roots = aten._foreach_sqrt(squares);
            }

            aten._foreach_add__Scalar(roots, eps);
            if (buffers is null)
            {
                aten._foreach_addcdiv__Scalar(batch.Parameters, gradients, roots, -group.LearningRate);
                return;
            }

            aten._foreach_mul__Scalar(buffers, momentum);
            aten._foreach_addcdiv__Scalar(buffers, gradients, roots);
            aten._foreach_add__List(batch.Parameters, buffers, -group.LearningRate);
        }

        private protected override OptimizerOptions NewOptions() => new Options();

        private protected override ParameterState NewState() => new State();

        /// <summary>What the optimizer knows of one parameter; the tensors are its own.</summary>
        public sealed class State : SteppedState
        {
            /// <summary>Running means of the squared gradients.</summary>
            public Tensor? square_avg => Values("square_avg");

            /// <summary>The kept steps, with momentum.</summary>
            public Tensor? momentum_buffer => Values("momentum_buffer");

            /// <summary>Running means of the gradients, if centred.</summary>
            public Tensor? grad_avg => Values("grad_avg");
        }

        /// <summary>Options of a group; null leaves one to the optimizer.</summary>
        public sealed class Options : MomentumOptions
        {
            /// <summary>The decay rate of the running means.</summary>
            public double? alpha { get; set; }

            /// <summary>Added to the divisor.</summary>
            public double? eps { get; set; }

            /// <summary>The weight decay.</summary>
            public double? weight_decay { get; set; }

            /// <summary>Whether the variance is the divisor.</summary>
            public bool? centered { get; set; }

            /// <summary>Whether the objective is maximized.</summary>
            public bool? maximize { get; set; }

            /// <inheritdoc/>
            protected internal override IEnumerable<(string Key, object? Value)> Given(IReadOnlyDictionary<string, object?> common)
                => [.. base.Given(common), ("alpha", alpha), ("eps", eps), ("weight_decay", weight_decay), ("centered", centered), ("maximize", maximize)];
        }

        /// <summary>Parameters with options of their own.</summary>
        public sealed class ParamGroup : MomentumParamGroup<Options>
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
            /// <param name="alpha">The decay rate of the running means.</param>
            /// <param name="eps">Added to the divisor.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="momentum">The share of the last step that is kept.</param>
            /// <param name="centered">Whether the variance is the divisor.</param>
            /// <param name="maximize">Whether the objective is maximized.</param>
            public ParamGroup(
                IEnumerable<Parameter> parameters, double lr = 1e-2, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
                : base(parameters, new() { LearningRate = lr, alpha = alpha, eps = eps, weight_decay = weight_decay, momentum = momentum, centered = centered, maximize = maximize })
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
            /// <summary>Gradients divided by their running size. See <see cref="RMSprop"/>.</summary>
            /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
            public static RMSprop RMSProp(
                IEnumerable<Parameter> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
                => new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize: maximize);

            /// <inheritdoc cref="RMSProp(IEnumerable{Parameter}, double, double, double, double, double, bool, bool)"/>
            public static RMSprop RMSProp(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
                => RMSProp(parameters.Select(entry => entry.parameter), lr, alpha, eps, weight_decay, momentum, centered, maximize);

            /// <inheritdoc cref="RMSProp(IEnumerable{Parameter}, double, double, double, double, double, bool, bool)"/>
            public static RMSprop RMSProp(
                IEnumerable<RMSprop.ParamGroup> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
                => new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize: maximize);
        }
    }
}
