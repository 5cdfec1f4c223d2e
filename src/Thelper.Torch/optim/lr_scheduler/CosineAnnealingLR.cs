using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The rates swing between the first ones and a least one on half a cosine.</summary>
    /// <remarks>I. Loshchilov and F. Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017, without the restarts.</remarks>
    /// <param name="optimizer">Whose rates it changes.</param>
    /// <param name="T_max">The number of epochs from the first rate to the least.</param>
    /// <param name="eta_min">The least rate.</param>
    /// <param name="last_epoch">The epoch done last when a run is resumed.</param>
    /// <param name="verbose">Whether each change is written to the console.</param>
    /// <exception cref="UserErrorException">An option is outside of its range, or there is nothing to resume from.</exception>
    [TypeName("torch.optim.lr_scheduler.CosineAnnealingLR")]
    public sealed class CosineAnnealingLR(optim.Optimizer optimizer, [ConfigValue(Min = 1)] int T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
        : optim.lr_scheduler.LRScheduler(optimizer, last_epoch, verbose, ("T_max", Positive(T_max)), ("eta_min", ZeroOr(eta_min)))
    {
        /// <inheritdoc/>
        protected override double[] get_lr()
        {
            var (length, least, epoch) = (Integer("T_max"), Number("eta_min"), LastEpoch);
            if (epoch == 0)
            {
                return CurrentLRs;
            }

            if (Integer("_step_count") == 1 && epoch > 0)
            {
                return FromBase(lr => least + ((lr - least) * (1 + Math.Cos(epoch * Math.PI / length)) / 2));
            }

            // The ratio of two neighbours on the curve is undefined where the curve touches the least rate.
            if ((epoch - 1 - length) % (2 * length) == 0)
            {
                return CurrentLRs.Zip(BaseLRs, (now, lr) => now + ((lr - least) * (1 - Math.Cos(Math.PI / length)) / 2)).ToArray();
            }

            return Array.ConvertAll(
                CurrentLRs, now => ((1 + Math.Cos(Math.PI * epoch / length)) / (1 + Math.Cos(Math.PI * (epoch - 1) / length)) * (now - least)) + least);
        }

        /// <inheritdoc/>
        protected override double[] get_closed_form_lr()
        {
            var (length, least) = (Integer("T_max"), Number("eta_min"));
            return FromBase(lr => least + ((lr - least) * (1 + Math.Cos(Math.PI * LastEpoch / length)) / 2));
        }

        private static long Positive(int T_max) => T_max > 0 ? T_max : throw Invalid(nameof(CosineAnnealingLR), $"T_max is a positive number of epochs, not {T_max}");
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
                /// <summary>The rates swing on half a cosine. See <see cref="Modules.CosineAnnealingLR"/>.</summary>
                /// <exception cref="UserErrorException">An option is outside of its range, or there is nothing to resume from.</exception>
                public static LRScheduler CosineAnnealingLR(Optimizer optimizer, int T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                    => new Modules.CosineAnnealingLR(optimizer, T_max, eta_min, last_epoch, verbose);
            }
        }
    }
}
