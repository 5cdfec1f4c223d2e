using System.Text;
using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using Thelper.Torch.Serialization;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Optimizers and learning rate schedules.</summary>
    public static partial class optim
    {
        /// <summary>Changes parameters by their gradients. State, options, text and arithmetic are those of PyTorch 1.13, to the bit on a CPU.</summary>
        /// <remarks>SGD, Adam and AdamW step the usual parameters (single or double precision on the CPU) in one pass over memory;
        /// otherwise steps work on many parameters at once, one engine call an operation. Steps leave no handles behind.</remarks>
        public abstract partial class Optimizer : IDisposable
        {
            private readonly (string Key, object? Value)[] defaults;
            private readonly List<ParamGroup> groups = [];
            private OrderedDictionary<Parameter, OrderedDictionary<string, object?>> states = new(ReferenceEqualityComparer.Instance);

            /// <summary>Creates an optimizer with one group.</summary>
            /// <param name="parameters">What it changes; at least one.</param>
            /// <param name="defaults">The options of groups, in PyTorch's order.</param>
            /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option asks for what is not supported.</exception>
            protected Optimizer(IEnumerable<Parameter> parameters, params (string Key, object? Value)[] defaults)
                : this([new Modules.ParamGroup { Parameters = parameters }], defaults)
            {
            }

            /// <summary>Creates an optimizer with groups that have options of their own.</summary>
            /// <param name="groups">The groups; at least one.</param>
            /// <param name="defaults">The options of groups, in PyTorch's order.</param>
            /// <exception cref="UserErrorException">There are no parameters, one is given twice, or an option asks for what is not supported.</exception>
            protected Optimizer(IEnumerable<Modules.ParamGroup> groups, params (string Key, object? Value)[] defaults)
            {
                this.defaults = defaults;
                foreach (var name in new[] { "differentiable", "capturable", "fused" })
                {
                    if (defaults.Any(option => option.Key == name && option.Value is true))
                    {
                        throw Invalid($"{name} is not supported: leave it out or set it to false");
                    }
                }

                try
                {
                    foreach (var group in groups)
                    {
                        add_param_group(group);
                    }

                    Require(this.groups.Count > 0, "there are no parameters to optimize");
                }
                catch
                {
                    Free(states);
                    throw;
                }
            }

            /// <summary>The groups, in the order they were added.</summary>
            public IReadOnlyList<ParamGroup> ParamGroups => groups;

            /// <summary>All parameters, group by group.</summary>
            public IEnumerable<Parameter> parameters() => groups.SelectMany(group => group.Parameters);

            /// <summary>Adds parameters with options of their own; an option not given has the optimizer's value.</summary>
            /// <param name="parameters">What is added; no parameter is in two groups.</param>
            /// <param name="options">Names and values, as in PyTorch's groups: <c>("lr", 0.1)</c>.</param>
            /// <exception cref="UserErrorException">There are no parameters, or one of them is in a group already.</exception>
            public virtual void add_param_group(IEnumerable<Parameter> parameters, params (string Key, object? Value)[] options)
            {
                ArgumentNullException.ThrowIfNull(parameters);
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

                Check(added);
                groups.Add(added);
                Added(added);
            }

            /// <summary>Adds a group, whose rate then follows the optimizer's and the other way round.</summary>
            /// <param name="param_group">The parameters and their options; an option not given has the optimizer's value.</param>
            /// <exception cref="UserErrorException">There are no parameters, or one of them is in a group already.</exception>
            public void add_param_group(Modules.ParamGroup param_group)
            {
                ArgumentNullException.ThrowIfNull(param_group);
                var common = defaults.ToDictionary();
                add_param_group(param_group.Parameters, param_group.GivenOptions(common).ToArray());
                param_group.Bind(groups[^1]);
            }

            /// <summary>Changes the parameters that have gradients.</summary>
            /// <param name="closure">Computes the loss and the gradients first.</param>
            /// <returns>The closure's loss, which belongs to the caller.</returns>
            /// <exception cref="UserErrorException">A gradient is sparse, which the optimizer does not step by.</exception>
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
                foreach (var group in groups)
                {
                    group.ZeroGradients(set_to_none);
                }
            }

            /// <summary>The state in PyTorch's form: <c>state</c> (number of a parameter to its values) and <c>param_groups</c> (options and numbers).</summary>
            /// <remarks>Tensors are the optimizer's own, not copies.</remarks>
            public StateDictionary state_dict()
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

                return new(groups.ConvertAll(OptionsOf), parameters().Select(StateOfEach).ToList()) { ["state"] = state, ["param_groups"] = packed };
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

            private static void Free(OrderedDictionary<Parameter, OrderedDictionary<string, object?>> states)
            {
                foreach (var value in states.Values.SelectMany(state => state.Values))
                {
                    OptimizerState.Free(value);
                }

                states.Clear();
            }
        }
    }
}
