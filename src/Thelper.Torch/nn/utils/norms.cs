using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            private const string WeightNorm = "weight norm";
            private const string SpectralNorm = "spectral norm";

            /// <summary>Learns a weight as lengths and directions: <c>NAME_g</c> times <c>NAME_v</c> over its norm, computed when the module is called.</summary>
            /// <remarks>T. Salimans and D. Kingma, "Weight normalization", 2016.</remarks>
            /// <param name="module">The module.</param>
            /// <param name="name">The name of its parameter.</param>
            /// <param name="dim">The dimension whose slices have a length each; null for one length.</param>
            /// <exception cref="UserErrorException">There is no such parameter, or it is normalised already.</exception>
            public static TModule weight_norm<TModule>(TModule module, string name = "weight", long? dim = 0)
                where TModule : Module
            {
                var place = NotYet(module, name);
                var along = dim ?? -1;
                using (no_grad())
                {
                    using var lengths = aten.norm_except_dim(place, 2, along);
                    module.register_parameter(name + "_g", new Parameter(aten.clone(lengths)));
                    module.register_parameter(name + "_v", new Parameter(aten.detach(place)));
                }

                var (g, v) = (module.OwnParameter(name + "_g")!, module.OwnParameter(name + "_v")!);
                return Attach(module, new ComputedWeight(name, place, WeightNorm, _ => aten._weight_norm(v, g, along)));
            }

            /// <summary>Ends <see cref="weight_norm"/>: the weight keeps its value and is learnt itself.</summary>
            /// <exception cref="UserErrorException">The parameter has no such norm.</exception>
            public static TModule remove_weight_norm<TModule>(TModule module, string name = "weight")
                where TModule : Module => Detach(module, name, WeightNorm, "_g", "_v");

            /// <summary>Divides a weight, <c>NAME_orig</c>, by its greatest singular value when the module is called.</summary>
            /// <remarks>T. Miyato et al., "Spectral normalization for generative adversarial networks", 2018.</remarks>
            /// <param name="module">The module.</param>
            /// <param name="name">The name of its parameter.</param>
            /// <param name="n_power_iterations">Steps of the power method a call in training.</param>
            /// <param name="eps">The least length that vectors are divided by.</param>
            /// <param name="dim">The dimension of the outputs; 1 for transposed convolutions, else 0, unless given.</param>
            /// <exception cref="UserErrorException">There is no such parameter, or it is normalised already.</exception>
            public static TModule spectral_norm<TModule>(TModule module, string name = "weight", int n_power_iterations = 1, double eps = 1e-12, long? dim = null)
                where TModule : Module
            {
                var place = NotYet(module, name);
                var along = SpectralNormMath.Dimension(place, dim ?? (module is ConvolutionTranspose ? 1 : 0), n_power_iterations);
                Tensor u;
                Tensor v;
                using (no_grad())
                {
                    using var matrix = SpectralNormMath.Matrix(place, along);
                    u = SpectralNormMath.Start(matrix, 0, eps);
                    v = SpectralNormMath.Start(matrix, 1, eps);
                }

                var original = new Parameter(place.Share(), place.requires_grad);
                module.Unregister(name);
                module.register_parameter(name + "_orig", original);
                module.register_buffer(name + "_u", u);
                module.register_buffer(name + "_v", v);

                // Until the first call the weight is the original one, as PyTorch has it.
                return Attach(module, new ComputedWeight(name, place, SpectralNorm, calling => Compute(calling && module.training)), refresh: false);

                Tensor Compute(bool iterate)
                {
                    using var matrix = SpectralNormMath.Matrix(original, along);
                    if (iterate)
                    {
                        using var mode = no_grad();
                        SpectralNormMath.Iterate(matrix, u, v, n_power_iterations, eps, uFirst: false);
                    }

                    return SpectralNormMath.Divide(original, matrix, u, v);
                }
            }

            /// <summary>Ends <see cref="spectral_norm"/>: the weight keeps its value and is learnt itself.</summary>
            /// <exception cref="UserErrorException">The parameter has no such norm.</exception>
            public static TModule remove_spectral_norm<TModule>(TModule module, string name = "weight")
                where TModule : Module => Detach(module, name, SpectralNorm, "_u", "_v", "_orig");

            /// <summary>All elements of parameters, one after another.</summary>
            public static Tensor parameters_to_vector(IEnumerable<Tensor> parameters)
            {
                using var scope = NewDisposeScope();
                return aten.cat(parameters.Select(parameter => aten.reshape(parameter, [-1])).ToArray()).MoveToOuterDisposeScope();
            }

            /// <summary>Copies the elements of a vector into parameters, one after another.</summary>
            /// <exception cref="UserErrorException">The vector has another number of elements.</exception>
            public static void vector_to_parameters(Tensor vec, IEnumerable<Tensor> parameters)
            {
                ArgumentNullException.ThrowIfNull(vec);
                var list = parameters.ToArray();
                var total = list.Sum(parameter => parameter.numel());
                if (vec.dim() != 1 || vec.numel() != total)
                {
                    throw new UserErrorException($"vector_to_parameters: these parameters take a vector of {total} elements, not ({string.Join(", ", vec.shape)}).");
                }

                using var scope = NewDisposeScope();
                using var mode = no_grad();
                var at = 0L;
                foreach (var parameter in list)
                {
                    var end = at + parameter.numel();
                    aten.copy_(parameter, aten.reshape(aten.slice_Tensor(vec, 0, at, end), parameter.shape));
                    at = end;
                }
            }

            /// <summary>Makes a module without drawing its initial values: what is in its parameters is undefined until they are set.</summary>
            /// <param name="make">Makes the module.</param>
            public static TModule skip_init<TModule>(Func<TModule> make)
                where TModule : Module
            {
                ArgumentNullException.ThrowIfNull(make);
                return init.Skip(make);
            }

            private static Parameter NotYet(Module module, string name)
            {
                ArgumentNullException.ThrowIfNull(module);
                return module.Computed.FirstOrDefault(entry => entry.Name == name) is { } present
                    ? throw new UserErrorException($"'{name}' of {module.GetName()} is computed already ({present.Method}).")
                    : parametrize.Own(module, name);
            }

            private static TModule Attach<TModule>(TModule module, ComputedWeight weight, bool refresh = true)
                where TModule : Module
            {
                module.Add(weight);
                if (refresh)
                {
                    weight.Refresh(calling: false);
                }

                return module;
            }

            private static TModule Detach<TModule>(TModule module, string name, object method, params string[] parts)
                where TModule : Module
            {
                ArgumentNullException.ThrowIfNull(module);
                var weight = module.Computed.FirstOrDefault(entry => entry.Name == name && Equals(entry.Method, method))
                    ?? throw new UserErrorException($"'{name}' of {module.GetName()} has no {method}.");
                var owned = parts.Select(part => (Tensor?)module.OwnParameter(name + part) ?? module.get_buffer(name + part)).ToArray();
                module.Remove(weight, calling: false, parts.Select(part => name + part));
                foreach (var tensor in owned)
                {
                    tensor?.Dispose();
                }

                return module;
            }
        }
    }
}
