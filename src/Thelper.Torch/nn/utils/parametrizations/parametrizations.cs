using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            /// <summary>Ready-made parametrisations.</summary>
            public static class parametrizations
            {
                /// <summary>Keeps a weight's greatest singular value near 1.</summary>
                /// <param name="module">The module.</param>
                /// <param name="name">The name of its parameter.</param>
                /// <param name="n_power_iterations">Steps of the power method a call in training.</param>
                /// <param name="eps">The least length that vectors are divided by.</param>
                /// <param name="dim">The dimension of the outputs; 1 for transposed convolutions, else 0, unless given.</param>
                /// <exception cref="UserErrorException">There is no such parameter or dimension, or no step of the power method.</exception>
                public static TModule spectral_norm<TModule>(TModule module, string name = "weight", int n_power_iterations = 1, double eps = 1e-12, long? dim = null)
                    where TModule : Module => parametrize.register_parametrization(
                        module, name, new SpectralNormParametrization(parametrize.Own(module, name), n_power_iterations, dim ?? (module is ConvolutionTranspose ? 1 : 0), eps));

                /// <summary>Keeps a matrix's columns (its rows, if it is wide) orthonormal.</summary>
                /// <param name="module">The module.</param>
                /// <param name="name">The name of its parameter, of two dimensions or more (a batch of matrices).</param>
                /// <param name="orthogonal_map"><c>matrix_exp</c> (default for square ones), <c>cayley</c> or <c>householder</c> (default for others).</param>
                /// <param name="use_trivialization">Whether learning starts at the present value, which is kept as a buffer.</param>
                /// <exception cref="UserErrorException">Another map, or a tensor of less than two dimensions.</exception>
                public static TModule orthogonal<TModule>(TModule module, string name = "weight", string? orthogonal_map = null, bool use_trivialization = true)
                    where TModule : Module
                {
                    var weight = parametrize.Own(module, name);
                    if (weight.dim() < 2)
                    {
                        throw new UserErrorException($"orthogonal: '{name}' is a matrix or a batch of them, not a tensor of {weight.dim()} dimensions.");
                    }

                    orthogonal_map ??= weight.shape[^2] == weight.shape[^1] ? "matrix_exp" : "householder";
                    if (orthogonal_map is not ("matrix_exp" or "cayley" or "householder"))
                    {
                        throw new UserErrorException($"orthogonal: the map is matrix_exp, cayley or householder, not {orthogonal_map}.");
                    }

                    return parametrize.register_parametrization(module, name, new OrthogonalParametrization(orthogonal_map, use_trivialization), @unsafe: true);
                }
            }
        }
    }
}
