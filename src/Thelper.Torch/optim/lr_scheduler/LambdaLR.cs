using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>The first rates times a function of the epoch.</summary>
    public sealed class LambdaLR : FunctionScheduler
    {
        /// <summary>Creates the schedule.</summary>
        /// <param name="optimizer">Whose rates it changes.</param>
        /// <param name="lr_lambda">The factor of an epoch: one function for all groups, or one for each.</param>
        /// <param name="last_epoch">The epoch done last when a run is resumed.</param>
        /// <param name="verbose">Whether each change is written to the console.</param>
        /// <exception cref="UserErrorException">There are neither one function nor as many as groups, or there is nothing to resume from.</exception>
        public LambdaLR(optim.Optimizer optimizer, IReadOnlyList<Func<int, double>> lr_lambda, int last_epoch = -1, bool verbose = false)
            : base(nameof(LambdaLR), optimizer, lr_lambda, last_epoch, verbose)
        {
        }

        /// <inheritdoc/>
        protected override double[] get_lr()
            => BaseLRs.Zip(Factors, (lr, factor) => lr * factor).ToArray();
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
                public static LRScheduler LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                    => new Modules.LambdaLR(optimizer, [lr_lambda], last_epoch, verbose);

                /// <summary>The first rates times a function of the epoch, one for each group.</summary>
                /// <exception cref="UserErrorException">There are neither one function nor as many as groups, or there is nothing to resume from.</exception>
                public static LRScheduler LambdaLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false)
                    => new Modules.LambdaLR(optimizer, lr_lambdas.ToArray(), last_epoch, verbose);
            }
        }
    }
}
