using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The rates times gamma each epoch.</summary>
    /// <param name="optimizer">Whose rates it changes.</param>
    /// <param name="gamma">The factor.</param>
    /// <param name="last_epoch">The epoch done last when a run is resumed.</param>
    /// <param name="verbose">Whether each change is written to the console.</param>
    /// <exception cref="UserErrorException">An epoch is given to resume from, and the optimizer's groups have no first rate.</exception>
    [TypeName("torch.optim.lr_scheduler.ExponentialLR")]
    public sealed class ExponentialLR(optim.Optimizer optimizer, double gamma, int last_epoch = -1, bool verbose = false)
        : optim.lr_scheduler.LRScheduler(optimizer, last_epoch, verbose, ("gamma", gamma))
    {
        /// <inheritdoc/>
        protected override double[] get_lr() => LastEpoch == 0 ? CurrentLRs : Scaled(Number("gamma"));

        /// <inheritdoc/>
        protected override double[] get_closed_form_lr() => FromBase(lr => lr * Math.Pow(Number("gamma"), LastEpoch));
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
                /// <summary>The rates times gamma each epoch. See <see cref="Modules.ExponentialLR"/>.</summary>
                /// <exception cref="UserErrorException">An epoch is given to resume from, and the optimizer's groups have no first rate.</exception>
                public static LRScheduler ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                    => new Modules.ExponentialLR(optimizer, gamma, last_epoch, verbose);
            }
        }
    }
}
