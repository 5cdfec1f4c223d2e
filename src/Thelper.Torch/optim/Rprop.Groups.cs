using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <content>Groups with options of their own.</content>
public sealed partial class Rprop
{
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
