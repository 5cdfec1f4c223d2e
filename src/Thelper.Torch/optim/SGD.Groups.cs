using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <content>Groups with options of their own.</content>
public sealed partial class SGD
{
    /// <summary>Options of a group; null leaves one to the optimizer.</summary>
    public sealed class Options : OptimizerOptions
    {
        /// <summary>The share of the last step that is kept.</summary>
        public double? momentum { get; set; }

        /// <summary>The share of the gradient that the momentum leaves out.</summary>
        public double? dampening { get; set; }

        /// <summary>The weight decay.</summary>
        public double? weight_decay { get; set; }

        /// <summary>Whether the momentum is Nesterov's.</summary>
        public bool? nesterov { get; set; }

        /// <summary>Whether the objective is maximized.</summary>
        public bool? maximize { get; set; }

        /// <inheritdoc/>
        protected internal override IEnumerable<(string Key, object? Value)> Given(IReadOnlyDictionary<string, object?> common)
            => [.. base.Given(common), ("momentum", momentum), ("dampening", dampening), ("weight_decay", weight_decay), ("nesterov", nesterov), ("maximize", maximize)];
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
        /// <param name="momentum">The share of the last step that is kept.</param>
        /// <param name="dampening">The share of the gradient that the momentum leaves out.</param>
        /// <param name="weight_decay">The weight decay.</param>
        /// <param name="nesterov">Whether the momentum is Nesterov's.</param>
        /// <param name="maximize">Whether the objective is maximized.</param>
        public ParamGroup(
            IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
            : base(parameters, new() { LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize })
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
