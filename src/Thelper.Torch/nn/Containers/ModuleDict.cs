using System.Diagnostics.CodeAnalysis;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>A dictionary, in insertion order, whose modules belong to the model. Made by <c>torch.nn.ModuleDict</c>.</summary>
    /// <typeparam name="T">The type of the modules.</typeparam>
    [SuppressMessage("Naming", "CA1710", Justification = "The name is PyTorch's.")]
    public class ModuleDict<T> : nn.Module, IReadOnlyDictionary<string, T>
        where T : nn.Module
    {
        private readonly OrderedDictionary<string, T> entries = [];

        /// <summary>Creates the dictionary.</summary>
        /// <param name="modules">The names and modules.</param>
        public ModuleDict(params IEnumerable<(string Name, T Module)> modules)
            : base("ModuleDict")
        {
            foreach (var (name, module) in modules)
            {
                Add(name, module);
            }
        }

        /// <summary>The number of modules.</summary>
        public int Count => entries.Count;

        /// <summary>The names.</summary>
        public IEnumerable<string> Keys => entries.Keys;

        /// <summary>The modules.</summary>
        public IEnumerable<T> Values => entries.Values;

        /// <summary>The module of a name. Setting replaces one in its place (the caller disposes the old), or adds it.</summary>
        public T this[string key]
        {
            get => entries[key];
            set
            {
                register_module(key, value);
                entries[key] = value;
            }
        }

        /// <summary>The entry at a position.</summary>
        public (string, T) this[int index] => (entries.GetAt(index).Key, entries.GetAt(index).Value);

        /// <summary>Adds a module.</summary>
        /// <exception cref="ArgumentException">There is one of that name.</exception>
        public void Add(string key, T value)
        {
            entries.Add(key, value);
            register_module(key, value);
        }

        /// <summary>Adds a module.</summary>
        public void Add((string Name, T Module) item) => Add(item.Name, item.Module);

        /// <summary>Takes a module out, which the caller disposes; false if there is none of that name.</summary>
        public bool Remove(string key) => entries.Remove(key) && Unregister(key);

        /// <summary>Takes a module out and returns it.</summary>
        public T pop(string key)
        {
            var module = entries[key];
            Remove(key);
            return module;
        }

        /// <summary>Adds modules, or replaces those of the same names.</summary>
        public void update(IEnumerable<(string Name, T Module)> modules)
        {
            ArgumentNullException.ThrowIfNull(modules);
            foreach (var (name, module) in modules)
            {
                this[name] = module;
            }
        }

        /// <summary>Takes all modules out; the caller disposes them.</summary>
        public void clear()
        {
            entries.Clear();
            ClearModules();
        }

        /// <summary>The entries.</summary>
        public IEnumerable<(string, T)> items() => entries.Select(entry => (entry.Key, entry.Value));

        /// <summary>The names.</summary>
        public IEnumerable<string> keys() => entries.Keys;

        /// <summary>The modules.</summary>
        public IEnumerable<T> values() => entries.Values;

        /// <inheritdoc/>
        public override string GetName() => "ModuleDict";

        /// <inheritdoc/>
        public bool ContainsKey(string key) => entries.ContainsKey(key);

        /// <inheritdoc/>
        public bool TryGetValue(string key, [MaybeNullWhen(false)] out T value) => entries.TryGetValue(key, out value);

        /// <inheritdoc/>
        public IEnumerator<KeyValuePair<string, T>> GetEnumerator() => entries.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A dictionary of modules that belong to the model.</summary>
            public static ModuleDict<T> ModuleDict<T>(params (string, T)[] modules)
                where T : Module => new(modules);
        }
    }
}
