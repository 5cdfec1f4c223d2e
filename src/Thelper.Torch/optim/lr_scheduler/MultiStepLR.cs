using System.Globalization;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The rates times gamma at each milestone.</summary>
    /// <param name="optimizer">Whose rates it changes.</param>
    /// <param name="milestones">Epochs; one that comes twice counts twice.</param>
    /// <param name="gamma">The factor.</param>
    /// <param name="last_epoch">The epoch done last when a run is resumed.</param>
    /// <param name="verbose">Whether each change is written to the console.</param>
    /// <remarks>The state has the milestones as PyTorch does: how often each epoch comes.</remarks>
    /// <exception cref="UserErrorException">An epoch is given to resume from, and the optimizer's groups have no first rate.</exception>
    [TypeName("torch.optim.lr_scheduler.MultiStepLR")]
    public sealed class MultiStepLR(optim.Optimizer optimizer, [ConfigValue(Example = "[10, 20]")] IReadOnlyList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
        : optim.lr_scheduler.LRScheduler(optimizer, last_epoch, verbose, ("milestones", Count(milestones)), ("gamma", gamma))
    {
        /// <inheritdoc/>
        protected override double[] get_lr()
        {
            var times = Milestones().FirstOrDefault(milestone => milestone.Epoch == LastEpoch).Times;
            return times == 0 ? CurrentLRs : Scaled(Math.Pow(Number("gamma"), times));
        }

        /// <inheritdoc/>
        protected override double[] get_closed_form_lr()
        {
            var passed = Milestones().Where(milestone => milestone.Epoch <= LastEpoch).Sum(milestone => milestone.Times);
            return FromBase(lr => lr * Math.Pow(Number("gamma"), passed));
        }

        private static PyDict Count(IReadOnlyList<int> milestones)
        {
            var counts = new PyDict(PyDictKind.Counter);
            foreach (var group in milestones.GroupBy(epoch => epoch))
            {
                counts.Add((long)group.Key, (long)group.Count());
            }

            return counts;
        }

        private IEnumerable<(long Epoch, long Times)> Milestones()
        {
            foreach (var (epoch, times) in (PyDict)Fields["milestones"]!)
            {
                yield return (Convert.ToInt64(epoch, CultureInfo.InvariantCulture), Convert.ToInt64(times, CultureInfo.InvariantCulture));
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
                /// <summary>The rates times gamma at each milestone. See <see cref="Modules.MultiStepLR"/>.</summary>
                /// <exception cref="UserErrorException">An epoch is given to resume from, and the optimizer's groups have no first rate.</exception>
                public static LRScheduler MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                    => new Modules.MultiStepLR(optimizer, milestones.ToArray(), gamma, last_epoch, verbose);
            }
        }
    }
}
