using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The rates fall to 0 in some epochs, as a power of the epochs left.</summary>
    /// <param name="optimizer">Whose rates it changes.</param>
    /// <param name="total_iters">The number of epochs.</param>
    /// <param name="power">The exponent.</param>
    /// <param name="last_epoch">The epoch done last when a run is resumed.</param>
    /// <param name="verbose">Whether each change is written to the console.</param>
    /// <exception cref="UserErrorException">An epoch is given to resume from, and the optimizer's groups have no first rate.</exception>
    [TypeName("torch.optim.lr_scheduler.PolynomialLR")]
    public sealed class PolynomialLR(optim.Optimizer optimizer, [ConfigValue(Min = 1)] int total_iters = 5, double power = 1.0, int last_epoch = -1, bool verbose = false)
        : optim.lr_scheduler.LRScheduler(optimizer, last_epoch, verbose, ("total_iters", (long)total_iters), ("power", power))
    {
        /// <inheritdoc/>
        protected override double[] get_lr()
        {
            double total = Integer("total_iters");
            return LastEpoch == 0 || LastEpoch > total ? CurrentLRs
                : Scaled(Math.Pow((1.0 - (LastEpoch / total)) / (1.0 - ((LastEpoch - 1) / total)), Number("power")));
        }

        /// <inheritdoc/>
        /// <exception cref="UserErrorException">The schedule is for no epochs.</exception>
        protected override double[] get_closed_form_lr()
        {
            double total = Integer("total_iters");
            if (total == 0)
            {
                // Without an epoch it goes on with the rates that there are, as in PyTorch, which divides by 0 here.
                throw Invalid("total_iters is 0, and so no epoch has a rate; give it a positive number of epochs");
            }

            return FromBase(lr => lr * Math.Pow(1.0 - (Math.Min(total, LastEpoch) / total), Number("power")));
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
                /// <summary>The rates fall to 0 as a power of the epochs left. See <see cref="Modules.PolynomialLR"/>.</summary>
                /// <exception cref="UserErrorException">An epoch is given to resume from, and the optimizer's groups have no first rate.</exception>
                public static LRScheduler PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1.0, int last_epoch = -1, bool verbose = false)
                    => new Modules.PolynomialLR(optimizer, total_iters, power, last_epoch, verbose);
            }
        }
    }
}
