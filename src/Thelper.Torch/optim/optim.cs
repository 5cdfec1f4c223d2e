using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    /// <content>Factories of optimizers; the defaults are PyTorch's.</content>
    public static partial class optim
    {
        /// <inheritdoc cref="Modules.SGD(IEnumerable{Parameter}, double, double, double, double, bool, bool, bool?, bool)"/>
        public static SGD SGD(
            IEnumerable<Parameter> parameters, double learningRate, double momentum = 0.0, double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false)
            => new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

        /// <summary>Adaptive moment estimation. See <see cref="Modules.Adam"/>.</summary>
        /// <remarks>The defaults are PyTorch's: <paramref name="beta2"/> is 0.999, where TorchSharp has 0.99.</remarks>
        public static Adam Adam(
            IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            => new(parameters, lr, (beta1, beta2), eps, weight_decay, amsgrad, maximize: maximize);

        /// <summary>Adam with a weight decay of its own. See <see cref="Modules.AdamW"/>.</summary>
        /// <remarks>The defaults are PyTorch's: <paramref name="beta2"/> is 0.999 and <paramref name="weight_decay"/> 0.01, where TorchSharp has 0.99 and 0.</remarks>
        public static AdamW AdamW(
            IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 1e-2, bool amsgrad = false, bool maximize = false)
            => new(parameters, lr, (beta1, beta2), eps, weight_decay, amsgrad, maximize);

        /// <summary>Gradients divided by their running size. See <see cref="RMSprop"/>.</summary>
        public static RMSprop RMSProp(
            IEnumerable<Parameter> parameters, double lr = 0.01, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false)
            => new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize: maximize);

        /// <summary>Gradients divided by the root of their summed squares. See <see cref="Modules.Adagrad"/>.</summary>
        public static Adagrad Adagrad(
            IEnumerable<Parameter> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10)
            => new(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps);

        /// <summary>Steps in the proportion of past steps and gradients. See <see cref="Modules.Adadelta"/>.</summary>
        public static Adadelta Adadelta(IEnumerable<Parameter> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false)
            => new(parameters, lr, rho, eps, weight_decay, maximize: maximize);

        /// <summary>Adam by greatest sizes. See <see cref="Modules.Adamax"/>.</summary>
        public static Adamax Adamax(
            IEnumerable<Parameter> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool maximize = false)
            => new(parameters, lr, (beta1, beta2), eps, weight_decay, maximize: maximize);

        /// <summary>Adam with Nesterov's momentum. See <see cref="Modules.NAdam"/>.</summary>
        public static NAdam NAdam(
            IEnumerable<Parameter> parameters, double lr = 0.002, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3)
            => new(parameters, lr, (beta1, beta2), eps, weight_decay, momentum_decay);

        /// <summary>Adam with a rectified variance. See <see cref="Modules.RAdam"/>.</summary>
        public static RAdam RAdam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0)
            => new(parameters, lr, (beta1, beta2), eps, weight_decay);

        /// <summary>Gradient descent with averaging. See <see cref="Modules.ASGD"/>.</summary>
        public static ASGD ASGD(
            IEnumerable<Parameter> parameters, double lr = 1e-2, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0, bool maximize = false)
            => new(parameters, lr, lambd, alpha, t0, weight_decay, maximize: maximize);

        /// <summary>Steps by the signs of gradients. See <see cref="Modules.Rprop"/>.</summary>
        public static Rprop Rprop(
            IEnumerable<Parameter> parameters, double lr = 1e-2, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50, bool maximize = false)
            => new(parameters, lr, (etaminus, etaplus), (min_step, max_step), maximize: maximize);

        /// <summary>Adam for sparse gradients. See <see cref="Modules.SparseAdam"/>.</summary>
        public static SparseAdam SparseAdam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, bool maximize = false)
            => new(parameters, lr, (beta1, beta2), eps, maximize);

        /// <summary>A quasi-Newton method with limited memory. See <see cref="Modules.LBFGS"/>.</summary>
        /// <remarks>The defaults are PyTorch's: <paramref name="lr"/> is 1 and <paramref name="tolerange_grad"/> 1e-7, where TorchSharp has 0.01 and 1e-5.</remarks>
        public static LBFGS LBFGS(
            IEnumerable<Parameter> parameters, double lr = 1, long max_iter = 20, long? max_eval = null, double tolerange_grad = 1e-7, double tolerance_change = 1e-9,
            long history_size = 100, string? line_search_fn = null)
            => new(parameters, lr, max_iter, max_eval, tolerange_grad, tolerance_change, history_size, line_search_fn);

        /// <inheritdoc cref="LBFGS(IEnumerable{Parameter}, double, long, long?, double, double, long, string?)"/>
        public static LBFGS LBFGS(
            IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1, long max_iter = 20, long? max_eval = null, double tolerange_grad = 1e-7,
            double tolerance_change = 1e-9, long history_size = 100, string? line_search_fn = null)
            => new(parameters.Select(entry => entry.parameter), lr, max_iter, max_eval, tolerange_grad, tolerance_change, history_size, line_search_fn);

        /// <content>Factories of schedules.</content>
        public static partial class lr_scheduler
        {
            /// <summary>The first rates times a function of the epoch.</summary>
            public static LambdaLR LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                => new(optimizer, [lr_lambda], last_epoch, verbose);

            /// <summary>The first rates times a function of the epoch, one for each group.</summary>
            public static LambdaLR LambdaLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false)
                => new(optimizer, lr_lambdas.ToArray(), last_epoch, verbose);

            /// <summary>The rates times gamma every few epochs. See <see cref="Modules.StepLR"/>.</summary>
            public static StepLR StepLR(Optimizer optimizer, int step_size, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                => new(optimizer, step_size, gamma, last_epoch, verbose);

            /// <summary>The rates times gamma at each milestone. See <see cref="Modules.MultiStepLR"/>.</summary>
            public static MultiStepLR MultiStepLR(Optimizer optimizer, IList<int> milestones, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                => new(optimizer, milestones.ToArray(), gamma, last_epoch, verbose);

            /// <summary>The rates times a factor for some epochs. See <see cref="Modules.ConstantLR"/>.</summary>
            public static ConstantLR ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                => new(optimizer, factor, total_iters, last_epoch, verbose);

            /// <summary>The rates times a factor that goes in a straight line. See <see cref="Modules.LinearLR"/>.</summary>
            public static LinearLR LinearLR(
                Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1.0, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                => new(optimizer, start_factor, end_factor, total_iters, last_epoch, verbose);

            /// <summary>The rates times gamma each epoch. See <see cref="Modules.ExponentialLR"/>.</summary>
            public static ExponentialLR ExponentialLR(Optimizer optimizer, double gamma = 0.1, int last_epoch = -1, bool verbose = false)
                => new(optimizer, gamma, last_epoch, verbose);

            /// <summary>The rates fall to 0 as a power of the epochs left. See <see cref="Modules.PolynomialLR"/>.</summary>
            public static PolynomialLR PolynomialLR(Optimizer optimizer, int total_iters = 5, double power = 1.0, int last_epoch = -1, bool verbose = false)
                => new(optimizer, total_iters, power, last_epoch, verbose);

            /// <summary>The rates swing on half a cosine. See <see cref="Modules.CosineAnnealingLR"/>.</summary>
            public static CosineAnnealingLR CosineAnnealingLR(Optimizer optimizer, int T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                => new(optimizer, T_max, eta_min, last_epoch, verbose);

            /// <summary>The rates fall on half a cosine, again and again. See <see cref="Modules.CosineAnnealingWarmRestarts"/>.</summary>
            public static CosineAnnealingWarmRestarts CosineAnnealingWarmRestarts(
                Optimizer optimizer, int T_0, int T_mult = 1, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                => new(optimizer, T_0, T_mult, eta_min, last_epoch, verbose);

            /// <summary>The rates times a factor when a metric has stopped improving. See <see cref="Modules.ReduceLROnPlateau"/>.</summary>
            public static ReduceLROnPlateau ReduceLROnPlateau(
                Optimizer optimizer, string mode = "min", double factor = 0.1, int patience = 10, double threshold = 1e-4, string threshold_mode = "rel",
                int cooldown = 0, IList<double>? min_lr = null, double eps = 1e-8, bool verbose = false)
                => new(optimizer, mode, factor, patience, threshold, threshold_mode, cooldown, min_lr, eps, verbose);

            /// <summary>The rates go up and down between two bounds. See <see cref="Modules.CyclicLR"/>.</summary>
            public static CyclicLR CyclicLR(
                Optimizer optimizer, double base_lr, double max_lr, int step_size_up = 2000, int? step_size_down = null, string mode = "triangular", double gamma = 1.0,
                Func<double, double>? scale_fn = null, string scale_mode = "cycle", bool cycle_momentum = true, double base_momentum = 0.8, double max_momentum = 0.9,
                int last_epoch = -1, bool verbose = false)
                => new(optimizer, base_lr, max_lr, step_size_up, step_size_down, mode, gamma, cycle_momentum, base_momentum, max_momentum, last_epoch, verbose, scale_fn, scale_mode);

            /// <summary>The rates times a function of the epoch, epoch by epoch.</summary>
            public static MultiplicativeLR MultiplicativeLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                => new(optimizer, [lr_lambda], last_epoch, verbose);

            /// <summary>The rates times a function of the epoch, one for each group.</summary>
            public static MultiplicativeLR MultiplicativeLR(Optimizer optimizer, IEnumerable<Func<int, double>> lr_lambdas, int last_epoch = -1, bool verbose = false)
                => new(optimizer, lr_lambdas.ToArray(), last_epoch, verbose);

            /// <summary>One schedule after another. See <see cref="Modules.SequentialLR"/>.</summary>
            public static SequentialLR SequentialLR(Optimizer optimizer, IEnumerable<LRScheduler> schedulers, IEnumerable<int> milestones, int last_epoch = -1)
                => new(optimizer, schedulers.ToArray(), milestones.ToArray(), last_epoch);

            /// <summary>Schedules that step together. See <see cref="Modules.ChainedScheduler"/>.</summary>
            public static ChainedScheduler ChainedScheduler(IEnumerable<LRScheduler> schedulers) => new(schedulers.ToArray());

            /// <summary>The rates go up and down once. See <see cref="Modules.OneCycleLR"/>.</summary>
            public static OneCycleLR OneCycleLR(
                Optimizer optimizer, double max_lr, int? total_steps = null, int? epochs = null, int? steps_per_epoch = null, double pct_start = 0.3, string anneal_strategy = "cos",
                bool cycle_momentum = true, double base_momentum = 0.85, double max_momentum = 0.95, double div_factor = 25, double final_div_factor = 1e4, bool three_phase = false,
                int last_epoch = -1, bool verbose = false)
                => new(
                    optimizer, max_lr, total_steps, epochs, steps_per_epoch, pct_start, anneal_strategy, cycle_momentum, base_momentum, max_momentum,
                    div_factor, final_div_factor, three_phase, last_epoch, verbose);
        }
    }
}
