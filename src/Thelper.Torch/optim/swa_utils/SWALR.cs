using System.Globalization;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The rates go to fixed ones in some epochs, and stay there while weights are averaged.</summary>
    /// <remarks>P. Izmailov et al., "Averaging weights leads to wider optima and better generalization", 2018. See <c>torch.optim.swa_utils.AveragedModel</c>.</remarks>
    [TypeName("torch.optim.swa_utils.SWALR")]
    public sealed class SWALR : AnnealedScheduler
    {
        /// <summary>Creates the schedule.</summary>
        /// <param name="optimizer">Whose rates it changes.</param>
        /// <param name="swa_lr">The last rate: a number, or a list with one for each group.</param>
        /// <param name="anneal_epochs">The number of epochs to it; 0 for at once.</param>
        /// <param name="anneal_strategy"><c>cos</c> or <c>linear</c>.</param>
        /// <param name="last_epoch">The epoch done last when a run is resumed.</param>
        /// <exception cref="UserErrorException">An option is outside of its range, has another number of values than there are groups, or there is nothing to resume from.</exception>
        public SWALR(optim.Optimizer optimizer, object swa_lr, int anneal_epochs = 10, string anneal_strategy = "cos", int last_epoch = -1)
            : base(Prepare(optimizer, swa_lr), last_epoch, verbose: false, (Strategy, Checked(nameof(SWALR), anneal_strategy)), ("anneal_epochs", NotNegative(anneal_epochs)))
        {
        }

        private protected override (string Class, string Cosine, string Linear) Functions => ("torch.optim.swa_utils.SWALR", "_cosine_anneal", "_linear_anneal");

        /// <inheritdoc/>
        protected override double[] get_lr()
        {
            var epochs = Integer("anneal_epochs");
            var step = Integer("_step_count") - 1;
            step = epochs == 0 ? Math.Max(1, step) : step;
            var (before, now) = (Share(step - 1, epochs), Share(step, epochs));
            return Optimizer.ParamGroups.Select(group =>
            {
                var last = group.Number("swa_lr");
                var first = before == 1 ? last : (group.LearningRate - (before * last)) / (1 - before);
                return (last * now) + (first * (1 - now));
            }).ToArray();
        }

        private static optim.Optimizer Prepare(optim.Optimizer optimizer, object swa_lr)
        {
            var rates = PerGroup(optimizer, nameof(SWALR), nameof(swa_lr), swa_lr);
            for (var i = 0; i < rates.Count; i++)
            {
                optimizer.ParamGroups[i].Options["swa_lr"] = Convert.ToDouble(rates[i], CultureInfo.InvariantCulture);
            }

            return optimizer;
        }

        private static long NotNegative(int epochs) => epochs >= 0 ? epochs : throw Invalid(nameof(SWALR), $"anneal_epochs is not negative, but {epochs} is");

        private double Share(long step, long epochs)
        {
            var t = Math.Max(0, Math.Min(1, step / (double)Math.Max(1, epochs)));
            return IsLinear ? t : (1 - Math.Cos(Math.PI * t)) / 2;
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class optim
        {
            public static partial class swa_utils
            {
                /// <summary>The rates go to fixed ones and stay there. See <see cref="Modules.SWALR"/>.</summary>
                /// <exception cref="UserErrorException">An option is outside of its range, has another number of values than there are groups, or there is nothing to resume from.</exception>
                public static SWALR SWALR(Optimizer optimizer, double swa_lr, int anneal_epochs = 10, string anneal_strategy = "cos", int last_epoch = -1)
                    => new(optimizer, swa_lr, anneal_epochs, anneal_strategy, last_epoch);
            }
        }
    }
}
