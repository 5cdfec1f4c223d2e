using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The rates times gamma every few epochs.</summary>
    /// <param name="optimizer">Whose rates it changes.</param>
    /// <param name="step_size">The number of epochs between changes.</param>
    /// <param name="gamma">The factor.</param>
    /// <param name="last_epoch">The epoch done last when a run is resumed.</param>
    /// <param name="verbose">Whether each change is written to the console.</param>
    /// <exception cref="UserErrorException">An option is outside of its range, or there is nothing to resume from.</exception>
    [TypeName("torch.optim.lr_scheduler.StepLR")]
    public sealed class StepLR(optim.Optimizer optimizer, [ConfigValue(Min = 1)] int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
        : optim.lr_scheduler.LRScheduler(optimizer, last_epoch, verbose, ("step_size", Positive(step_size)), ("gamma", gamma))
    {
        /// <inheritdoc/>
        protected override double[] get_lr() => LastEpoch == 0 || LastEpoch % Integer("step_size") != 0 ? CurrentLRs : Scaled(Number("gamma"));

        /// <inheritdoc/>
        protected override double[] get_closed_form_lr() => FromBase(lr => lr * Math.Pow(Number("gamma"), LastEpoch / Integer("step_size")));

        private static long Positive(int step_size) => step_size > 0 ? step_size : throw Invalid(nameof(StepLR), $"step_size is positive, not {step_size}");
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
                /// <summary>The rates times gamma every few epochs. See <see cref="Modules.StepLR"/>.</summary>
                /// <exception cref="UserErrorException">An option is outside of its range, or there is nothing to resume from.</exception>
                public static LRScheduler StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                    => new Modules.StepLR(optimizer, step_size, gamma, last_epoch, verbose);
            }
        }
    }
}
