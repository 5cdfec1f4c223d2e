using System.Globalization;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Parameters that share options. Options have PyTorch's names and keep their order.</summary>
        public sealed class ParamGroup
        {
            internal ParamGroup(Parameter[] parameters)
            {
                Parameters = parameters;
                Sizes = Array.ConvertAll(parameters, parameter => parameter.numel());
            }

            /// <summary>The parameters.</summary>
            public IReadOnlyList<Parameter> Parameters { get; }

            /// <summary>Their numbers of elements.</summary>
            internal IReadOnlyList<long> Sizes { get; }

            /// <summary>The option <c>lr</c>.</summary>
            public double LearningRate
            {
                get => Number("lr");
                set => Options["lr"] = value;
            }

            /// <summary>The option <c>initial_lr</c>, which the first scheduler sets; until then the learning rate.</summary>
            public double InitialLearningRate
            {
                get => Options.ContainsKey("initial_lr") ? Number("initial_lr") : LearningRate;
                set => Options["initial_lr"] = value;
            }

            /// <summary>Names and values: null, bool, long, double, string, or <see cref="PyTuple"/>.</summary>
            public OrderedDictionary<string, object?> Options { get; } = [];

            /// <summary>An option as a number.</summary>
            public double Number(string name) => Convert.ToDouble(Options[name], CultureInfo.InvariantCulture);

            /// <summary>An option as a switch; one that is not there is off.</summary>
            public bool Flag(string name) => Options.TryGetValue(name, out var value) && value is true;

            /// <summary>An option as a pair of numbers.</summary>
            public (double First, double Second) Pair(string name)
            {
                var pair = (IReadOnlyList<object?>)Options[name]!;
                return (Convert.ToDouble(pair[0], CultureInfo.InvariantCulture), Convert.ToDouble(pair[1], CultureInfo.InvariantCulture));
            }
        }
    }
}
