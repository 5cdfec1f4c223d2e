using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <content>Groups with options of their own.</content>
public sealed partial class RMSprop
{
    /// <summary>Options of a group; null leaves one to the optimizer.</summary>
    public sealed class Options : OptimizerOptions
    {
        /// <summary>The decay rate of the running means.</summary>
        public double? alpha { get; set; }

        /// <summary>Added to the divisor.</summary>
        public double? eps { get; set; }

        /// <summary>The weight decay.</summary>
        public double? weight_decay { get; set; }

        /// <summary>The share of the last step that is kept.</summary>
        public double? momentum { get; set; }

        /// <summary>Whether the variance is the divisor.</summary>
        public bool? centered { get; set; }

        /// <summary>Whether the objective is maximized.</summary>
        public bool? maximize { get; set; }

        /// <inheritdoc/>
        protected internal override IEnumerable<(string Key, object? Value)> Given(IReadOnlyDictionary<string, object?> common)
            => [.. base.Given(common), ("alpha", alpha), ("eps", eps), ("weight_decay", weight_decay), ("momentum", momentum), ("centered", centered), ("maximize", maximize)];
    }

    /// <summary>Parameters with options of their own.</summary>
    public sealed class ParamGroup : ParamGroup<Options>, optim.IMomentum
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

        /// <inheritdoc/>
        public double Momentum
        {
            get => Joined?.Number("momentum") ?? Options?.momentum ?? 0;
            set
            {
                (Options ??= new()).momentum = value;
                Joined?.Options["momentum"] = value;
            }
        }
    }
}
