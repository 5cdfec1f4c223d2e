using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>A list whose parameters belong to the model, named by position. Made by <c>torch.nn.ParameterList</c>.</summary>
    public sealed class ParameterList : nn.Module, IList<Parameter>, IReadOnlyList<Parameter>
    {
        private readonly List<Parameter> items = [];

        /// <summary>Creates the list.</summary>
        public ParameterList(params IEnumerable<Parameter> parameters)
            : base(nameof(ParameterList)) => extend(parameters);

        /// <summary>The number of parameters.</summary>
        public int Count => items.Count;

        /// <inheritdoc/>
        public bool IsReadOnly => false;

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

        /// <summary>Adds parameters.</summary>
        public ParameterList append(params ReadOnlySpan<Parameter> parameters)
        {
            foreach (var parameter in parameters)
            {
                register_parameter(PythonText.Of(items.Count), parameter);
                items.Add(parameter);
            }

            return this;
        }

        /// <summary>Adds a parameter.</summary>
        public void Add(Parameter item) => append(item);

        /// <summary>Adds parameters.</summary>
        public ParameterList extend(params IEnumerable<Parameter> parameters)
        {
            foreach (var parameter in parameters)
            {
                append(parameter);
            }

            return this;
        }

        /// <summary>Puts a parameter before the one at a position; those from there on get the next name.</summary>
        public void Insert(int index, Parameter item) => Renamed(() => items.Insert(index, item));

        /// <summary>Takes the parameter at a position out, which the caller disposes; those after it get the name before.</summary>
        public void RemoveAt(int index) => Renamed(() => items.RemoveAt(index));

        /// <summary>Takes a parameter out, which the caller disposes; false if it is not in the list.</summary>
        public bool Remove(Parameter item)
        {
            var index = IndexOf(item);
            if (index >= 0)
            {
                RemoveAt(index);
            }

            return index >= 0;
        }

        /// <summary>Takes all parameters out, which the caller disposes.</summary>
        public void Clear() => Renamed(items.Clear);

        /// <summary>The position of a parameter (this object, whatever its elements), or -1.</summary>
        public int IndexOf(Parameter item) => items.FindIndex(one => ReferenceEquals(one, item));

        /// <summary>Whether the list has a parameter (this object, whatever its elements).</summary>
        public bool Contains(Parameter item) => IndexOf(item) >= 0;

        /// <inheritdoc/>
        public void CopyTo(Parameter[] array, int arrayIndex) => items.CopyTo(array, arrayIndex);

        /// <inheritdoc/>
        public IEnumerator<Parameter> GetEnumerator() => items.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        /// <inheritdoc/>
        protected override string ExtraRepr() => string.Join('\n', items.Select((item, i) => $"  ({i}): {Text(item, "torch." + item.dtype.PythonName())}"));

        // The names are the positions: they are given anew.
        private void Renamed(Action change)
        {
            for (var k = 0; k < items.Count; k++)
            {
                Unregister(PythonText.Of(k));
            }

            change();
            for (var k = 0; k < items.Count; k++)
            {
                register_parameter(PythonText.Of(k), items[k]);
            }
        }

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
