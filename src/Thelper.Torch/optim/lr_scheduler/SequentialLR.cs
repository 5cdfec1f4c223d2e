using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>One schedule after another, each from a milestone on.</summary>
    public sealed class SequentialLR : NestedScheduler
    {
        /// <summary>Creates the schedule, puts the rates back to their first values, and starts the first of the schedules.</summary>
        /// <param name="optimizer">Whose rates they change.</param>
        /// <param name="schedulers">The schedules, all of this optimizer.</param>
        /// <param name="milestones">The epochs at which the second and each further schedule begins, ascending.</param>
        /// <param name="last_epoch">The epoch done last when a run is resumed.</param>
        /// <exception cref="UserErrorException">There is not one milestone between two schedules, one of them is another optimizer's, or one waits for a metric.</exception>
        public SequentialLR(optim.Optimizer optimizer, IReadOnlyList<optim.lr_scheduler.LRScheduler> schedulers, IReadOnlyList<int> milestones, int last_epoch = -1)
            : base(
                optimizer, schedulers, ("_milestones", milestones.Select(milestone => (object?)(long)milestone).ToList()), ("last_epoch", (long)last_epoch + 1), ("_last_lr", null))
        {
            if (milestones.Count != schedulers.Count - 1)
            {
                throw Invalid($"{schedulers.Count} schedules have {schedulers.Count - 1} milestones between them, not {milestones.Count}");
            }

            foreach (var group in optimizer.ParamGroups)
            {
                group.LearningRate = group.InitialLearningRate;
            }

            foreach (var scheduler in schedulers)
            {
                scheduler.BackOneEpoch();
            }

            Schedulers[0].Start();
            Set("_last_lr", Numbers(Schedulers[0].get_last_lr()));
        }

        /// <inheritdoc/>
        public override void step()
        {
            var epoch = LastEpoch + 1;
            Set("last_epoch", epoch);
            var milestones = List("_milestones");
            var passed = milestones.Count(milestone => milestone <= epoch);
            var scheduler = Schedulers[passed];
            if (passed > 0 && milestones[passed - 1] == epoch)
            {
                scheduler.step((int?)0);
            }
            else
            {
                scheduler.step();
            }

            Set("_last_lr", Numbers(scheduler.get_last_lr()));
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
                /// <summary>One schedule after another. See <see cref="Modules.SequentialLR"/>.</summary>
                /// <exception cref="UserErrorException">There is not one milestone between two schedules, one of them is another optimizer's, or one waits for a metric.</exception>
                public static LRScheduler SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1)
                    => new Modules.SequentialLR(optimizer, schedulers.ToArray(), milestones.ToArray(), last_epoch);
            }
        }
    }
}
