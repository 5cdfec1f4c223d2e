using System.Globalization;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>A quasi-Newton method that keeps the last steps and changes of the gradient, and computes the loss as often as it needs within one step.</summary>
    /// <remarks>D. Liu and J. Nocedal, "On the limited memory BFGS method for large scale optimization", 1989. There is one group, on one device,
    /// and the memory of <c>history_size</c> + 1 times the parameters. The state is kept for the first parameter, as in PyTorch.</remarks>
    [TypeName("torch.optim.LBFGS", "torch.optim.lbfgs.LBFGS")]
    public sealed class LBFGS : optim.Optimizer
    {
        private static readonly string[] Names = ["d", "t", "old_dirs", "old_stps", "ro", "H_diag", "prev_flat_grad", "prev_loss"];

        /// <summary>Creates the optimizer.</summary>
        /// <param name="parameters">What it changes.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="max_iter">The most iterations of a step.</param>
        /// <param name="max_eval">The most computations of the loss of a step (5/4 of <paramref name="max_iter"/>).</param>
        /// <param name="tolerance_grad">A step ends where no element of the gradient is larger.</param>
        /// <param name="tolerance_change">A step ends when the loss or the parameters change by less.</param>
        /// <param name="history_size">How many past steps are kept.</param>
        /// <param name="line_search_fn"><c>strong_wolfe</c>, or null for steps of the length <paramref name="lr"/>.</param>
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
        public LBFGS(
            IEnumerable<Parameter> parameters, [ConfigValue(Min = 0)] double lr = 1, long max_iter = 20, long? max_eval = null, double tolerance_grad = 1e-7, double tolerance_change = 1e-9,
            long history_size = 100, string? line_search_fn = null)
            : base(
                parameters, ("lr", lr == Math.Floor(lr) ? (object)(long)lr : lr), ("max_iter", max_iter), ("max_eval", max_eval ?? (max_iter * 5 / 4)), ("tolerance_grad", tolerance_grad),
                ("tolerance_change", tolerance_change), ("history_size", history_size), ("line_search_fn", line_search_fn))
            => Require(line_search_fn is null or "strong_wolfe", $"line_search_fn is 'strong_wolfe' or none, not '{line_search_fn}'");

        private Parameter First => ParamGroups[0].Parameters[0];

        /// <summary>Computes the loss, iterates, and computes it again as needed.</summary>
        /// <param name="closure">Zeroes the gradients, computes the loss, its gradients by a backward pass, and returns the loss.</param>
        /// <returns>The first loss, which belongs to the caller.</returns>
        /// <exception cref="ArgumentNullException">There is no closure.</exception>
        public override Tensor? step(Func<Tensor>? closure = null)
        {
            if (closure is null)
            {
                throw new ArgumentNullException(nameof(closure), "LBFGS: a step needs a closure that computes the loss and its gradients, for it does so several times.");
            }

            Tensor first;
            using (enable_grad())
            {
                first = closure();
            }

            using (no_grad())
            using (NewDisposeScope())
            {
                Iterate(closure, first.ToDouble());
            }

            return first;
        }

        /// <inheritdoc/>
        public override void add_param_group(IEnumerable<Parameter> parameters, params (string Key, object? Value)[] options)
        {
            Require(ParamGroups.Count == 0, "there is only one parameter group");
            base.add_param_group(parameters, options);
        }

        /// <inheritdoc/>
        protected override void Update(optim.ParamGroup group, optim.ParameterBatch batch) => throw new NotSupportedException();

        internal override void CheckSaved(Parameter parameter, object number, string name, object? saved)
        {
            var size = parameters().Sum(each => each.numel());
            foreach (var tensor in (saved as IEnumerable<object?> ?? [saved]).OfType<Tensor>())
            {
                if (tensor.numel() != (name is "t" or "ro" or "al" or "H_diag" ? 1 : size))
                {
                    throw Invalid($"the saved '{name}' has {tensor.numel()} elements, the parameters have {size}");
                }
            }
        }

        internal override void CheckSaved(object number, PyDict values)
        {
            foreach (var (key, value) in values)
            {
                var wanted = key switch
                {
                    "func_evals" or "n_iter" => value is long ? null : "a whole number",
                    "t" or "H_diag" or "prev_loss" => IsNumber(value) ? null : "a number",
                    "d" or "prev_flat_grad" => value is Tensor ? null : "a tensor",
                    "old_dirs" or "old_stps" => value is List<object?> list && list.TrueForAll(item => item is Tensor) ? null : "a list of tensors",
                    "ro" => value is List<object?> list && list.TrueForAll(IsNumber) ? null : "a list of numbers",
                    "al" => value is List<object?> list && list.TrueForAll(item => item is null || IsNumber(item)) ? null : "a list of numbers",
                    _ => null,
                };
                if (wanted is not null)
                {
                    throw Invalid($"the saved '{key}' of parameter {number} is not {wanted}");
                }
            }

            int Length(string name) => values.TryGetValue(name, out var value) && value is List<object?> list ? list.Count : 0;
            if (Length("old_dirs") != Length("old_stps") || Length("old_dirs") != Length("ro"))
            {
                throw Invalid($"the saved 'old_dirs', 'old_stps' and 'ro' of parameter {number} are not of one length");
            }

            if (values.TryGetValue("n_iter", out var done) && done is > 0L && !(values.ContainsKey("d") && values.ContainsKey("prev_flat_grad")))
            {
                throw Invalid($"the saved state of parameter {number} goes on from a step, but has no 'd' or no 'prev_flat_grad'");
            }
        }

        private static bool IsNumber(object? value) => value is long or double or Tensor;

        private void Iterate(Func<Tensor> closure, double loss)
        {
            var group = ParamGroups[0];
            var (changed, flat) = (group.Number("tolerance_change"), group.Number("tolerance_grad"));
            var (iterations, evaluations) = ((long)group.Number("max_iter"), (long)group.Number("max_eval"));
            var state = StateOf(First);
            state.TryAdd("func_evals", 0L);
            state.TryAdd("n_iter", 0L);
            state["func_evals"] = (long)state["func_evals"]! + 1;
            var gradient = Gradient();
            if (IsFlat(gradient, flat))
            {
                return;
            }

            var memory = new LbfgsMemory(state, (int)group.Number("history_size"));
            var evaluated = 1L;
            for (var n = 1L; n <= iterations; n++)
            {
                state["n_iter"] = (long)state["n_iter"]! + 1;
                var start = (long)state["n_iter"]! == 1;
                memory.Turn(gradient, start, loss);
                var slope = PythonNumber.Of(aten.dot(gradient, memory.Direction));
                memory.Step = start ? PythonNumber.Min(1.0, (PythonNumber)1.0 / PythonNumber.Of(aten.sum(aten.abs(gradient)))) * group.LearningRate : group.LearningRate;
                if (slope > -changed)
                {
                    break;
                }

                var before = loss;
                var optimal = false;
                var computed = 0;
                if (group.Options["line_search_fn"] is not null)
                {
                    (loss, gradient, memory.Step, computed) = Search(closure, memory, loss, gradient, slope);
                    Move(memory.Step, memory.Direction);
                    optimal = IsFlat(gradient, flat);
                }
                else
                {
                    Move(memory.Step, memory.Direction);
                    if (n != iterations)
                    {
                        loss = Evaluate(closure);
                        gradient = Gradient();
                        optimal = IsFlat(gradient, flat);
                        computed = 1;
                    }
                }

                evaluated += computed;
                state["func_evals"] = (long)state["func_evals"]! + computed;
                if (n == iterations || evaluated >= evaluations || optimal
                    || PythonNumber.Of(aten.max(aten.abs(aten.mul_Scalar(memory.Direction, memory.Step.Value)))) <= changed
                    || Math.Abs(loss - before) < changed)
                {
                    break;
                }
            }

            memory.Keep(state, Names, group.Options["lr"]);
        }

        private (double Loss, Tensor Gradient, PythonNumber Step, int Evaluations) Search(Func<Tensor> closure, LbfgsMemory memory, double loss, Tensor gradient, PythonNumber slope)
        {
            var origin = parameters().Select(parameter => aten.clone(parameter, MemoryFormat.Contiguous)).ToArray();
            var search = new WolfeSearch(
                step =>
                {
                    Move(step, memory.Direction);
                    var found = Evaluate(closure);
                    var flat = Gradient();
                    foreach (var (parameter, value) in parameters().Zip(origin))
                    {
                        aten.copy_(parameter, value);
                    }

                    return (found, flat);
                },
                memory.Direction);
            var point = search.Search(new(0.0, loss, gradient, slope), memory.Step);
            return (point.Loss, point.Gradient, point.Step, search.Evaluations);
        }

        private static double Evaluate(Func<Tensor> closure)
        {
            using var scope = NewDisposeScope();
            using var mode = enable_grad();
            using var loss = closure();
            return loss.ToDouble();
        }

        private static bool IsFlat(Tensor gradient, double tolerance) => PythonNumber.Of(aten.max(aten.abs(gradient))) <= tolerance;

        private Tensor Gradient() => aten.cat(parameters().Select(parameter => parameter.grad switch
        {
            null => aten.zeros([parameter.numel()], parameter.dtype, device: parameter.device),
            { layout: Layout.Sparse } sparse => aten.reshape(aten.to_dense(sparse), [-1]),
            { } dense => aten.reshape(dense, [-1]),
        }).ToArray());

        private void Move(PythonNumber step, Tensor direction)
        {
            var offset = 0L;
            foreach (var parameter in parameters())
            {
                var count = parameter.numel();
                aten.add__Tensor(parameter, aten.view(aten.narrow(direction, 0, offset, count), parameter.shape), step.Value);
                offset += count;
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
            /// <summary>A quasi-Newton method with limited memory. See <see cref="Modules.LBFGS"/>.</summary>
            /// <remarks>The defaults are PyTorch's: <paramref name="lr"/> is 1 and <paramref name="tolerange_grad"/> 1e-7, where TorchSharp has 0.01 and 1e-5.</remarks>
            /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
            public static LBFGS LBFGS(
                IEnumerable<Parameter> parameters, double lr = 1, long max_iter = 20, long? max_eval = null, double tolerange_grad = 1e-7, double tolerance_change = 1e-9,
                long history_size = 100, string? line_search_fn = null)
                => new(parameters, lr, max_iter, max_eval, tolerange_grad, tolerance_change, history_size, line_search_fn);

            /// <inheritdoc cref="LBFGS(IEnumerable{Parameter}, double, long, long?, double, double, long, string?)"/>
            public static LBFGS LBFGS(
                IEnumerable<(string name, Parameter parameter)> parameters, double lr = 1, long max_iter = 20, long? max_eval = null, double tolerange_grad = 1e-7,
                double tolerance_change = 1e-9, long history_size = 100, string? line_search_fn = null)
                => new(parameters.Select(entry => entry.parameter), lr, max_iter, max_eval, tolerange_grad, tolerance_change, history_size, line_search_fn);
        }
    }
}
