using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Stochastic gradient descent that also averages the parameters along its way.</summary>
    /// <remarks>B. Polyak and A. Juditsky, "Acceleration of stochastic approximation by averaging", 1992. The averages are the state <c>ax</c>.</remarks>
    [TypeName("torch.optim.ASGD", "torch.optim.asgd.ASGD")]
    public sealed class ASGD : optim.Optimizer
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
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
        [ConfigConstructor]
        public ASGD(
            IEnumerable<Parameter> parameters, [ConfigValue(Min = 0)] double lr = 1e-2, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, [ConfigValue(Min = 0)] double weight_decay = 0, bool? @foreach = null, bool maximize = false)
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
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
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

        private protected override OptimizerOptions NewOptions() => new Options();

        private protected override ParameterState NewState() => new State();

        /// <summary>What the optimizer knows of one parameter; the tensors are its own.</summary>
        public sealed class State : SteppedState
        {
            /// <summary>The rate of the next step.</summary>
            public double eta => Number("eta");

            /// <summary>Weight of the next point in the average.</summary>
            public double mu => Number("mu");

            /// <summary>The average point.</summary>
            public Tensor? ax => Values("ax");
        }

        /// <summary>Options of a group; null leaves one to the optimizer.</summary>
        public sealed class Options : OptimizerOptions
        {
            /// <summary>The decay of the parameters.</summary>
            public double? lambd { get; set; }

            /// <summary>The exponent with which the learning rate falls.</summary>
            public double? alpha { get; set; }

            /// <summary>The step at which averaging begins.</summary>
            public double? t0 { get; set; }

            /// <summary>The weight decay.</summary>
            public double? weight_decay { get; set; }

            /// <summary>Whether the objective is maximized.</summary>
            public bool? maximize { get; set; }

            /// <inheritdoc/>
            protected internal override IEnumerable<(string Key, object? Value)> Given(IReadOnlyDictionary<string, object?> common)
                => [.. base.Given(common), ("lambd", lambd), ("alpha", alpha), ("t0", t0), ("weight_decay", weight_decay), ("maximize", maximize)];
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
            /// <param name="lambd">The decay of the parameters.</param>
            /// <param name="alpha">The exponent with which the learning rate falls.</param>
            /// <param name="t0">The step at which averaging begins.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="maximize">Whether the objective is maximized.</param>
            public ParamGroup(
                IEnumerable<Parameter> parameters, double lr = 1e-2, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0, bool maximize = false)
                : base(parameters, new() { LearningRate = lr, lambd = lambd, alpha = alpha, t0 = t0, weight_decay = weight_decay, maximize = maximize })
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
            /// <summary>Gradient descent with averaging. See <see cref="Modules.ASGD"/>.</summary>
            /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
            public static ASGD ASGD(
                IEnumerable<Parameter> parameters, double lr = 1e-2, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0, bool maximize = false)
                => new(parameters, lr, lambd, alpha, t0, weight_decay, maximize: maximize);

            /// <inheritdoc cref="ASGD(IEnumerable{Parameter}, double, double, double, double, double, bool)"/>
            public static ASGD ASGD(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-2, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0, bool maximize = false)
                => ASGD(parameters.Select(entry => entry.parameter), lr, lambd, alpha, t0, weight_decay, maximize);

            /// <inheritdoc cref="ASGD(IEnumerable{Parameter}, double, double, double, double, double, bool)"/>
            public static ASGD ASGD(
                IEnumerable<ASGD.ParamGroup> parameters, double lr = 1e-2, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0, bool maximize = false)
                => new(parameters, lr, lambd, alpha, t0, weight_decay, maximize: maximize);
        }
    }
}
