using System.Diagnostics.CodeAnalysis;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>A dictionary, in insertion order, whose parameters belong to the model. Made by <c>torch.nn.ParameterDict</c>.</summary>
    [SuppressMessage("Naming", "CA1710", Justification = "The name is PyTorch's.")]
    public sealed class ParameterDict : nn.Module, IDictionary<string, Parameter>, IReadOnlyDictionary<string, Parameter>
    {
        private readonly OrderedDictionary<string, Parameter> entries = [];

        /// <summary>Creates the dictionary.</summary>
        public ParameterDict(params IEnumerable<(string Name, Parameter Parameter)> parameters)
            : base(nameof(ParameterDict)) => update(parameters);

        /// <summary>The number of parameters.</summary>
        public int Count => entries.Count;

        /// <summary>The names.</summary>
        public IEnumerable<string> Keys => entries.Keys;

        /// <summary>The parameters.</summary>
        public IEnumerable<Parameter> Values => entries.Values;

        /// <inheritdoc/>
        public bool IsReadOnly => false;

        ICollection<string> IDictionary<string, Parameter>.Keys => entries.Keys;

        ICollection<Parameter> IDictionary<string, Parameter>.Values => entries.Values;

        /// <summary>The name and the parameter at a position.</summary>
        public (string, Parameter) this[int index] => (entries.GetAt(index).Key, entries.GetAt(index).Value);

        /// <summary>The parameter of a name. Setting replaces one in its place (the caller disposes the old), or adds it.</summary>
        public Parameter this[string key]
        {
            get => entries[key];
            set
            {
                register_parameter(key, value);
                entries[key] = value;
            }
        }

        /// <summary>Adds a parameter.</summary>
        /// <exception cref="ArgumentException">There is one of that name.</exception>
        public void Add(string key, Parameter value)
        {
            entries.Add(key, value);
            register_parameter(key, value);
        }

        /// <summary>Adds a parameter.</summary>
        public void Add((string Name, Parameter Parameter) item) => Add(item.Name, item.Parameter);

        /// <summary>Takes a parameter out, which the caller disposes; false if there is none of that name.</summary>
        public bool Remove(string key) => entries.Remove(key) && Unregister(key);

        /// <summary>Takes a parameter out, which the caller disposes; false if there is none of that name, or another one.</summary>
        public bool Remove((string Name, Parameter Parameter) item) => Contains(item) && Remove(item.Name);

        /// <summary>Takes the parameter at a position out, which the caller disposes.</summary>
        public void RemoveAt(int index) => Remove(entries.GetAt(index).Key);

        /// <summary>Takes all parameters out, which the caller disposes.</summary>
        public void Clear()
        {
            foreach (var key in entries.Keys.ToArray())
            {
                Remove(key);
            }
        }

        /// <summary>Takes all parameters out, which the caller disposes.</summary>
        public void clear() => Clear();

        /// <summary>Whether there is this parameter (this object, whatever its elements) under the name.</summary>
        public bool Contains((string Name, Parameter Parameter) item) => ReferenceEquals(entries.GetValueOrDefault(item.Name), item.Parameter);

        /// <summary>The position of a parameter under its name, or -1.</summary>
        public int IndexOf((string Name, Parameter Parameter) item) => Contains(item) ? entries.IndexOf(item.Name) : -1;

        void ICollection<KeyValuePair<string, Parameter>>.Add(KeyValuePair<string, Parameter> item) => Add(item.Key, item.Value);

        bool ICollection<KeyValuePair<string, Parameter>>.Contains(KeyValuePair<string, Parameter> item) => Contains((item.Key, item.Value));

        bool ICollection<KeyValuePair<string, Parameter>>.Remove(KeyValuePair<string, Parameter> item) => Remove((item.Key, item.Value));

        void ICollection<KeyValuePair<string, Parameter>>.CopyTo(KeyValuePair<string, Parameter>[] array, int arrayIndex) =>
            ((ICollection<KeyValuePair<string, Parameter>>)entries).CopyTo(array, arrayIndex);

        /// <summary>Takes a parameter out and returns it.</summary>
        public Parameter pop(string key)
        {
            var parameter = entries[key];
            Remove(key);
            return parameter;
        }

        /// <summary>Adds parameters, or replaces those of the same names.</summary>
        public void update(IEnumerable<(string Name, Parameter Parameter)> parameters)
        {
            ArgumentNullException.ThrowIfNull(parameters);
            foreach (var (name, parameter) in parameters)
            {
                this[name] = parameter;
            }
        }

        /// <summary>The entries.</summary>
        public IEnumerable<(string, Parameter)> items() => entries.Select(entry => (entry.Key, entry.Value));

        /// <summary>The names.</summary>
        public IEnumerable<string> keys() => entries.Keys;

        /// <summary>The parameters.</summary>
        public IEnumerable<Parameter> values() => entries.Values;

        /// <inheritdoc/>
        public bool ContainsKey(string key) => entries.ContainsKey(key);

        /// <inheritdoc/>
        public bool TryGetValue(string key, [MaybeNullWhen(false)] out Parameter value) => entries.TryGetValue(key, out value);

        /// <inheritdoc/>
        public IEnumerator<KeyValuePair<string, Parameter>> GetEnumerator() => entries.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        // PyTorch prints the tensor's class here, where the list prints its element type.
        /// <inheritdoc/>
        protected override string ExtraRepr() => string.Join('\n', entries.Select(entry => $"  ({entry.Key}): {ParameterList.Text(entry.Value, Class(entry.Value))}"));

        private static string Class(Parameter parameter) => (parameter.is_cuda ? "torch.cuda." : "torch.") + parameter.dtype switch
        {
            ScalarType.Float64 => "DoubleTensor",
            ScalarType.Float16 => "HalfTensor",
            ScalarType.BFloat16 => "BFloat16Tensor",
            ScalarType.Int64 => "LongTensor",
            ScalarType.Int32 => "IntTensor",
            ScalarType.ComplexFloat32 => "ComplexFloatTensor",
            ScalarType.ComplexFloat64 => "ComplexDoubleTensor",
            _ => "FloatTensor",
        };
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A dictionary of parameters that belong to the model.</summary>
            public static ParameterDict ParameterDict(params (string, Parameter)[] parameters) => new(parameters);
        }
    }
}
