using System.Globalization;
using Thelper.Torch.Modules;
using Thelper.Torch.Native;
using Thelper.Torch.Serialization;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Parameters of an optimizer that share options. Options have PyTorch's names and keep their order.</summary>
        public sealed class ParamGroup : ILearningRateController
        {
            internal ParamGroup(Parameter[] parameters)
            {
                Parameters = parameters;
                Handles = new nint[parameters.Length];
                Kinds = new GradientKind[parameters.Length];
            }

            /// <summary>The parameters.</summary>
            public IReadOnlyList<Parameter> Parameters { get; }

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

            /// <summary>What <see cref="LookAtGradients"/> found for each parameter.</summary>
            internal GradientKind[] Kinds { get; }

            /// <summary>The native parameters; valid after <see cref="LookAtGradients"/>.</summary>
            internal nint[] Handles { get; }

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

            /// <summary>Finds out what gradients there are.</summary>
            internal unsafe void LookAtGradients()
            {
                TakeHandles();
                fixed (nint* handles = Handles)
                fixed (GradientKind* kinds = Kinds)
                {
                    LibTorch.Check(LibTorch.thelper_torch_gradient_kinds(handles, kinds, Handles.Length), "gradients");
                }
            }

            /// <summary>Zeroes or drops the gradients.</summary>
            internal unsafe void ZeroGradients(bool drop)
            {
                TakeHandles();
                fixed (nint* handles = Handles)
                {
                    LibTorch.Check(LibTorch.thelper_torch_zero_gradients(handles, Handles.Length, drop ? 1 : 0), "zero_grad");
                }
            }

            private void TakeHandles()
            {
                for (var i = 0; i < Handles.Length; i++)
                {
                    Handles[i] = Parameters[i].Handle;
                }
            }
        }
    }
}
