using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The rates fall from the first ones to a least one on half a cosine, again and again.</summary>
    /// <remarks>I. Loshchilov and F. Hutter, "SGDR: stochastic gradient descent with warm restarts", 2017.</remarks>
    [TypeName("torch.optim.lr_scheduler.CosineAnnealingWarmRestarts")]
    public sealed class CosineAnnealingWarmRestarts : optim.lr_scheduler.LRScheduler
    {
        /// <summary>Creates the schedule.</summary>
        /// <param name="optimizer">Whose rates it changes.</param>
        /// <param name="T_0">The number of epochs to the first restart.</param>
        /// <param name="T_mult">The factor of that number from restart to restart.</param>
        /// <param name="eta_min">The least rate.</param>
        /// <param name="last_epoch">The epoch done last when a run is resumed.</param>
        /// <param name="verbose">Whether each change is written to the console.</param>
        /// <exception cref="UserErrorException">An option is outside of its range, or there is nothing to resume from.</exception>
        public CosineAnnealingWarmRestarts(optim.Optimizer optimizer, int T_0, int T_mult = 1, double eta_min = 0, int last_epoch = -1, bool verbose = false)
            : base(
                optimizer, last_epoch, verbose,
                ("T_0", Positive(nameof(T_0), T_0)), ("T_i", (long)T_0), ("T_mult", Positive(nameof(T_mult), T_mult)), ("eta_min", ZeroOr(eta_min)), ("T_cur", (long)last_epoch))
        {
        }

        /// <inheritdoc/>
        /// <exception cref="UserErrorException">The epoch is negative.</exception>
        public override void step()
        {
            if (LastEpoch < 0)
            {
                GoTo(0);
                return;
            }

            var (current, length) = (Number("T_cur") + 1, Integer("T_i"));
            if (current >= length)
            {
                current -= length;
                Set("T_i", length * Integer("T_mult"));
            }

            SetCurrent(current);
            Finish(LastEpoch + 1);
        }

        /// <inheritdoc/>
        /// <exception cref="UserErrorException">The epoch is negative.</exception>
        public override void step(int? epoch)
        {
            if (epoch is null)
            {
                step();
            }
            else
            {
                GoTo(epoch.Value);
            }
        }

        /// <summary>Goes to a fraction of an epoch: <c>epoch + i / batches</c>.</summary>
        /// <param name="current">The epoch, not negative.</param>
        /// <param name="epoch">Not used.</param>
        /// <exception cref="UserErrorException">The epoch is negative.</exception>
        public override void step(double current, int? epoch = null) => GoTo(current);

        /// <inheritdoc/>
        protected override double[] get_lr()
        {
            var (least, share) = (Number("eta_min"), Math.PI * Number("T_cur") / Integer("T_i"));
            return FromBase(lr => least + ((lr - least) * (1 + Math.Cos(share)) / 2));
        }

        private static long Positive(string name, int value)
            => value > 0 ? value : throw Invalid(nameof(CosineAnnealingWarmRestarts), $"{name} is a positive number of epochs, not {value}");

        private void GoTo(double epoch)
        {
            if (!(epoch >= 0))
            {
                throw Invalid($"an epoch is not negative, but {PythonText.Of(epoch)} is");
            }

            var (first, factor) = (Integer("T_0"), Integer("T_mult"));
            if (epoch < first)
            {
                Set("T_i", first);
                SetCurrent(epoch);
            }
            else if (factor == 1)
            {
                SetCurrent(epoch % first);
            }
            else
            {
                var restarts = (int)(Math.Log((epoch / first * (factor - 1)) + 1) / Math.Log(factor));
                SetCurrent(epoch - (first * (Math.Pow(factor, restarts) - 1) / (factor - 1)));
                Set("T_i", first * (long)Math.Pow(factor, restarts));
            }

            Finish(epoch);
        }

        private void SetCurrent(double current) => Set("T_cur", current == Math.Floor(current) ? (object)(long)current : current);

        private void Finish(double epoch)
        {
            Set("last_epoch", (long)Math.Floor(epoch));
            Set("_get_lr_called_within_step", false);
            Apply(get_lr(), epoch);
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
                /// <summary>The rates fall on half a cosine, again and again. See <see cref="Modules.CosineAnnealingWarmRestarts"/>.</summary>
                /// <exception cref="UserErrorException">An option is outside of its range, or there is nothing to resume from.</exception>
                public static LRScheduler CosineAnnealingWarmRestarts(
                    Optimizer optimizer, int T_0, int T_mult = 1, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                    => new Modules.CosineAnnealingWarmRestarts(optimizer, T_0, T_mult, eta_min, last_epoch, verbose);
            }
        }
    }
}
