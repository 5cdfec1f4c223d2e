using System.Globalization;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The rates go up and down between two bounds in straight lines, and the momentum the other way.</summary>
    /// <remarks>L. Smith, "Cyclical learning rates for training neural networks", 2017. One step is one batch.
    /// PyTorch keeps a reference to a method in the state, which no file holds; it is left out here, and PyTorch reads the state without it.
    /// A function of the user's own is left out likewise: the resuming program provides it.</remarks>
    [TypeName("torch.optim.lr_scheduler.CyclicLR")]
    public sealed class CyclicLR : optim.lr_scheduler.LRScheduler
    {
        /// <summary>Creates the schedule.</summary>
        /// <param name="optimizer">Whose rates it changes.</param>
        /// <param name="base_lr">The lower bound: a number, or a list with one for each group.</param>
        /// <param name="max_lr">The upper bound, likewise.</param>
        /// <param name="step_size_up">The number of steps up.</param>
        /// <param name="step_size_down">The number of steps down; as many unless given.</param>
        /// <param name="mode"><c>triangular</c>; <c>triangular2</c>: half as high each cycle; <c>exp_range</c>: gamma times as high each step.</param>
        /// <param name="gamma">The factor of <c>exp_range</c>.</param>
        /// <param name="cycle_momentum">Whether the momentum moves, too.</param>
        /// <param name="base_momentum">Its lower bound: a number, or a list with one for each group (0.8).</param>
        /// <param name="max_momentum">Its upper bound, likewise (0.9).</param>
        /// <param name="last_epoch">The step done last when a run is resumed.</param>
        /// <param name="verbose">Whether each change is written to the console.</param>
        /// <param name="scale_fn">The height of a cycle by its number from 1, or by the step: instead of <paramref name="mode"/>.</param>
        /// <param name="scale_mode">What <paramref name="scale_fn"/> is given: <c>cycle</c> or <c>iterations</c>.</param>
        /// <exception cref="UserErrorException">An option is outside of its range, has another number of values than there are groups, the optimizer has no momentum to cycle, or there is nothing to resume from.</exception>
        public CyclicLR(
            optim.Optimizer optimizer, [ConfigValue(Min = 0, Holds = [typeof(double), typeof(List<double>)], Example = "0.01")] object base_lr, [ConfigValue(Min = 0, Holds = [typeof(double), typeof(List<double>)], Example = "0.01")] object max_lr, [ConfigValue(Min = 1)] int step_size_up = 2000, [ConfigValue(Min = 0)] int? step_size_down = null, [ConfigValue(Choices = ["triangular", "triangular2", "exp_range"])] string mode = "triangular", double gamma = 1.0,
            bool cycle_momentum = true, object? base_momentum = null, object? max_momentum = null, int last_epoch = -1, bool verbose = false,
            Func<double, double>? scale_fn = null, [ConfigValue(Choices = ["cycle", "iterations"])] string scale_mode = "cycle")
            : base(
                optimizer, last_epoch, verbose,
                State(optimizer, base_lr, max_lr, step_size_up, step_size_down ?? step_size_up, mode, gamma, cycle_momentum, base_momentum ?? 0.8, max_momentum ?? 0.9, last_epoch == -1, scale_fn, scale_mode))
            => Set("base_lrs", PerGroup(optimizer, nameof(CyclicLR), nameof(base_lr), base_lr));

        /// <inheritdoc/>
        public override PyDict state_dict()
        {
            var state = base.state_dict();
            state["_scale_fn_custom"] = null;
            return state;
        }

        /// <inheritdoc/>
        public override void load_state_dict(PyDict state_dict)
        {
            ArgumentNullException.ThrowIfNull(state_dict);
            base.load_state_dict(Completed(state_dict, "_scale_fn_custom"));
        }

        /// <inheritdoc/>
        protected override double[] get_lr()
        {
            var (size, ratio) = (Number("total_size"), Number("step_ratio"));
            var cycle = Math.Floor(1 + (LastEpoch / size));
            var x = 1.0 + (LastEpoch / size) - cycle;
            var height = x <= ratio ? x / ratio : (x - 1) / (ratio - 1);
            var argument = Fields["scale_mode"] is "cycle" ? cycle : LastEpoch;
            var scale = Fields["_scale_fn_custom"] is Func<double, double> custom ? custom(argument) : (string)Fields["mode"]! switch
            {
                "triangular" => 1.0,
                "triangular2" => 1 / Math.Pow(2.0, cycle - 1),
                _ => Math.Pow(Number("gamma"), LastEpoch),
            };
            if (Fields["cycle_momentum"] is true)
            {
                var (low, high) = (List("base_momentums"), List("max_momentums"));
                for (var i = 0; i < high.Count; i++)
                {
                    Optimizer.ParamGroups[i].Options["momentum"] = high[i] - ((high[i] - low[i]) * height * scale);
                }
            }

            return BaseLRs.Zip(List("max_lrs"), (low, high) => low + ((high - low) * height * scale)).ToArray();
        }

        private static (string, object?)[] State(
            optim.Optimizer optimizer, object base_lr, object max_lr, double up, double down, string mode, double gamma,
            bool momentum, object base_momentum, object max_momentum, bool start, Func<double, double>? scale_fn, string scale_mode)
        {
            if (scale_fn is null && mode is not ("triangular" or "triangular2" or "exp_range"))
            {
                throw Invalid(nameof(CyclicLR), $"mode is 'triangular', 'triangular2' or 'exp_range', not '{mode}'");
            }

            if (up <= 0 || down < 0)
            {
                throw Invalid(nameof(CyclicLR), up <= 0 ? $"step_size_up is positive, not {(long)up}" : $"step_size_down is not negative, but {(long)down} is");
            }

            if (momentum && !optimizer.ParamGroups[0].Options.ContainsKey("momentum"))
            {
                throw Invalid(nameof(CyclicLR), $"{optimizer.GetType().Name} has no momentum to cycle: set cycle_momentum to false");
            }

            List<object?> Each(string name, object value) => PerGroup(optimizer, nameof(CyclicLR), name, value);
            var rates = Each(nameof(base_lr), base_lr);
            var least = momentum ? Each(nameof(base_momentum), base_momentum) : [];
            for (var i = 0; start && i < rates.Count; i++)
            {
                optimizer.ParamGroups[i].LearningRate = Convert.ToDouble(rates[i], CultureInfo.InvariantCulture);
                if (momentum)
                {
                    optimizer.ParamGroups[i].Options["momentum"] = least[i];
                }
            }

            List<(string, object?)> fields =
            [
                ("max_lrs", Each(nameof(max_lr), max_lr)), ("total_size", up + down), ("step_ratio", up / (up + down)), ("mode", mode), ("gamma", gamma),
                ("_scale_fn_custom", scale_fn), ("scale_mode", scale_fn is not null ? scale_mode : mode == "exp_range" ? "iterations" : "cycle"), ("cycle_momentum", momentum),
            ];
            if (momentum)
            {
                fields.Add(("base_momentums", optimizer.ParamGroups.Select(group => group.Options["momentum"]).ToList()));
                fields.Add(("max_momentums", Each(nameof(max_momentum), max_momentum)));
            }

            return [.. fields];
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
                /// <summary>The rates go up and down between two bounds. See <see cref="Modules.CyclicLR"/>.</summary>
                /// <exception cref="UserErrorException">An option is outside of its range, has another number of values than there are groups, the optimizer has no momentum to cycle, or there is nothing to resume from.</exception>
                public static LRScheduler CyclicLR(
                    Optimizer optimizer, double base_lr, double max_lr, int step_size_up = 2000, int? step_size_down = null, string mode = "triangular", double gamma = 1.0,
                    Func<double, double>? scale_fn = null, string scale_mode = "cycle", bool cycle_momentum = true, double base_momentum = 0.8, double max_momentum = 0.9,
                    int last_epoch = -1, bool verbose = false)
                    => new Modules.CyclicLR(optimizer, base_lr, max_lr, step_size_up, step_size_down, mode, gamma, cycle_momentum, base_momentum, max_momentum, last_epoch, verbose, scale_fn, scale_mode);

                /// <summary>The rates of each group go up and down between two bounds of its own. See <see cref="Modules.CyclicLR"/>.</summary>
                /// <exception cref="UserErrorException">An option is outside of its range, has another number of values than there are groups, the optimizer has no momentum to cycle, or there is nothing to resume from.</exception>
                public static LRScheduler CyclicLR(
                    Optimizer optimizer, IEnumerable<double> base_lr, IEnumerable<double> max_lr, int step_size_up = 2000, int? step_size_down = null, string mode = "triangular", double gamma = 1.0,
                    Func<double, double>? scale_fn = null, string scale_mode = "cycle", bool cycle_momentum = true, IEnumerable<double>? base_momentum = null, IEnumerable<double>? max_momentum = null,
                    int last_epoch = -1, bool verbose = false)
                    => new Modules.CyclicLR(optimizer, base_lr, max_lr, step_size_up, step_size_down, mode, gamma, cycle_momentum, base_momentum, max_momentum, last_epoch, verbose, scale_fn, scale_mode);
            }
        }
    }
}
