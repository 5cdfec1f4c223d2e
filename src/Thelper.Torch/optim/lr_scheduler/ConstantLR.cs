using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The rates times a factor for some epochs, then the first ones.</summary>
    /// <param name="optimizer">Whose rates it changes.</param>
    /// <param name="factor">The factor, in [0, 1].</param>
    /// <param name="total_iters">The number of epochs.</param>
    /// <param name="last_epoch">The epoch done last when a run is resumed.</param>
    /// <param name="verbose">Whether each change is written to the console.</param>
    /// <exception cref="UserErrorException">An option is outside of its range, or there is nothing to resume from.</exception>
    [TypeName("torch.optim.lr_scheduler.ConstantLR")]
    public sealed class ConstantLR(optim.Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false)
        : optim.lr_scheduler.LRScheduler(optimizer, last_epoch, verbose, ("factor", Share(factor)), ("total_iters", (long)total_iters))
    {
        /// <inheritdoc/>
        protected override double[] get_lr() => LastEpoch == 0 ? Scaled(Number("factor"))
            : LastEpoch != Integer("total_iters") ? CurrentLRs
            : Number("factor") == 0 ? get_closed_form_lr() // PyTorch divides by it
            : Scaled(1.0 / Number("factor"));

        /// <inheritdoc/>
        protected override double[] get_closed_form_lr()
        {
            var factor = Number("factor");
            return FromBase(lr => lr * (factor + (LastEpoch >= Integer("total_iters") ? 1 - factor : 0)));
        }

        private static double Share(double factor) => factor is >= 0 and <= 1 ? factor : throw Invalid(nameof(ConstantLR), $"factor is in [0, 1], not {PythonText.Of(factor)}");
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
                /// <summary>The rates times a factor for some epochs. See <see cref="Modules.ConstantLR"/>.</summary>
                /// <exception cref="UserErrorException">An option is outside of its range, or there is nothing to resume from.</exception>
                public static LRScheduler ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                    => new Modules.ConstantLR(optimizer, factor, total_iters, last_epoch, verbose);
            }
        }
    }
}
