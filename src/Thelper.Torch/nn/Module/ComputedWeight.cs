using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A layer's weight that is a function of other parameters: weight and spectral norm, parametrisations, pruning.</summary>
        /// <remarks>
        /// The layer keeps reading the same <see cref="Parameter"/> object; its native tensor is exchanged for the function's value before each call,
        /// so every layer can be treated without knowing of it.
        /// </remarks>
        /// <param name="Name">The name under which the weight was registered.</param>
        /// <param name="Place">The object that the layer reads.</param>
        /// <param name="Method">The identity of the function, such as the instance of weight norm.</param>
        /// <param name="Compute">Makes the value, or null to keep the present one; told whether the module is being called.</param>
        internal sealed record ComputedWeight(string Name, Parameter Place, object Method, Func<bool, Tensor?> Compute)
        {
            /// <summary>Computes the value anew.</summary>
            /// <param name="calling">Whether the module is being called.</param>
            public void Refresh(bool calling)
            {
                if (Compute(calling) is { } value)
                {
                    Place.Adopt(value);
                }
            }
        }
    }
}
