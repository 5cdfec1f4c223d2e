using Thelper.Torch.Modules;
using Thelper.Torch.Native;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Stochastic gradient descent, with momentum (also Nesterov's).</summary>
    /// <remarks>I. Sutskever et al., "On the importance of initialization and momentum in deep learning", 2013.</remarks>
    [TypeName("torch.optim.SGD", "torch.optim.sgd.SGD")]
    public sealed class SGD : MomentumOptimizer
    {
        /// <summary>Creates the optimizer.</summary>
        /// <param name="parameters">What it changes.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="momentum">The share of the last step that is kept.</param>
        /// <param name="dampening">The share of the gradient that the momentum leaves out.</param>
        /// <param name="weight_decay">The factor of the parameter that is added to its gradient.</param>
        /// <param name="nesterov">Whether the gradient is taken as if a step ahead; needs momentum and no dampening.</param>
        /// <param name="maximize">Whether the objective is maximized.</param>
        /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
        /// <param name="differentiable">Not supported: false.</param>
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
        [ConfigConstructor]
        public SGD(
            IEnumerable<Parameter> parameters, [ConfigValue(Min = 0)] double lr, [ConfigValue(Min = 0)] double momentum = 0, double dampening = 0, [ConfigValue(Min = 0)] double weight_decay = 0, bool nesterov = false, bool maximize = false, bool? @foreach = null, bool differentiable = false)
            : this([new Modules.ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize, @foreach, differentiable)
        {
        }

        /// <summary>Creates the optimizer for groups with options of their own.</summary>
        /// <param name="parameters">The groups; the other arguments are for those that leave them out.</param>
        /// <param name="lr">The learning rate.</param>
        /// <param name="momentum">The share of the last step that is kept.</param>
        /// <param name="dampening">The share of the gradient that the momentum leaves out.</param>
        /// <param name="weight_decay">The factor of the parameter that is added to its gradient.</param>
        /// <param name="nesterov">Whether the gradient is taken as if a step ahead; needs momentum and no dampening.</param>
        /// <param name="maximize">Whether the objective is maximized.</param>
        /// <param name="foreach">PyTorch's choice of code path; the results do not depend on it.</param>
        /// <param name="differentiable">Not supported: false.</param>
        /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option is outside of its range or not supported.</exception>
        public SGD(
            IEnumerable<Modules.ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false, bool? @foreach = null, bool differentiable = false)
            : base(parameters, ("lr", lr), ("momentum", ZeroOr(momentum)), ("dampening", ZeroOr(dampening)), ("weight_decay", ZeroOr(weight_decay)), ("nesterov", nesterov), ("maximize", maximize), ("foreach", @foreach), ("differentiable", differentiable))
        {
            RequireNonNegative(nameof(lr), lr);
            RequireNonNegative(nameof(momentum), momentum);
            RequireNonNegative(nameof(weight_decay), weight_decay);
            Require(!nesterov || (momentum > 0 && dampening == 0), "nesterov needs a momentum above 0 and a dampening of 0");
        }

        private SgdSlot[] slots = [];
        private byte[] done = [];

        private protected override bool TakesSparse => true;

        /// <inheritdoc/>
        protected override void Update(optim.ParamGroup group, optim.ParameterBatch batch)
        {
            var momentum = group.Number("momentum");
            var directions = batch.Decayed(group);
            if (momentum == 0)
            {
                for (var i = 0; i < batch.Count; i++)
                {
                    batch.State(i).TryAdd("momentum_buffer", null);
                }
            }
            else
            {
                var buffers = Buffers(batch, directions, momentum, group.Number("dampening"));
                directions = group.Flag("nesterov") ? aten._foreach_add_List(directions, buffers, momentum) : buffers;
            }

            aten._foreach_add__List(batch.Parameters, directions, -group.LearningRate);
        }

        /// <summary>As for a dense gradient; sums of sparse tensors are sparse, and so is the momentum.</summary>
        private protected override void UpdateSparse(optim.ParamGroup group, Parameter parameter, Tensor gradient)
        {
            if (group.Number("weight_decay") != 0)
            {
                throw Invalid("weight_decay does not go with a sparse gradient");
            }

            var (momentum, direction, state) = (group.Number("momentum"), gradient, StateOf(parameter));
            state.TryAdd("momentum_buffer", null);
            if (momentum != 0)
            {
                if (state["momentum_buffer"] is Tensor buffer)
                {
                    aten.mul__Scalar(buffer, momentum);
                    aten.add__Tensor(buffer, gradient, 1 - group.Number("dampening"));
                }
                else
                {
                    state["momentum_buffer"] = buffer = aten.detach(aten.clone(gradient)).DetachFromDisposeScope();
                }

                direction = group.Flag("nesterov") ? aten.add_Tensor(gradient, buffer, momentum) : buffer;
            }

            aten.add__Tensor(parameter, direction, -group.LearningRate);
        }

        private protected override bool ComplexAsReal => false;

        private protected override unsafe void Pass(optim.ParamGroup group)
        {
            var all = group.Parameters.Count;
            if (slots.Length < all)
            {
                slots = new SgdSlot[all];
                done = new byte[all];
            }

            var moves = group.Number("momentum") != 0;
            var count = 0;
            for (var i = 0; i < all; i++)
            {
                if (group.Kinds[i] == GradientKind.Dense)
                {
                    var state = StateOf(group.Parameters[i]);
                    var fresh = state.GetValueOrDefault("momentum_buffer") is not Tensor;
                    if (fresh)
                    {
                        state["momentum_buffer"] = moves ? aten.empty_like(group.Parameters[i]).DetachFromDisposeScope() : null;
                    }

                    slots[count++] = new()
                    {
                        Parameter = group.Handles[i],
                        Buffer = moves ? ((Tensor)state["momentum_buffer"]!).Handle : 0,
                        Fresh = fresh ? 1 : 0,
                    };
                }
            }

            var options = new SgdOptions
            {
                LearningRate = group.LearningRate,
                Momentum = group.Number("momentum"),
                Dampening = group.Number("dampening"),
                WeightDecay = group.Number("weight_decay"),
                Nesterov = group.Flag("nesterov") ? 1 : 0,
                Maximize = group.Flag("maximize") ? 1 : 0,
            };
            fixed (SgdSlot* first = slots)
            fixed (byte* marks = done)
            {
                LibTorch.Check(LibTorch.thelper_torch_sgd(first, marks, count, &options), "SGD");
            }

            MarkDone(group, done);
        }

        /// <summary>The momentum buffers, moved on; a parameter's first one is a copy of its direction.</summary>
        private static Tensor[] Buffers(optim.ParameterBatch batch, Tensor[] directions, double momentum, double dampening)
        {
            var buffers = new Tensor[batch.Count];
            var (kept, added) = (new List<Tensor>(), new List<Tensor>());
            for (var i = 0; i < buffers.Length; i++)
            {
                var state = batch.State(i);
                if (state.GetValueOrDefault("momentum_buffer") is Tensor buffer)
                {
                    kept.Add(buffer);
                    added.Add(directions[i]);
                }
                else
                {
                    state["momentum_buffer"] = buffer = aten.detach(aten.clone(directions[i])).DetachFromDisposeScope();
                }

                buffers[i] = buffer;
            }

            if (kept.Count > 0)
            {
                aten._foreach_mul__Scalar(kept.ToArray(), momentum);
                aten._foreach_add__List(kept.ToArray(), added.ToArray(), 1 - dampening);
            }

            return buffers;
        }

        private protected override OptimizerOptions NewOptions() => new Options();

        private protected override ParameterState NewState() => new State();

        /// <summary>What the optimizer knows of one parameter; the tensors are its own.</summary>
        public sealed class State : ParameterState
        {
            /// <summary>The kept steps; null before the first.</summary>
            public Tensor? momentum_buffer => Values("momentum_buffer");
        }

        /// <summary>Options of a group; null leaves one to the optimizer.</summary>
        public sealed class Options : MomentumOptions
        {
            /// <summary>The share of the gradient that the momentum leaves out.</summary>
            public double? dampening { get; set; }

            /// <summary>The weight decay.</summary>
            public double? weight_decay { get; set; }

            /// <summary>Whether the momentum is Nesterov's.</summary>
            public bool? nesterov { get; set; }

            /// <summary>Whether the objective is maximized.</summary>
            public bool? maximize { get; set; }

            /// <inheritdoc/>
            protected internal override IEnumerable<(string Key, object? Value)> Given(IReadOnlyDictionary<string, object?> common)
                => [.. base.Given(common), ("dampening", dampening), ("weight_decay", weight_decay), ("nesterov", nesterov), ("maximize", maximize)];
        }

        /// <summary>Parameters with options of their own.</summary>
        public sealed class ParamGroup : MomentumParamGroup<Options>
        {
            /// <summary>Creates a group to be filled in.</summary>
            public ParamGroup()
            {
            }

            /// <summary>Creates a group.</summary>
            /// <param name="parameters">The parameters.</param>
            /// <param name="options">The options; null leaves all of them to the optimizer.</param>
            public ParamGroup(IEnumerable<Parameter> parameters, Options? options)
                : base(parameters, options)
            {
            }

            /// <summary>Creates a group with all options.</summary>
            /// <param name="parameters">The parameters.</param>
            /// <param name="lr">The learning rate.</param>
            /// <param name="momentum">The share of the last step that is kept.</param>
            /// <param name="dampening">The share of the gradient that the momentum leaves out.</param>
            /// <param name="weight_decay">The weight decay.</param>
            /// <param name="nesterov">Whether the momentum is Nesterov's.</param>
            /// <param name="maximize">Whether the objective is maximized.</param>
            public ParamGroup(
                IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
                : base(parameters, new() { LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize })
            {
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
            /// <inheritdoc cref="Modules.SGD(IEnumerable{Parameter}, double, double, double, double, bool, bool, bool?, bool)"/>
            public static SGD SGD(
                IEnumerable<Parameter> parameters, double learningRate, double momentum = 0.0, double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false)
                => new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            /// <inheritdoc cref="SGD(IEnumerable{Parameter}, double, double, double, double, bool, bool)"/>
            public static SGD SGD(
                IEnumerable<(string name, Parameter parameter)> parameters, double learningRate, double momentum = 0.0, double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false)
                => SGD(parameters.Select(entry => entry.parameter), learningRate, momentum, dampening, weight_decay, nesterov, maximize);

            /// <inheritdoc cref="SGD(IEnumerable{Parameter}, double, double, double, double, bool, bool)"/>
            public static SGD SGD(
                IEnumerable<SGD.ParamGroup> parameters, double learningRate, double momentum = 0.0, double dampening = 0.0, double weight_decay = 0.0, bool nesterov = false, bool maximize = false)
                => new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);
        }
    }
}
