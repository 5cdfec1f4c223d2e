using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <content>Groups with options of their own.</content>
public sealed partial class RAdam
{
    /// <summary>Options of a group; null leaves one to the optimizer.</summary>
    public sealed class Options : OptimizerOptions
    {
        /// <summary>The decay rate of the first running mean.</summary>
        public double? beta1 { get; set; }

        /// <summary>The decay rate of the second one.</summary>
        public double? beta2 { get; set; }

        /// <summary>Added to the divisor.</summary>
        public double? eps { get; set; }

        /// <summary>The weight decay.</summary>
        public double? weight_decay { get; set; }

        /// <inheritdoc/>
        protected internal override IEnumerable<(string Key, object? Value)> Given(IReadOnlyDictionary<string, object?> common)
            => [.. base.Given(common), ("betas", Pair("betas", beta1, beta2, common)), ("eps", eps), ("weight_decay", weight_decay)];
    }

    /// <summary>Parameters with options of their own.</summary>
    public sealed class ParamGroup : ParamGroup<Options>, optim.IBetas
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

        /// <inheritdoc/>
        public (double, double) Betas
        {
            get => Joined?.Pair("betas") ?? (Options?.beta1 ?? 0.9, Options?.beta2 ?? 0.999);
            set
            {
                ((Options ??= new()).beta1, Options.beta2) = value;
                Joined?.Options["betas"] = Tuple(value);
            }
        }
    }
}
