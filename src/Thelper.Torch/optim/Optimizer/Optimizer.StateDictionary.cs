using System.Globalization;
using System.Reflection;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class optim
    {
        public abstract partial class Optimizer
        {
            /// <summary>An optimizer's state in PyTorch's form, and in TorchSharp's: options by group, and what is known by parameter.</summary>
            public sealed class StateDictionary : PyDict
            {
                internal StateDictionary(IReadOnlyList<OptimizerOptions> options, IReadOnlyList<ParameterState> state) => (Options, State) = (options, state);

                /// <summary>The options of each group.</summary>
                public IReadOnlyList<OptimizerOptions> Options { get; }

                /// <summary>What is known of each parameter, group by group.</summary>
                public IReadOnlyList<ParameterState> State { get; }
            }

            /// <summary>Writes the state as a file that <c>torch.load</c> of PyTorch opens; complete or not at all.</summary>
            /// <param name="location">The file.</param>
            /// <exception cref="UserErrorException">The file cannot be written there.</exception>
            public void save_state_dict(string location) => save(state_dict(), location);

            /// <summary>Writes the state to a stream, from its present position on.</summary>
            /// <param name="stream">Where it goes; it stays open.</param>
            public void save_state_dict(Stream stream) => save(state_dict(), stream);

            /// <summary>Takes over the state in a file, ours or PyTorch's, after checking all of it.</summary>
            /// <param name="location">A file of <see cref="save_state_dict(string)"/>, or of <c>torch.save(optimizer.state_dict(), ...)</c>.</param>
            /// <exception cref="CheckpointException">The file cannot be read, or holds no dictionary.</exception>
            /// <exception cref="UserErrorException">The state is not of this optimizer's groups and shapes.</exception>
            public void load_state_dict(string location)
            {
                using var scope = NewDisposeScope();
                load_state_dict(load<PyDict>(location));
            }

            /// <summary>Takes over the state in a stream, ours or PyTorch's, after checking all of it.</summary>
            /// <param name="stream">A stream that can seek; read from its present position to its end.</param>
            /// <exception cref="CheckpointException">The stream cannot be read, or holds no dictionary.</exception>
            /// <exception cref="UserErrorException">The state is not of this optimizer's groups and shapes.</exception>
            public void load_state_dict(Stream stream)
            {
                using var scope = NewDisposeScope();
                load_state_dict(load<PyDict>(stream));
            }

            /// <summary>An empty set of this optimizer's options.</summary>
            private protected virtual OptimizerOptions NewOptions() => new();

            /// <summary>An empty view of what is known of a parameter.</summary>
            private protected virtual ParameterState NewState() => new UnnamedState();

            private ParameterState StateOfEach(Parameter parameter)
            {
                var state = NewState();
                state.Show(() => states.GetValueOrDefault(parameter) ?? []);
                return state;
            }

            // The options of a group in a set of this optimizer's own, whose properties have PyTorch's names.
            private OptimizerOptions OptionsOf(ParamGroup group)
            {
                var options = NewOptions();
                if (group.Options.ContainsKey("lr"))
                {
                    (options.LearningRate, options.InitialLearningRate) = (group.LearningRate, group.InitialLearningRate);
                }

                foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance))
                {
                    var value = property.Name switch
                    {
                        "beta1" => group.Pair("betas").First,
                        "beta2" => group.Pair("betas").Second,
                        "etaminus" => group.Pair("etas").First,
                        "etaplus" => group.Pair("etas").Second,
                        "min_step" => group.Pair("step_sizes").First,
                        "max_step" => group.Pair("step_sizes").Second,
                        var name => group.Options.GetValueOrDefault(name),
                    };
                    if (value is not null)
                    {
                        property.SetValue(options, value is bool ? value : Convert.ToDouble(value, CultureInfo.InvariantCulture));
                    }
                }

                return options;
            }
        }
    }
}
