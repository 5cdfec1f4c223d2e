using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Parameters that are functions of others.</summary>
            /// <remarks>
            /// A parametrised weight is computed when its module is called (<c>call</c>, not <c>forward</c>), and when weights are loaded or converted;
            /// between calls the module shows the last value. Register before making the optimizer: what is learnt is another parameter,
            /// <c>parametrizations.NAME.original</c>.
            /// </remarks>
            public static class parametrize
            {
                internal const string Name = "parametrizations";

                [ThreadStatic]
                private static int depth;

                private static long epochs;

                [ThreadStatic]
                private static long epoch;

                /// <summary>The number of the caching in progress on this thread, or null.</summary>
                internal static long? Epoch => depth > 0 ? epoch : null;

                /// <summary>Makes a parameter the result of a function, or adds a function to those of a parametrised one.</summary>
                /// <param name="module">The module.</param>
                /// <param name="tensor_name">The name of its parameter.</param>
                /// <param name="parametrization">The function; it becomes part of the module. If it is an <see cref="IRightInverse"/>, the present value is kept as far as it can be.</param>
                /// <param name="unsafe">Whether the function may change shape or type, which is checked otherwise.</param>
                /// <exception cref="UserErrorException">There is no parameter of that name, or the function changes its shape or type.</exception>
                public static TModule register_parametrization<TModule>(TModule module, string tensor_name, Module<Tensor, Tensor> parametrization, bool @unsafe = false)
                    where TModule : Module
                {
                    ArgumentNullException.ThrowIfNull(module);
                    ArgumentNullException.ThrowIfNull(parametrization);
                    parametrization.train(module.training);
                    if (List(module, tensor_name) is { } list)
                    {
                        list.append(parametrization);
                        module.Computed.First(entry => entry.Name == tensor_name).Refresh(calling: true);
                        return module;
                    }

                    var place = Own(module, tensor_name);
                    var (shape, type) = (place.shape, place.dtype);
                    var original = new Parameter(place.Share(), place.requires_grad);
                    using (var inverse = (parametrization as IRightInverse)?.right_inverse(place))
                    {
                        if (inverse is not null)
                        {
                            using var mode = no_grad();
                            using var data = aten.contiguous(inverse);
                            aten.set_data(original, data);
                        }
                    }

                    list = new ParametrizationList(parametrization, original);
                    if (module.Child(Name) is not ModuleDict<ParametrizationList> all)
                    {
                        all = new ModuleDict<ParametrizationList>();
                        module.register_module(Name, all);
                    }

                    all.Add(tensor_name, list);
                    var computed = new ComputedWeight(tensor_name, place, list, _ => list.Value());
                    module.Add(computed);
                    computed.Refresh(calling: true);
                    if (!@unsafe && (!place.shape.AsSpan().SequenceEqual(shape) || place.dtype != type))
                    {
                        throw new UserErrorException(
                            $"The parametrization of '{tensor_name}' of {module.GetName()} turns {type} ({string.Join(", ", shape)}) into {place.dtype} ({string.Join(", ", place.shape)}); say unsafe if that is meant.");
                    }

                    return module;
                }

                /// <summary>Whether a module, or one of its parameters, is parametrised.</summary>
                public static bool is_parametrized(Module module, string? tensor_name = null)
                {
                    ArgumentNullException.ThrowIfNull(module);
                    return tensor_name is null ? module.Child(Name) is ModuleDict<ParametrizationList> { Count: > 0 } : List(module, tensor_name) is not null;
                }

                /// <summary>Makes a parametrised parameter a plain one again.</summary>
                /// <param name="module">The module.</param>
                /// <param name="tensor_name">The name of the parameter.</param>
                /// <param name="leave_parametrized">Whether it keeps its present value, rather than what the function started from.</param>
                /// <exception cref="UserErrorException">The parameter is not parametrised.</exception>
                public static TModule remove_parametrizations<TModule>(TModule module, string tensor_name, bool leave_parametrized = true)
                    where TModule : Module
                {
                    ArgumentNullException.ThrowIfNull(module);
                    var list = List(module, tensor_name) ?? throw new UserErrorException($"'{tensor_name}' of {module.GetName()} is not parametrized.");
                    var computed = module.Computed.First(entry => ReferenceEquals(entry.Method, list));
                    var all = (ModuleDict<ParametrizationList>)module.Child(Name)!;
                    if (leave_parametrized)
                    {
                        module.Remove(computed, calling: true);
                    }
                    else
                    {
                        module.Remove(computed with { Compute = _ => aten.alias(list.original) }, calling: true);
                    }

                    all.Remove(tensor_name);
                    list.Dispose();
                    if (all.Count == 0)
                    {
                        module.Unregister(Name);
                        all.Dispose();
                    }

                    return module;
                }

                /// <summary>Makes a module's parameters the results of another's functions of the other's originals. Does nothing if the other is not parametrised.</summary>
                /// <remarks>Both modules share functions and originals afterwards: what one learns, the other has. To end it in one of them ends it in both.</remarks>
                /// <param name="from_module">The parametrised module.</param>
                /// <param name="to_module">The module that gets its parameters; those it lacks are made.</param>
                /// <param name="tensor_name">The name of the parameter; all parametrised ones unless given.</param>
                /// <exception cref="UserErrorException">The parameter is not parametrised, or the shapes differ.</exception>
                public static TModule transfer_parametrizations_and_params<TModule>(Module from_module, TModule to_module, string? tensor_name = null)
                    where TModule : Module
                {
                    ArgumentNullException.ThrowIfNull(from_module);
                    ArgumentNullException.ThrowIfNull(to_module);
                    if (from_module.Child(Name) is not ModuleDict<ParametrizationList> { Count: > 0 } all)
                    {
                        return to_module;
                    }

                    string[] names = tensor_name is null ? [.. all.Keys] : [tensor_name];
                    foreach (var name in names)
                    {
                        Transfer(from_module, to_module, name);
                    }

                    return to_module;
                }

                /// <summary>The class of a module, which parametrising does not change here, unlike in PyTorch.</summary>
                public static Type type_before_parametrizations(Module module)
                {
                    ArgumentNullException.ThrowIfNull(module);
                    return module.GetType();
                }

                /// <summary>Until the result is disposed, parametrised parameters are computed once on this thread, at their modules' first calls.</summary>
                public static IDisposable cached()
                {
                    if (depth++ == 0)
                    {
                        epoch = Interlocked.Increment(ref epochs);
                    }

                    return new HookRemover(() => depth--);
                }

                internal static Parameter Own(Module module, string name) => module.OwnParameter(name)
                    ?? throw new UserErrorException($"{module.GetName()} has no parameter '{name}' of its own. It has: {string.Join(", ", module.named_parameters(recurse: false).Select(entry => entry.name))}.");

                private static void Transfer(Module from, Module to, string name)
                {
                    var source = List(from, name) ?? throw new UserErrorException($"'{name}' of {from.GetName()} is not parametrized.");
                    var value = from.Computed.First(entry => ReferenceEquals(entry.Method, source)).Place;
                    if (List(to, name) is null && to.OwnParameter(name) is null)
                    {
                        using var mode = no_grad();
                        to.register_parameter(name, new Parameter(aten.clone(value)));
                    }

                    var present = (List(to, name) is { } known ? known.original : to.OwnParameter(name)!).shape;
                    if (!present.AsSpan().SequenceEqual(source.original.shape))
                    {
                        throw new UserErrorException(
                            $"'{name}' of {to.GetName()} is ({string.Join(", ", present)}), what '{name}' of {from.GetName()} starts from ({string.Join(", ", source.original.shape)}).");
                    }

                    foreach (var parametrization in source.ToArray())
                    {
                        register_parametrization(to, name, parametrization);
                    }

                    var list = List(to, name)!;
                    list.original.Dispose();
                    list.original = source.original;

                    // Seen once without a step of learning: spectral norm takes one at each call in training.
                    var training = list.training;
                    list.eval();
                    to.Computed.First(entry => ReferenceEquals(entry.Method, list)).Refresh(calling: false);
                    list.train(training);
                }

                private static ParametrizationList? List(Module module, string name)
                    => module.Child(Name) is ModuleDict<ParametrizationList> all && all.TryGetValue(name, out var list) ? list : null;
            }
        }
    }
}
