using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The rates times a factor that goes in a straight line for some epochs.</summary>
    /// <param name="optimizer">Whose rates it changes.</param>
    /// <param name="start_factor">The first factor, in [0, 1].</param>
    /// <param name="end_factor">The last factor, in [0, 1].</param>
    /// <param name="total_iters">The number of epochs.</param>
    /// <param name="last_epoch">The epoch done last when a run is resumed.</param>
    /// <param name="verbose">Whether each change is written to the console.</param>
    /// <exception cref="UserErrorException">An option is outside of its range, or there is nothing to resume from.</exception>
    [TypeName("torch.optim.lr_scheduler.LinearLR")]
    public sealed class LinearLR(
        optim.Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0, [ConfigValue(Min = 1)] int total_iters = 5, int last_epoch = -1, bool verbose = false)
        : optim.lr_scheduler.LRScheduler(
            optimizer, last_epoch, verbose,
            ("start_factor", Share(nameof(start_factor), start_factor)), ("end_factor", Share(nameof(end_factor), end_factor)), ("total_iters", (long)total_iters))
    {
        /// <inheritdoc/>
        protected override double[] get_lr()
        {
            var (start, end, total) = (Number("start_factor"), Number("end_factor"), Integer("total_iters"));
            return LastEpoch == 0 ? Scaled(start)
                : LastEpoch > total ? CurrentLRs
                : start == 0 ? get_closed_form_lr() // PyTorch divides by it
                : Scaled(1.0 + ((end - start) / ((total * start) + ((LastEpoch - 1) * (end - start)))));
        }

        /// <inheritdoc/>
        /// <exception cref="UserErrorException">The schedule is for no epochs.</exception>
        protected override double[] get_closed_form_lr()
        {
            var (start, end, total) = (Number("start_factor"), Number("end_factor"), Integer("total_iters"));
            if (total == 0)
            {
                // Without an epoch it goes on with the rates that there are, as in PyTorch, which divides by 0 here.
                throw Invalid("total_iters is 0, and so no epoch has a rate; give it a positive number of epochs");
            }

            return FromBase(lr => lr * (start + ((end - start) * Math.Min(total, LastEpoch) / total)));
        }

        private static double Share(string name, double factor) => factor is >= 0 and <= 1 ? factor : throw Invalid(nameof(LinearLR), $"{name} is in [0, 1], not {PythonText.Of(factor)}");
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
                /// <summary>The rates times a factor that goes in a straight line. See <see cref="Modules.LinearLR"/>.</summary>
                /// <exception cref="UserErrorException">An option is outside of its range, or there is nothing to resume from.</exception>
                public static LRScheduler LinearLR(
                    Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                    => new Modules.LinearLR(optimizer, start_factor, end_factor, total_iters, last_epoch, verbose);
            }
        }
    }
}
