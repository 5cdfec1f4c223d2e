using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <content>Groups with options of their own.</content>
public sealed partial class Adagrad
{
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
