using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Several schedules that all step together, each from the rates that the one before has set.</summary>
    public sealed class ChainedScheduler : optim.lr_scheduler.LRScheduler
    {
        private readonly optim.lr_scheduler.LRScheduler[] schedulers;

        /// <summary>Creates the schedule.</summary>
        /// <param name="schedulers">The schedules, all of one optimizer; at least one.</param>
        /// <exception cref="UserErrorException">There are no schedules, one is another optimizer's, or one waits for a metric.</exception>
        public ChainedScheduler(IReadOnlyList<optim.lr_scheduler.LRScheduler> schedulers)
            : base(schedulers.Count > 0 ? schedulers[0].Optimizer : throw Invalid(nameof(ChainedScheduler), "there are no schedules to chain"), [("_last_lr", null)])
        {
            this.schedulers = [.. schedulers];
            RequireOf(Optimizer, this.schedulers);
            Set("_last_lr", Numbers(CurrentLRs));
        }

        /// <inheritdoc/>
        public override void step()
        {
            foreach (var scheduler in schedulers)
            {
                scheduler.step();
            }

            Set("_last_lr", Numbers(CurrentLRs));
        }

        /// <inheritdoc/>
        /// <exception cref="UserErrorException">An epoch is given.</exception>
        public override void step(int? epoch)
        {
            if (epoch is not null)
            {
                throw Invalid("it goes epoch by epoch: call step() without one");
            }

            step();
        }

        /// <inheritdoc/>
        public override PyDict state_dict() => WithInner(base.state_dict(), schedulers);

        /// <inheritdoc/>
        public override void load_state_dict(PyDict state_dict) => LoadInner(state_dict, schedulers, base.load_state_dict);

        /// <inheritdoc/>
        protected override double[] get_lr() => CurrentLRs;
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
                public static ChainedScheduler ChainedScheduler(IEnumerable<LRScheduler> schedulers) => new(schedulers.ToArray());
            }
        }
    }
}
