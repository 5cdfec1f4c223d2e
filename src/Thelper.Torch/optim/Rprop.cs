using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Steps whose sizes grow while the gradient keeps its sign and shrink when it turns; for full batches.</summary>
    /// <remarks>M. Riedmiller and H. Braun, "A direct adaptive method for faster backpropagation learning: the RPROP algorithm", 1993.</remarks>
    [TypeName("torch.optim.Rprop", "torch.optim.rprop.Rprop")]
    public sealed class Rprop : optim.Optimizer
    {
        /// <summary>Creates the optimizer.</summary>
        /// <param name="parameters">What it changes.</param>
        /// <param name="lr">The first step size.</param>
        /// <param name="etas">The factors that shrink (below 1) and grow (above 1) it (0.5, 1.2).</param>
        /// <param name="step_sizes">The least and the greatest step size (1e-6, 50).</param>
        /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
        /// <param name="maximize">Whether the objective is maximized.</param>
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
        [ConfigConstructor]
        public Rprop(
            IEnumerable<Parameter> parameters, [ConfigValue(Min = 0)] double lr = 1e-2, (double, double)? etas = null, (double, double)? step_sizes = null, bool? @foreach = null, bool maximize = false)
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
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
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

        private protected override OptimizerOptions NewOptions() => new Options();

        private protected override ParameterState NewState() => new State();

        /// <summary>What the optimizer knows of one parameter; the tensors are its own.</summary>
        public sealed class State : SteppedState
        {
            /// <summary>The gradients of the step before.</summary>
            public Tensor? prev => Values("prev");

            /// <summary>Sizes of the steps.</summary>
            public Tensor? step_size => Values("step_size");
        }

        /// <summary>Options of a group; null leaves one to the optimizer.</summary>
        public sealed class Options : OptimizerOptions
        {
            /// <summary>The factor that shrinks a step size.</summary>
            public double? etaminus { get; set; }

            /// <summary>The factor that grows one.</summary>
            public double? etaplus { get; set; }

            /// <summary>The least step size.</summary>
            public double? min_step { get; set; }

            /// <summary>The greatest one.</summary>
            public double? max_step { get; set; }

            /// <summary>Whether the objective is maximized.</summary>
            public bool? maximize { get; set; }

            /// <inheritdoc/>
            protected internal override IEnumerable<(string Key, object? Value)> Given(IReadOnlyDictionary<string, object?> common)
                => [.. base.Given(common), ("etas", Pair("etas", etaminus, etaplus, common)), ("step_sizes", Pair("step_sizes", min_step, max_step, common)), ("maximize", maximize)];
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
            /// <param name="etaminus">The factor that shrinks a step size.</param>
            /// <param name="etaplus">The factor that grows one.</param>
            /// <param name="min_step">The least step size.</param>
            /// <param name="max_step">The greatest one.</param>
            /// <param name="maximize">Whether the objective is maximized.</param>
            public ParamGroup(
                IEnumerable<Parameter> parameters, double lr = 1e-2, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50, bool maximize = false)
                : base(parameters, new() { LearningRate = lr, etaminus = etaminus, etaplus = etaplus, min_step = min_step, max_step = max_step, maximize = maximize })
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
            /// <summary>Steps by the signs of gradients. See <see cref="Modules.Rprop"/>.</summary>
            /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
            public static Rprop Rprop(
                IEnumerable<Parameter> parameters, double lr = 1e-2, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50, bool maximize = false)
                => new(parameters, lr, (etaminus, etaplus), (min_step, max_step), maximize: maximize);

            /// <inheritdoc cref="Rprop(IEnumerable{Parameter}, double, double, double, double, double, bool)"/>
            public static Rprop Rprop(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-2, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50, bool maximize = false)
                => Rprop(parameters.Select(entry => entry.parameter), lr, etaminus, etaplus, min_step, max_step, maximize);

            /// <inheritdoc cref="Rprop(IEnumerable{Parameter}, double, double, double, double, double, bool)"/>
            public static Rprop Rprop(
                IEnumerable<Rprop.ParamGroup> parameters, double lr = 1e-2, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50, bool maximize = false)
                => new(parameters, lr, (etaminus, etaplus), (min_step, max_step), maximize: maximize);
        }
    }
}
