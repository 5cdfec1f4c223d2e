using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules
{
    /// <summary>Layers run one after another, each on the result of the one before. Made by <c>torch.nn.Sequential</c>.</summary>
    /// <remarks>The results between the layers are freed when the last layer is done; a hook that keeps one detaches it from the dispose scope.</remarks>
    public class Sequential : nn.Module<Tensor, Tensor>, IReadOnlyList<nn.Module<Tensor, Tensor>>
    {
        private readonly List<nn.Module<Tensor, Tensor>> layers = [];
        private readonly List<string> names = [];

        /// <summary>Creates the container.</summary>
        /// <param name="modules">The layers with their names.</param>
        protected internal Sequential(params IEnumerable<(string Name, nn.Module<Tensor, Tensor> Layer)> modules)
            : base(nameof(Sequential))
        {
            foreach (var (name, layer) in modules)
            {
                append(name, layer);
            }
        }

        /// <summary>The number of layers.</summary>
        public int Count => layers.Count;

        /// <summary>The layer at a position. Setting replaces it under its name; the caller disposes the old one.</summary>
        public nn.Module<Tensor, Tensor> this[int index]
        {
            get => layers[index];
            set
            {
                register_module(names[index], value);
                layers[index] = value;
            }
        }

        /// <summary>Some of the layers under their names, as a sequence of its own that shares them: dispose one of the two.</summary>
        public Sequential this[Range range]
        {
            get
            {
                var (start, length) = range.GetOffsetAndLength(layers.Count);
                return new Sequential(Enumerable.Range(start, length).Select(i => (names[i], layers[i])));
            }
        }

        /// <summary>Some of the layers, from the start unless given, to before the end unless given.</summary>
        public Sequential this[(int? start, int? end) index] => this[(index.start ?? 0)..(index.end ?? layers.Count)];

        /// <summary>Adds a layer, named by its position.</summary>
        public Sequential append(nn.Module<Tensor, Tensor> module) => append(PythonText.Of(layers.Count), module);

        /// <summary>Adds a layer.</summary>
        public Sequential append(string name, nn.Module<Tensor, Tensor> module)
        {
            register_module(name, module);
            layers.Add(module);
            names.Add(name);
            return this;
        }

        /// <summary>Adds layers, named by their positions.</summary>
        public Sequential extend(params IEnumerable<nn.Module<Tensor, Tensor>> modules)
        {
            foreach (var module in modules)
            {
                append(module);
            }

            return this;
        }

        /// <summary>Puts a layer before the one at a position. All layers are named by position after it.</summary>
        public Sequential insert(int index, nn.Module<Tensor, Tensor> module)
        {
            layers.Insert(index, module);
            Rename();
            return this;
        }

        /// <summary>Takes a layer out and returns it. All others are named by position after it.</summary>
        public nn.Module<Tensor, Tensor> pop(int index)
        {
            var layer = layers[index];
            layers.RemoveAt(index);
            Rename();
            return layer;
        }

        /// <inheritdoc/>
        public override Tensor forward(Tensor input)
        {
            if (layers.Count == 0)
            {
                return aten.alias(input);
            }

            using var scope = NewDisposeScope();
            var result = input;
            foreach (var layer in layers)
            {
                result = layer.call(result);
            }

            return ReferenceEquals(result, input) ? result : result.MoveToOuterDisposeScope();
        }

        /// <inheritdoc/>
        public IEnumerator<nn.Module<Tensor, Tensor>> GetEnumerator() => layers.GetEnumerator();

        private void Rename()
        {
            ClearModules();
            names.Clear();
            for (var i = 0; i < layers.Count; i++)
            {
                names.Add(PythonText.Of(i));
                register_module(names[i], layers[i]);
            }
        }

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

namespace Thelper.Torch
{
    public static partial class torch
    {
        public static partial class nn
        {
            /// <summary>An empty sequence of layers.</summary>
            public static Sequential Sequential() => new();

            /// <summary>Layers run one after another, with names.</summary>
            public static Sequential Sequential(params (string name, Module<Tensor, Tensor> submodule)[] modules) => new(modules);

            /// <inheritdoc cref="Sequential(ValueTuple{string, Module{Tensor, Tensor}}[])"/>
            public static Sequential Sequential(IEnumerable<(string name, Module<Tensor, Tensor> submodule)> modules) => new(modules);

            /// <summary>Layers run one after another, named by position.</summary>
            public static Sequential Sequential(params Module<Tensor, Tensor>[] modules) => Sequential((IEnumerable<Module<Tensor, Tensor>>)modules);

            /// <inheritdoc cref="Sequential(Module{Tensor, Tensor}[])"/>
            public static Sequential Sequential(IEnumerable<Module<Tensor, Tensor>> modules) => new(modules.Select((layer, i) => (PythonText.Of(i), layer)));
        }
    }
}
