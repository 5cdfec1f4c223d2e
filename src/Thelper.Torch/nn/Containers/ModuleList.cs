using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>A list whose modules belong to the model, named by position. Made by <c>torch.nn.ModuleList</c>.</summary>
    /// <typeparam name="T">The type of the modules.</typeparam>
    public class ModuleList<T> : nn.Module, IList<T>, IReadOnlyList<T>
        where T : nn.Module
    {
        private readonly List<T> items = [];

        /// <summary>Creates the list.</summary>
        /// <param name="modules">The modules.</param>
        public ModuleList(params IEnumerable<T> modules)
            : base("ModuleList") => extend(modules);

        /// <summary>The number of modules.</summary>
        public int Count => items.Count;

        /// <inheritdoc/>
        public bool IsReadOnly => false;

        /// <summary>The module at a position. Setting replaces it; the caller disposes the old one.</summary>
        public T this[int index]
        {
            get => items[index];
            set
            {
                items[index] = value;
                register_module(PythonText.Of(index), value);
            }
        }

        /// <summary>Adds modules.</summary>
        public ModuleList<T> append(params ReadOnlySpan<T> parameters)
        {
            foreach (var module in parameters)
            {
                Add(module);
            }

            return this;
        }

        /// <summary>Adds modules.</summary>
        public ModuleList<T> extend(params IEnumerable<T> modules)
        {
            foreach (var module in modules)
            {
                Add(module);
            }

            return this;
        }

        /// <summary>Puts a module before the one at a position.</summary>
        public void insert(int index, T module) => Insert(index, module);

        /// <inheritdoc/>
        public void Add(T item)
        {
            register_module(PythonText.Of(items.Count), item);
            items.Add(item);
        }

        /// <inheritdoc/>
        public void Insert(int index, T item)
        {
            items.Insert(index, item);
            Rename();
        }

        /// <summary>Takes a module out; the caller disposes it.</summary>
        public void RemoveAt(int index)
        {
            items.RemoveAt(index);
            Rename();
        }

        /// <summary>Takes a module out; the caller disposes it.</summary>
        public bool Remove(T item)
        {
            var at = items.IndexOf(item);
            if (at >= 0)
            {
                RemoveAt(at);
            }

            return at >= 0;
        }

        /// <summary>Takes all modules out; the caller disposes them.</summary>
        public void Clear()
        {
            items.Clear();
            Rename();
        }

        /// <inheritdoc/>
        public int IndexOf(T item) => items.IndexOf(item);

        /// <inheritdoc/>
        public bool Contains(T item) => items.Contains(item);

        /// <inheritdoc/>
        public void CopyTo(T[] array, int arrayIndex) => items.CopyTo(array, arrayIndex);

        /// <inheritdoc/>
        public override string GetName() => "ModuleList";

        /// <inheritdoc/>
        public IEnumerator<T> GetEnumerator() => items.GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        private void Rename()
        {
            ClearModules();
            for (var i = 0; i < items.Count; i++)
            {
                register_module(PythonText.Of(i), items[i]);
            }
        }
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>A list of modules that belong to the model.</summary>
            public static ModuleList<T> ModuleList<T>(params T[] modules)
                where T : Module => new(modules);
        }
    }
}
