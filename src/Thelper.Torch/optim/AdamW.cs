using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Adam whose weight decay does not pass through the running means.</summary>
    /// <remarks>I. Loshchilov and F. Hutter, "Decoupled weight decay regularization", 2019.</remarks>
    [TypeName("torch.optim.AdamW", "torch.optim.adamw.AdamW")]
    public sealed class AdamW : BetasOptimizer
    {
        /// <summary>Creates the optimizer.</summary>
        /// <param name="parameters">What it changes.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="betas">The decay rates of the running means of gradients and squared gradients (0.9, 0.999).</param>
        /// <param name="eps">Added to the divisor.</param>
        /// <param name="weight_decay">The share of the parameter, times the learning rate, that a step takes off.</param>
        /// <param name="amsgrad">Whether the greatest mean square so far is the divisor.</param>
        /// <param name="maximize">Whether the objective is maximized.</param>
        /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
        /// <param name="capturable">Not supported: false.</param>
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
        [ConfigConstructor]
        public AdamW(
            IEnumerable<Parameter> parameters, [ConfigValue(Min = 0)] double lr = 1e-3, [ConfigValue(Min = 0, Max = 1)] (double, double)? betas = null, [ConfigValue(Min = 0)] double eps = 1e-8, [ConfigValue(Min = 0)] double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false, bool? @foreach = null, bool capturable = false)
            : this([new Modules.ParamGroup { Parameters = parameters }], lr, betas, eps, weight_decay, amsgrad, maximize, @foreach, capturable)
        {
        }

        /// <summary>Creates the optimizer for groups with options of their own.</summary>
        /// <param name="parameters">The groups; the other arguments are for those that leave them out.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="betas">The decay rates of the running means of gradients and squared gradients (0.9, 0.999).</param>
        /// <param name="eps">Added to the divisor.</param>
        /// <param name="weight_decay">The share of the parameter, times the learning rate, that a step takes off.</param>
        /// <param name="amsgrad">Whether the greatest mean square so far is the divisor.</param>
        /// <param name="maximize">Whether the objective is maximized.</param>
        /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
        /// <param name="capturable">Not supported: false.</param>
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
        public AdamW(
            IEnumerable<Modules.ParamGroup> parameters, double lr = 1e-3, (double, double)? betas = null, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false, bool? @foreach = null, bool capturable = false)
            : base(parameters, ("lr", lr), ("betas", BetaPair(betas)), ("eps", eps), ("weight_decay", weight_decay), ("amsgrad", amsgrad), ("foreach", @foreach), ("maximize", maximize), ("capturable", capturable))
        {
            RequireMeans(lr, betas, eps, weight_decay);
        }

        /// <inheritdoc/>
        protected override void Update(optim.ParamGroup group, optim.ParameterBatch batch)
        {
            aten._foreach_mul__Scalar(batch.Parameters, 1 - (group.LearningRate * group.Number("weight_decay")));
            AdamUpdate(group, batch, batch.Gradients);
        }

        private protected override void Pass(optim.ParamGroup group) => AdamPass(group, decoupled: true);

        private protected override OptimizerOptions NewOptions() => new Options();

        private protected override ParameterState NewState() => new State();

        /// <summary>What the optimizer knows of one parameter; the tensors are its own.</summary>
        public sealed class State : MeansState
        {
            /// <summary>The greatest of these so far, with amsgrad.</summary>
            public Tensor? max_exp_avg_sq => Values("max_exp_avg_sq");
        }

        /// <summary>Options of a group; null leaves one to the optimizer.</summary>
        public sealed class Options : AdamGroupOptions;

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
            /// <param name="amsgrad">Whether the greatest mean square so far is the divisor.</param>
            /// <param name="maximize">Whether the objective is maximized.</param>
            public ParamGroup(
                IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false)
                : base(parameters, new() { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize })
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
            /// <summary>Adam with a weight decay of its own. See <see cref="Modules.AdamW"/>.</summary>
            /// <remarks>The defaults are PyTorch's: <paramref name="beta2"/> is 0.999 and <paramref name="weight_decay"/> 0.01, where TorchSharp has 0.99 and 0.</remarks>
            /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
            public static AdamW AdamW(
                IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false)
                => new(parameters, lr, (beta1, beta2), eps, weight_decay, amsgrad, maximize);

            /// <inheritdoc cref="AdamW(IEnumerable{Parameter}, double, double, double, double, double, bool, bool)"/>
            public static AdamW AdamW(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false)
                => AdamW(parameters.Select(entry => entry.parameter), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

            /// <inheritdoc cref="AdamW(IEnumerable{Parameter}, double, double, double, double, double, bool, bool)"/>
            public static AdamW AdamW(
                IEnumerable<AdamW.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false)
                => new(parameters, lr, (beta1, beta2), eps, weight_decay, amsgrad, maximize);
        }
    }
}
