using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Several schedules that all step together, each from the rates that the one before has set.</summary>
    public sealed class ChainedScheduler : NestedScheduler
    {
        /// <summary>Creates the schedule.</summary>
        /// <param name="schedulers">The schedules, all of one optimizer; at least one.</param>
        /// <exception cref="UserErrorException">There are no schedules, one is another optimizer's, or one waits for a metric.</exception>
        public ChainedScheduler(IReadOnlyList<optim.lr_scheduler.LRScheduler> schedulers)
            : base(schedulers.Count > 0 ? schedulers[0].Optimizer : throw Invalid(nameof(ChainedScheduler), "there are no schedules to chain"), schedulers, ("_last_lr", null))
            => Set("_last_lr", Numbers(CurrentLRs));

        /// <inheritdoc/>
        public override void step()
        {
            foreach (var scheduler in Schedulers)
            {
                scheduler.step();
            }

            Set("_last_lr", Numbers(CurrentLRs));
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
                /// <summary>Schedules that step together. See <see cref="Modules.ChainedScheduler"/>.</summary>
                /// <exception cref="UserErrorException">There are no schedules, one is another optimizer's, or one waits for a metric.</exception>
                public static LRScheduler ChainedScheduler(IEnumerable<LRScheduler> schedulers) => new Modules.ChainedScheduler(schedulers.ToArray());
            }
        }
    }
}
