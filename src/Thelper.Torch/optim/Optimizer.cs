using System.Text;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Optimizers and learning rate schedules.</summary>
    public static partial class optim
    {
        /// <summary>Changes parameters by their gradients. State, options, text and arithmetic are those of PyTorch 1.13, to the bit on a CPU.</summary>
        /// <remarks>Steps work on many parameters at once (one engine call an operation, not one a parameter) and leave no handles behind.
        /// Complex parameters and sparse gradients are not supported.</remarks>
        public abstract partial class Optimizer : IDisposable
        {
            // The operations of a step each pass over all the parameters they are given: about as many elements as stay in a core's cache.
            private const long SweepSize = 1 << 16;

            private readonly (string Key, object? Value)[] defaults;
            private readonly List<ParamGroup> groups = [];
            private OrderedDictionary<Parameter, OrderedDictionary<string, object?>> states = new(ReferenceEqualityComparer.Instance);

            /// <summary>Creates an optimizer with one group.</summary>
            /// <param name="parameters">What it changes; at least one.</param>
            /// <param name="defaults">The options of groups, in PyTorch's order.</param>
            protected Optimizer(IEnumerable<Parameter> parameters, params (string Key, object? Value)[] defaults)
            {
                this.defaults = defaults;
                foreach (var name in new[] { "differentiable", "capturable", "fused" })
                {
                    if (defaults.Any(option => option.Key == name && option.Value is true))
                    {
                        throw Invalid($"{name} is not supported: leave it out or set it to false");
                    }
                }

                add_param_group(parameters);
            }

            /// <summary>The groups, in the order they were added.</summary>
            public IReadOnlyList<ParamGroup> ParamGroups => groups;

            /// <summary>All parameters, group by group.</summary>
            public IEnumerable<Parameter> parameters() => groups.SelectMany(group => group.Parameters);

            /// <summary>Adds parameters with options of their own; an option not given has the optimizer's value.</summary>
            /// <param name="parameters">What is added; no parameter is in two groups.</param>
            /// <param name="options">Names and values, as in PyTorch's groups: <c>("lr", 0.1)</c>.</param>
            public void add_param_group(IEnumerable<Parameter> parameters, params (string Key, object? Value)[] options)
            {
                var added = new ParamGroup(parameters.ToArray());
                if (added.Parameters.Count == 0)
                {
                    throw Invalid("there are no parameters to optimize");
                }

                var known = new HashSet<Parameter>(this.parameters(), ReferenceEqualityComparer.Instance);
                if (added.Parameters.Any(parameter => !known.Add(parameter)))
                {
                    throw Invalid("a parameter appears more than once in its groups");
                }

                foreach (var (key, value) in options.Concat(defaults))
                {
                    added.Options.TryAdd(key, value);
                }

                groups.Add(added);
                Added(added);
            }

            /// <summary>Changes the parameters that have gradients.</summary>
            /// <param name="closure">Computes the loss and the gradients first.</param>
            /// <returns>The closure's loss, which belongs to the caller.</returns>
            public virtual Tensor? step(Func<Tensor>? closure = null)
            {
                Tensor? loss = null;
                if (closure is not null)
                {
                    using (enable_grad())
                    {
                        loss = closure();
                    }
                }

                using (no_grad())
                using (NewDisposeScope())
                {
                    foreach (var group in groups)
                    {
                        Step(group);
                    }
                }

                return loss;
            }

            /// <summary>Zeroes the gradients, or frees them.</summary>
            /// <param name="set_to_none">Whether they are freed: less memory and work, but a parameter without a gradient is then left alone by <see cref="step"/>.</param>
            public void zero_grad(bool set_to_none = false)
            {
                using var scope = NewDisposeScope();
                var gradients = new List<Tensor>();
                foreach (var parameter in parameters())
                {
                    if (set_to_none)
                    {
                        parameter.grad = null;
                    }
                    else if (parameter.grad is { } gradient)
                    {
                        gradients.Add(gradient);
                    }
                }

                if (gradients.Count > 0)
                {
                    using (no_grad())
                    {
                        aten._foreach_zero_(gradients.ToArray());
                    }
                }
            }

            /// <summary>The state in PyTorch's form: <c>state</c> (number of a parameter to its values) and <c>param_groups</c> (options and numbers).</summary>
            /// <remarks>Tensors are the optimizer's own, not copies.</remarks>
            public PyDict state_dict()
            {
                var numbers = new Dictionary<Parameter, long>(ReferenceEqualityComparer.Instance);
                foreach (var parameter in parameters())
                {
                    numbers.Add(parameter, numbers.Count);
                }

                var state = new PyDict();
                foreach (var (parameter, values) in states)
                {
                    state[numbers[parameter]] = OptimizerState.Dictionary(values);
                }

                var packed = new List<object?>();
                foreach (var group in groups)
                {
                    var options = OptimizerState.Dictionary(group.Options);
                    options["params"] = group.Parameters.Select(parameter => (object?)numbers[parameter]).ToList();
                    packed.Add(options);
                }

                return new() { ["state"] = state, ["param_groups"] = packed };
            }

            /// <summary>Takes over a state, ours or PyTorch's, after checking all of it; tensors are copied.</summary>
            /// <exception cref="UserErrorException">The state is not of this optimizer's groups and shapes.</exception>
            public void load_state_dict(PyDict state_dict)
            {
                var savedGroups = OptimizerState.Groups(this, state_dict);
                var loaded = OptimizerState.States(this, state_dict, savedGroups);
                Free(states);
                states = loaded;
                for (var i = 0; i < groups.Count; i++)
                {
                    foreach (var (key, value) in savedGroups[i])
                    {
                        if (key is string name && name != "params")
                        {
                            groups[i].Options[name] = value;
                        }
                    }
                }
            }

            /// <summary>PyTorch's text: the options of each group, sorted by name.</summary>
            public override string ToString()
            {
                var text = new StringBuilder($"{GetType().Name} (");
                for (var i = 0; i < groups.Count; i++)
                {
                    text.Append('\n').Append("Parameter Group ").Append(PythonText.Of((long)i)).Append('\n');
                    foreach (var (key, value) in groups[i].Options.OrderBy(option => option.Key, StringComparer.Ordinal))
                    {
                        text.Append("    ").Append(key).Append(": ").Append(PythonText.Of(value)).Append('\n');
                    }
                }

                return text.Append(')').ToString();
            }

            /// <summary>Frees the state.</summary>
            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            /// <summary>Frees the state.</summary>
            protected virtual void Dispose(bool disposing) => Free(states);

            /// <summary>Changes parameters of one group, all or some at a time; inside a dispose scope and outside of autograd.</summary>
            /// <param name="group">The options.</param>
            /// <param name="parameters">The parameters that have gradients.</param>
            /// <param name="gradients">Their gradients, turned round if the group maximizes.</param>
            protected abstract void Update(ParamGroup group, Tensor[] parameters, Tensor[] gradients);

            /// <summary>Makes the state that a group has before its first step.</summary>
            protected virtual void Added(ParamGroup group)
            {
            }

            /// <summary>The values kept for a parameter, by PyTorch's names: tensors, or plain numbers.</summary>
            protected OrderedDictionary<string, object?> StateOf(Tensor parameter)
            {
                var key = (Parameter)parameter;
                if (!states.TryGetValue(key, out var state))
                {
                    states.Add(key, state = []);
                }

                return state;
            }

            /// <summary>One kept tensor of each parameter, made on first use (zeros if nothing else is said).</summary>
            protected Tensor[] States(Tensor[] parameters, string name, Func<Tensor, Tensor>? create = null)
            {
                var tensors = new Tensor[parameters.Length];
                for (var i = 0; i < tensors.Length; i++)
                {
                    var state = StateOf(parameters[i]);
                    if (!state.TryGetValue(name, out var value))
                    {
                        value = (create?.Invoke(parameters[i]) ?? aten.zeros_like(parameters[i])).DetachFromDisposeScope();
                        state.Add(name, value);
                    }

                    tensors[i] = (Tensor)value!;
                }

                return tensors;
            }

            /// <summary>Counts a step in the <c>step</c> tensors and returns the counts.</summary>
            protected double[] CountTensorSteps(Tensor[] parameters)
                => Array.ConvertAll(States(parameters, "step", _ => zeros([], dtype: ScalarType.Float32)), step => (double)(Number(step) += 1));

            /// <summary>Counts a step where PyTorch keeps <c>step</c> as a plain number.</summary>
            protected void CountPlainSteps(Tensor[] parameters)
            {
                foreach (var parameter in parameters)
                {
                    var state = StateOf(parameter);
                    state["step"] = state.TryGetValue("step", out var step) ? (step as long? ?? (long)(double)step!) + 1 : 1L;
                }
            }

            /// <summary>The memory of a kept float32 number on the CPU: read and written without an engine call.</summary>
            protected static unsafe ref float Number(Tensor scalar) => ref *(float*)scalar.DataPointer;

            /// <summary>The gradients plus the group's weight decay.</summary>
            protected static Tensor[] Decayed(ParamGroup group, Tensor[] parameters, Tensor[] gradients)
            {
                var decay = group.Number("weight_decay");
                return decay == 0 ? gradients : aten._foreach_add_List(gradients, parameters, decay);
            }

            /// <summary>An option whose default PyTorch writes as the integer 0: it stays one in texts and files.</summary>
            protected static object ZeroOr(double value) => value == 0 ? (object)0L : value;

            /// <summary>Refuses an option.</summary>
            protected void Require(bool condition, string message)
            {
                if (!condition)
                {
                    throw Invalid(message);
                }
            }

            /// <summary>Refuses a negative or undefined option.</summary>
            protected void RequireNonNegative(string name, double value) => Require(value >= 0, $"{name} is not negative, but {PythonText.Of(value)} is");

            internal UserErrorException Invalid(string message) => new($"torch.optim.{GetType().Name}: {message}.");

            private static void Free(OrderedDictionary<Parameter, OrderedDictionary<string, object?>> states)
            {
                foreach (var value in states.Values.SelectMany(state => state.Values))
                {
                    (value as Tensor)?.Dispose();
                }

                states.Clear();
            }

            private void Step(ParamGroup group)
            {
                var changed = new List<Tensor>(group.Parameters.Count);
                var gradients = new List<Tensor>(group.Parameters.Count);
                var elements = 0L;
                for (var i = 0; i < group.Parameters.Count; i++)
                {
                    if (group.Parameters[i].grad is { } gradient)
                    {
                        changed.Add(group.Parameters[i]);
                        gradients.Add(gradient);
                        elements += group.Sizes[i];
                        if (elements >= SweepSize)
                        {
                            Sweep(group, changed, gradients);
                            elements = 0;
                        }
                    }
                }

                Sweep(group, changed, gradients);
            }

            private void Sweep(ParamGroup group, List<Tensor> changed, List<Tensor> gradients)
            {
                if (changed.Count > 0)
                {
                    using var scope = NewDisposeScope();
                    var directions = gradients.ToArray();
                    Update(group, changed.ToArray(), group.Flag("maximize") ? aten._foreach_neg(directions) : directions);
                    changed.Clear();
                    gradients.Clear();
                }
            }
        }
    }
}
