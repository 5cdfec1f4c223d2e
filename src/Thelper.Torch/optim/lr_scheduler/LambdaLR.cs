using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The first rates times a function of the epoch.</summary>
    public sealed class LambdaLR : optim.lr_scheduler.LRScheduler
    {
        private readonly Func<int, double>[] factors;

        /// <summary>Creates the schedule.</summary>
        /// <param name="optimizer">Whose rates it changes.</param>
        /// <param name="lr_lambda">The factor of an epoch: one function for all groups, or one for each.</param>
        /// <param name="last_epoch">The epoch done last when a run is resumed.</param>
        /// <param name="verbose">Whether each change is written to the console.</param>
        /// <exception cref="UserErrorException">There are neither one function nor as many as groups, or there is nothing to resume from.</exception>
        public LambdaLR(optim.Optimizer optimizer, IReadOnlyList<Func<int, double>> lr_lambda, int last_epoch = -1, bool verbose = false)
            : this(optimizer, OnePerGroup(optimizer, nameof(LambdaLR), lr_lambda), last_epoch, verbose)
        {
        }

        private LambdaLR(optim.Optimizer optimizer, Func<int, double>[] factors, int last_epoch, bool verbose)
            : base(optimizer, last_epoch, verbose, ("lr_lambdas", factors)) => this.factors = factors;

        /// <summary>The state without the functions, which the resuming program provides.</summary>
        public override PyDict state_dict() => WithoutFunctions(base.state_dict(), "lr_lambdas", factors.Length);

        /// <inheritdoc/>
        public override void load_state_dict(PyDict state_dict) => base.load_state_dict(Completed(state_dict, "lr_lambdas"));

        /// <inheritdoc/>
        protected override double[] get_lr()
            => BaseLRs.Zip((Func<int, double>[])Fields["lr_lambdas"]!, (lr, factor) => lr * factor((int)LastEpoch)).ToArray();
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
                /// <summary>The first rates times a function of the epoch.</summary>
                /// <exception cref="UserErrorException">There are neither one function nor as many as groups, or there is nothing to resume from.</exception>
                public static LambdaLR LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                    => new(optimizer, [lr_lambda], last_epoch, verbose);

                /// <summary>The first rates times a function of the epoch, one for each group.</summary>
                /// <exception cref="UserErrorException">There are neither one function nor as many as groups, or there is nothing to resume from.</exception>
                public static LambdaLR LambdaLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false)
                    => new(optimizer, lr_lambdas.ToArray(), last_epoch, verbose);
            }
        }
    }
}
