using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <content>Groups with options of their own.</content>
public sealed partial class ASGD
{
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
