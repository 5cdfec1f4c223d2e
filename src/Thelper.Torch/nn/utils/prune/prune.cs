using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Elements of parameters held at zero: while a parameter is pruned, its module learns <c>NAME_orig</c> and calls use that times the buffer <c>NAME_mask</c>.</summary>
            /// <remarks>
            /// The product is computed when the module is called (<c>call</c>, not <c>forward</c>), and when weights are loaded or converted.
            /// Prune before making the optimizer: what is learnt is another parameter. Pruning a pruned parameter again takes further elements of those that were left.
            /// </remarks>
            public static partial class prune
            {
                /// <summary>Prunes nothing, but gives the parameter its mask, of ones.</summary>
                /// <param name="module">The module.</param>
                /// <param name="name">The name of its parameter.</param>
                /// <exception cref="UserErrorException">There is no such parameter, or it is computed from others already.</exception>
                public static TModule identity<TModule>(TModule module, string name)
                    where TModule : Module => Apply(module, name, new Identity());

                /// <summary>Prunes elements that are drawn at random.</summary>
                /// <param name="module">The module.</param>
                /// <param name="name">The name of its parameter.</param>
                /// <param name="amount">How many: a share in [0, 1] (a <see cref="double"/>) or a number (a <see cref="long"/>) of the elements.</param>
                /// <exception cref="UserErrorException">There is no such parameter, or the amount is not in its range.</exception>
                public static TModule random_unstructured<TModule>(TModule module, string name, Amount amount)
                    where TModule : Module => Apply(module, name, new RandomUnstructured(amount));

                /// <summary>Prunes the elements of least absolute value.</summary>
                /// <param name="module">The module.</param>
                /// <param name="name">The name of its parameter.</param>
                /// <param name="amount">How many: a share in [0, 1] (a <see cref="double"/>) or a number (a <see cref="long"/>) of the elements.</param>
                /// <param name="importance_scores">Numbers in the parameter's shape that are compared instead of its elements.</param>
                /// <exception cref="UserErrorException">There is no such parameter, or the amount is not in its range, or the scores have another shape.</exception>
                public static TModule l1_unstructured<TModule>(TModule module, string name, Amount amount, Tensor? importance_scores = null)
                    where TModule : Module => Apply(module, name, new L1Unstructured(amount), importance_scores);

                /// <summary>Prunes slices along a dimension that are drawn at random.</summary>
                /// <param name="module">The module.</param>
                /// <param name="name">The name of its parameter, of two dimensions or more.</param>
                /// <param name="amount">How many: a share in [0, 1] (a <see cref="double"/>) or a number (a <see cref="long"/>) of the slices.</param>
                /// <param name="dim">The dimension; negative ones count from the end.</param>
                /// <exception cref="UserErrorException">There is no such parameter or dimension, or the amount is not in its range.</exception>
                public static TModule random_structured<TModule>(TModule module, string name, Amount amount, long dim)
                    where TModule : Module => Apply(module, name, new RandomStructured(amount, dim));

                /// <summary>Prunes the slices along a dimension that have the least norm.</summary>
                /// <param name="module">The module.</param>
                /// <param name="name">The name of its parameter, of two dimensions or more.</param>
                /// <param name="amount">How many: a share in [0, 1] (a <see cref="double"/>) or a number (a <see cref="long"/>) of the slices.</param>
                /// <param name="n">The norm: 1, 2, ..., infinity.</param>
                /// <param name="dim">The dimension; negative ones count from the end.</param>
                /// <param name="importance_scores">Numbers in the parameter's shape whose norms are compared instead.</param>
                /// <exception cref="UserErrorException">There is no such parameter or dimension, or the amount is not in its range, or the scores have another shape.</exception>
                public static TModule ln_structured<TModule>(TModule module, string name, Amount amount, double n, long dim, Tensor? importance_scores = null)
                    where TModule : Module => Apply(module, name, new LnStructured(amount, n, dim), importance_scores);

                /// <summary>Prunes by a mask that is given.</summary>
                /// <param name="module">The module.</param>
                /// <param name="name">The name of its parameter.</param>
                /// <param name="mask">Ones (or true) for the elements that stay, in the parameter's shape. It is copied.</param>
                /// <exception cref="UserErrorException">There is no such parameter, or the mask has another shape.</exception>
                public static TModule custom_from_mask<TModule>(TModule module, string name, Tensor mask)
                    where TModule : Module => Apply(module, name, new CustomFromMask(mask));

                /// <summary>Prunes parameters of several modules as if they were one: which of them loses how much is not fixed.</summary>
                /// <param name="parameters">Modules with the names of their parameters.</param>
                /// <param name="pruning_method">The method with its amount, such as <c>new prune.L1Unstructured(0.2)</c>; an unstructured one.</param>
                /// <param name="importance_scores">Numbers that are compared instead of a parameter's elements, for some of the parameters.</param>
                /// <exception cref="UserErrorException">There is no such parameter, or the method is none for single elements, or the amount is not in its range.</exception>
                public static void global_unstructured(
                    IEnumerable<(Module module, string name)> parameters, BasePruningMethod pruning_method,
                    IReadOnlyDictionary<(Module module, string name), Tensor>? importance_scores = null)
                {
                    ArgumentNullException.ThrowIfNull(parameters);
                    ArgumentNullException.ThrowIfNull(pruning_method);
                    if (pruning_method.PRUNING_TYPE != PruningType.unstructured)
                    {
                        throw new UserErrorException($"global_unstructured: the method prunes single elements, but {pruning_method.GetType().Name} is of type {pruning_method.PRUNING_TYPE}.");
                    }

                    var list = parameters.ToArray();
                    using var scope = NewDisposeScope();
                    using var mode = no_grad();
                    var values = list.Select(entry => Present(entry.module, entry.name)).ToArray();
                    var scores = list.Zip(values, (entry, value) => importance_scores?.GetValueOrDefault(entry) is { } given ? Fitting(given, value, entry.name) : value);
                    var masks = list.Zip(values, (entry, value) => entry.module.get_buffer(entry.name + "_mask") ?? aten.ones_like(value));
                    var mask = new PruningContainer(pruning_method).compute_mask(parameters_to_vector(scores), parameters_to_vector(masks));
                    var at = 0L;
                    foreach (var ((module, name), value) in list.Zip(values))
                    {
                        var end = at + value.numel();
                        custom_from_mask(module, name, aten.reshape(aten.slice_Tensor(mask, 0, at, end), value.shape));
                        at = end;
                    }
                }

                /// <summary>Ends pruning: the parameter keeps its value, with its zeros, and all of it is learnt.</summary>
                /// <param name="module">The module.</param>
                /// <param name="name">The name of the parameter.</param>
                /// <exception cref="UserErrorException">The parameter is not pruned.</exception>
                public static TModule remove<TModule>(TModule module, string name)
                    where TModule : Module
                {
                    ArgumentNullException.ThrowIfNull(module);
                    var weight = Find(module, name) ?? throw new UserErrorException($"'{name}' of {module.GetName()} is not pruned.");
                    var original = module.OwnParameter(name + "_orig")!;
                    var mask = module.get_buffer(name + "_mask")!;
                    module.Remove(weight, calling: false, [name + "_orig", name + "_mask"]);
                    weight.Place.requires_grad = original.requires_grad;
                    using (var gradient = original.grad)
                    {
                        weight.Place.grad = gradient;
                    }

                    original.Dispose();
                    mask.Dispose();
                    return module;
                }

                /// <summary>Whether a parameter of a module, or of one below it, is pruned.</summary>
                public static bool is_pruned(Module module)
                {
                    ArgumentNullException.ThrowIfNull(module);
                    return module.modules().Any(part => part.Computed.Any(entry => entry.Method is Pruning));
                }

                internal static ComputedWeight? Find(Module module, string name)
                    => module.Computed.FirstOrDefault(entry => entry.Name == name && entry.Method is Pruning);

                /// <summary>A parameter, or the value of a pruned one.</summary>
                internal static Tensor Present(Module module, string name)
                {
                    ArgumentNullException.ThrowIfNull(module);
                    return Find(module, name)?.Place ?? NotYet(module, name);
                }

                internal static Tensor Fitting(Tensor scores, Tensor value, string name) => scores.shape.AsSpan().SequenceEqual(value.shape)
                    ? scores
                    : throw new UserErrorException($"The importance scores of '{name}' have the shape ({string.Join(", ", scores.shape)}), the parameter ({string.Join(", ", value.shape)}).");

                private static TModule Apply<TModule>(TModule module, string name, BasePruningMethod method, Tensor? importance_scores = null)
                    where TModule : Module
                {
                    method.apply(module, name, importance_scores);
                    return module;
                }

                /// <summary>Marks a computed weight as pruned, and holds the method, to which others may be added.</summary>
                internal sealed class Pruning(BasePruningMethod method)
                {
                    public BasePruningMethod Method { get; set; } = method;

                    public override string ToString() => "pruning";
                }
            }
        }
    }
}
