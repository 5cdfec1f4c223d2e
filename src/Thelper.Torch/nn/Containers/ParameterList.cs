using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>A list whose parameters belong to the model, named by position. Made by <c>torch.nn.ParameterList</c>.</summary>
    public sealed class ParameterList : nn.Module, IReadOnlyList<Parameter>
    {
        private readonly List<Parameter> items = [];

        internal ParameterList(IEnumerable<Parameter> parameters)
            : base(nameof(ParameterList)) => extend(parameters);

        /// <summary>The number of parameters.</summary>
        public int Count => items.Count;

        /// <summary>The parameter at a position. Setting replaces it; the caller disposes the old one.</summary>
        public Parameter this[int index]
        {
            get => items[index];
            set
            {
                items[index] = value;
                register_parameter(PythonText.Of(index), value);
            }
        }

        /// <summary>Adds a parameter.</summary>
        public ParameterList append(Parameter parameter)
        {
            register_parameter(PythonText.Of(items.Count), parameter);
            items.Add(parameter);
            return this;
        }

        /// <summary>Adds a parameter.</summary>
        public void Add(Parameter parameter) => append(parameter);

        /// <summary>Adds parameters.</summary>
        public ParameterList extend(params IEnumerable<Parameter> parameters)
        {
            foreach (var parameter in parameters)
            {
                append(parameter);
            }

            return this;
        }

        /// <inheritdoc/>
        public IEnumerator<Parameter> GetEnumerator() => items.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        /// <inheritdoc/>
        protected override string ExtraRepr() => string.Join('\n', items.Select((item, i) => $"  ({i}): {Text(item, "torch." + item.dtype.PythonName())}"));

        /// <summary>A parameter as PyTorch prints it in lists.</summary>
        internal static string Text(Parameter parameter, string type)
            => $"Parameter containing: [{type} of size {string.Join('x', parameter.shape)}{(parameter.is_cuda ? $" (GPU {parameter.device.index})" : "")}]";
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A list of parameters that belong to the model.</summary>
            public static ParameterList ParameterList(params Parameter[] parameters) => new(parameters);
        }
    }
}
