using System.Globalization;
using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The rates times a factor when a metric has stopped improving.</summary>
    [TypeName("torch.optim.lr_scheduler.ReduceLROnPlateau")]
    public sealed class ReduceLROnPlateau : optim.lr_scheduler.LRScheduler
    {
        /// <summary>Creates the schedule.</summary>
        /// <param name="optimizer">Whose rates it changes.</param>
        /// <param name="mode"><c>min</c> if less is better, <c>max</c> if more is.</param>
        /// <param name="factor">The factor, below 1.</param>
        /// <param name="patience">The number of epochs without improvement that are let pass.</param>
        /// <param name="threshold">The least improvement that counts.</param>
        /// <param name="threshold_mode"><c>rel</c>: a share of the best; <c>abs</c>: a difference.</param>
        /// <param name="cooldown">The number of epochs after a change that do not count.</param>
        /// <param name="min_lr">The least rate: a number, or a list with one for each group (0).</param>
        /// <param name="eps">The least change of a rate that is made.</param>
        /// <param name="verbose">Whether each change is written to the console.</param>
        /// <exception cref="UserErrorException">An option is outside of its range, or has another number of values than there are groups.</exception>
        public ReduceLROnPlateau(
            optim.Optimizer optimizer, [ConfigValue(Choices = ["min", "max"])] string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4, [ConfigValue(Choices = ["rel", "abs"])] string threshold_mode = "rel",
            int cooldown = 0, object? min_lr = null, double eps = 1e-8, bool verbose = false)
            : base(optimizer, [])
        {
            if (factor >= 1.0)
            {
                throw Invalid($"factor is below 1, not {PythonText.Of(factor)}");
            }

            if (mode is not ("min" or "max") || threshold_mode is not ("rel" or "abs"))
            {
                throw Invalid($"mode is 'min' or 'max' and threshold_mode 'rel' or 'abs', not '{mode}' and '{threshold_mode}'");
            }

            var worst = mode == "min" ? double.PositiveInfinity : double.NegativeInfinity;
            Set("factor", factor);
            Set("min_lrs", PerGroup(optimizer, nameof(ReduceLROnPlateau), nameof(min_lr), min_lr ?? 0L));
            Set("patience", (long)patience);
            Set("verbose", verbose);
            Set("cooldown", (long)cooldown);
            Set("cooldown_counter", 0L);
            Set("mode", mode);
            Set("threshold", threshold);
            Set("threshold_mode", threshold_mode);
            Set("best", worst);
            Set("num_bad_epochs", 0L);
            Set("mode_worse", worst);
            Set("eps", eps);
            Set("last_epoch", 0L);
        }

        /// <inheritdoc/>
        /// <exception cref="InvalidOperationException">Always: the schedule waits for a metric.</exception>
        public override void step() => throw NeedsMetric();

        /// <inheritdoc/>
        /// <exception cref="InvalidOperationException">Always: the schedule waits for a metric.</exception>
        public override void step(int? epoch) => throw NeedsMetric();

        /// <inheritdoc/>
        public override void step(double current, int? epoch = null)
        {
            Set("last_epoch", epoch ?? LastEpoch + 1);
            var bad = Integer("num_bad_epochs") + 1;
            if (IsBetter(current))
            {
                Set("best", current);
                bad = 0;
            }

            if (Integer("cooldown_counter") is > 0 and var left)
            {
                Set("cooldown_counter", left - 1);
                bad = 0;
            }

            if (bad > Integer("patience"))
            {
                Reduce();
                Set("cooldown_counter", Integer("cooldown"));
                bad = 0;
            }

            Set("num_bad_epochs", bad);
            Set("_last_lr", Numbers(CurrentLRs));
        }

        /// <inheritdoc/>
        protected override double[] get_lr() => CurrentLRs;

        private static InvalidOperationException NeedsMetric() => new("ReduceLROnPlateau follows a metric: call step(metric).");

        private bool IsBetter(double current)
        {
            var (best, threshold) = (Number("best"), Number("threshold"));
            return ((string)Fields["mode"]!, (string)Fields["threshold_mode"]!) switch
            {
                ("min", "rel") => current < best * (1.0 - threshold),
                ("min", _) => current < best - threshold,
                (_, "rel") => current > best * (threshold + 1.0),
                _ => current > best + threshold,
            };
        }

        private void Reduce()
        {
            var least = List("min_lrs");
            for (var i = 0; i < least.Count; i++)
            {
                var group = Optimizer.ParamGroups[i];
                var rate = Math.Max(group.LearningRate * Number("factor"), least[i]);
                if (group.LearningRate - rate > Number("eps"))
                {
                    group.LearningRate = rate;
                    if (Fields["verbose"] is true)
                    {
                        Console.WriteLine(string.Create(
                            CultureInfo.InvariantCulture, $"Epoch {EpochText(LastEpoch)}: reducing learning rate of group {i} to {RateText(rate)}."));
                    }
                }
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
            public static partial class lr_scheduler
            {
                /// <summary>The rates times a factor when a metric has stopped improving. See <see cref="Modules.ReduceLROnPlateau"/>.</summary>
                /// <exception cref="UserErrorException">An option is outside of its range, or has another number of values than there are groups.</exception>
                public static LRScheduler ReduceLROnPlateau(
                    Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4, string threshold_mode = "rel",
                    int cooldown = 0, IList<double>? min_lr = null, double eps = 1e-8, bool verbose = false)
                    => new Modules.ReduceLROnPlateau(optimizer, mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps, verbose);
            }
        }
    }
}
