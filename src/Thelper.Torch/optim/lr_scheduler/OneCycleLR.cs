using System.Collections;
using System.Globalization;
using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The rates go up to a greatest one and down to almost nothing in a known number of steps, and the momentum the other way.</summary>
    /// <remarks>L. Smith and N. Topin, "Super-convergence: very fast training of neural networks using large learning rates", 2018. One step is one batch.</remarks>
    [TypeName("torch.optim.lr_scheduler.OneCycleLR")]
    public sealed class OneCycleLR : AnnealedScheduler
    {
        /// <summary>Creates the schedule.</summary>
        /// <param name="optimizer">Whose rates it changes.</param>
        /// <param name="max_lr">The greatest rate: a number, or a list with one for each group.</param>
        /// <param name="total_steps">The number of steps; or give the next two.</param>
        /// <param name="epochs">The number of epochs.</param>
        /// <param name="steps_per_epoch">The number of steps of an epoch.</param>
        /// <param name="pct_start">The share of the steps that go up, in [0, 1].</param>
        /// <param name="anneal_strategy"><c>cos</c> or <c>linear</c>.</param>
        /// <param name="cycle_momentum">Whether the momentum (or the first beta) moves, too.</param>
        /// <param name="base_momentum">Its lower bound: a number, or a list with one for each group (0.85).</param>
        /// <param name="max_momentum">Its upper bound, likewise (0.95).</param>
        /// <param name="div_factor">The greatest rate over the first.</param>
        /// <param name="final_div_factor">The first rate over the last.</param>
        /// <param name="three_phase">Whether the way down stops over at the first rate.</param>
        /// <param name="last_epoch">The step done last when a run is resumed.</param>
        /// <param name="verbose">Whether each change is written to the console.</param>
        /// <exception cref="UserErrorException">An option is outside of its range, has another number of values than there are groups, the optimizer has no momentum to cycle, or there is nothing to resume from.</exception>
        public OneCycleLR(
            optim.Optimizer optimizer, [ConfigValue(Min = 0, Holds = [typeof(double), typeof(List<double>)], Example = "0.01")] object max_lr, int? total_steps = null, int? epochs = null, int? steps_per_epoch = null, double pct_start = 0.3,
            [ConfigValue(Choices = ["cos", "linear"])] string anneal_strategy = "cos", bool cycle_momentum = true, object? base_momentum = null, object? max_momentum = null,
            double div_factor = 25.0, double final_div_factor = 1e4, bool three_phase = false, int last_epoch = -1, bool verbose = false)
            : base(
                Prepare(optimizer, max_lr, cycle_momentum, base_momentum ?? 0.85, max_momentum ?? 0.95, div_factor, final_div_factor, last_epoch == -1), last_epoch, verbose,
                State(optimizer, total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum, three_phase))
        {
        }

        private protected override (string Class, string Cosine, string Linear) Functions => ("torch.optim.lr_scheduler.OneCycleLR", "_annealing_cos", "_annealing_linear");

        /// <inheritdoc/>
        /// <exception cref="UserErrorException">There is no such step.</exception>
        protected override double[] get_lr()
        {
            var step = LastEpoch;
            var phases = ((IEnumerable)Fields["_schedule_phases"]!).Cast<PyDict>().ToArray();
            var start = 0.0;
            var phase = phases[0];
            foreach (var candidate in phases)
            {
                phase = candidate;
                if (step <= End(candidate) || candidate == phases[^1])
                {
                    break;
                }

                start = End(candidate);
            }

            // Where the last phase has no length (a pct_start of 1), no step lies in it.
            var length = End(phase) - start;
            if (step > Integer("total_steps") || length == 0)
            {
                throw Invalid($"there is no step {step + 1}: the schedule was made for {Integer("total_steps")}; give it more 'total_steps', or 'epochs' and 'steps_per_epoch' (a session makes a step an epoch), or train for fewer epochs");
            }

            var share = (step - start) / length;
            if (Fields["cycle_momentum"] is true)
            {
                foreach (var group in Optimizer.ParamGroups)
                {
                    SetMomentum(group, Between(group, phase, "momentum", share));
                }
            }

            return Optimizer.ParamGroups.Select(group => Between(group, phase, "lr", share)).ToArray();
        }

        private static double End(PyDict phase) => Convert.ToDouble(phase["end_step"], CultureInfo.InvariantCulture);

        private static void SetMomentum(optim.ParamGroup group, object? momentum)
        {
            if (group.Options.ContainsKey("betas"))
            {
                group.Options["betas"] = new PyTuple(momentum, group.Pair("betas").Second);
            }
            else
            {
                group.Options["momentum"] = momentum;
            }
        }

        private static optim.Optimizer Prepare(
            optim.Optimizer optimizer, object max_lr, bool momentum, object base_momentum, object max_momentum, double div_factor, double final_div_factor, bool start)
        {
            if (momentum && !optimizer.ParamGroups[0].Options.ContainsKey("momentum") && !optimizer.ParamGroups[0].Options.ContainsKey("betas"))
            {
                throw Invalid(nameof(OneCycleLR), $"{optimizer.GetType().Name} has no momentum to cycle: set cycle_momentum to false");
            }

            List<object?> Each(string name, object value) => PerGroup(optimizer, nameof(OneCycleLR), name, value);
            var (rates, least, greatest) = (Each(nameof(max_lr), max_lr), Each(nameof(base_momentum), base_momentum), Each(nameof(max_momentum), max_momentum));
            for (var i = 0; start && i < rates.Count; i++)
            {
                var group = optimizer.ParamGroups[i];
                group.InitialLearningRate = Convert.ToDouble(rates[i], CultureInfo.InvariantCulture) / div_factor;
                group.Options["max_lr"] = rates[i];
                group.Options["min_lr"] = group.InitialLearningRate / final_div_factor;
                if (momentum)
                {
                    SetMomentum(group, greatest[i]);
                    group.Options["max_momentum"] = greatest[i];
                    group.Options["base_momentum"] = least[i];
                }
            }

            return optimizer;
        }

        private static (string, object?)[] State(
            optim.Optimizer optimizer, int? total_steps, int? epochs, int? steps_per_epoch, double pct_start, string strategy, bool momentum, bool three_phase)
        {
            if ((total_steps ?? epochs * steps_per_epoch) is not { } steps || steps <= 0 || (total_steps is null && epochs <= 0))
            {
                throw Invalid(nameof(OneCycleLR), "give a positive total_steps, or positive epochs and steps_per_epoch");
            }

            if (pct_start is not (>= 0 and <= 1))
            {
                throw Invalid(nameof(OneCycleLR), $"pct_start is in [0, 1], not {PythonText.Of(pct_start)}");
            }

            // The way up would be the first step alone, whose place in it is 0 / 0.
            if (pct_start * steps == 1)
            {
                throw Invalid(nameof(OneCycleLR), $"pct_start {PythonText.Of(pct_start)} of {steps} steps is one step, in which no rate can go up; give another pct_start (0 goes down at once), or more steps");
            }

            static PyDict Phase(object end, string from, string to, string momentumFrom, string momentumTo) => new()
            {
                ["end_step"] = end,
                ["start_lr"] = from,
                ["end_lr"] = to,
                ["start_momentum"] = momentumFrom + "_momentum",
                ["end_momentum"] = momentumTo + "_momentum",
            };
            var up = Phase((pct_start * steps) - 1, "initial_lr", "max_lr", "max", "base");
            List<object?> phases = three_phase
                ? [up, Phase((2 * pct_start * steps) - 2, "max_lr", "initial_lr", "base", "max"), Phase(steps - 1L, "initial_lr", "min_lr", "max", "max")]
                : [up, Phase(steps - 1L, "max_lr", "min_lr", "base", "max")];
            List<(string, object?)> fields = [("total_steps", (long)steps), ("_schedule_phases", phases), (Strategy, Checked(nameof(OneCycleLR), strategy)), ("cycle_momentum", momentum)];
            if (momentum)
            {
                fields.Add(("use_beta1", optimizer.ParamGroups[0].Options.ContainsKey("betas")));
            }

            return [.. fields];
        }

        private double Between(optim.ParamGroup group, PyDict phase, string what, double share)
        {
            var (start, end) = (group.Number((string)phase["start_" + what]!), group.Number((string)phase["end_" + what]!));
            return IsLinear ? ((end - start) * share) + start : end + ((start - end) / 2.0 * (Math.Cos(Math.PI * share) + 1));
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static partial class lr_scheduler
            {
                /// <summary>The rates go up and down once. See <see cref="Modules.OneCycleLR"/>.</summary>
                /// <exception cref="UserErrorException">An option is outside of its range, has another number of values than there are groups, the optimizer has no momentum to cycle, or there is nothing to resume from.</exception>
                public static LRScheduler OneCycleLR(
                    Optimizer optimizer, double max_lr, int? total_steps = null, int? epochs = null, int? steps_per_epoch = null, double pct_start = 0.3, string anneal_strategy = "cos",
                    bool cycle_momentum = true, double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false,
                    int last_epoch = -1, bool verbose = false)
                    => new Modules.OneCycleLR(
                        optimizer, max_lr, total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum, base_momentum, max_momentum,
                        div_factor, final_div_factor, three_phase, last_epoch, verbose);

                /// <summary>The rates of each group go up to a greatest one of its own and down once. See <see cref="Modules.OneCycleLR"/>.</summary>
                /// <exception cref="UserErrorException">An option is outside of its range, has another number of values than there are groups, the optimizer has no momentum to cycle, or there is nothing to resume from.</exception>
                public static LRScheduler OneCycleLR(
                    Optimizer optimizer, IEnumerable<double> max_lr, int? total_steps = null, int? epochs = null, int? steps_per_epoch = null, double pct_start = 0.3, string anneal_strategy = "cos",
                    bool cycle_momentum = true, IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false,
                    int last_epoch = -1, bool verbose = false)
                    => new Modules.OneCycleLR(
                        optimizer, max_lr, total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum, base_momentum, max_momentum,
                        div_factor, final_div_factor, three_phase, last_epoch, verbose);
            }
        }
    }
}
