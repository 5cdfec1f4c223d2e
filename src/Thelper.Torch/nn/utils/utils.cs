using Thelper.Torch.Modules;
using Thelper.Torch.Printing;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>Helpers around parameters and their gradients.</summary>
        public static partial class utils
        {
            /// <summary>Scales all gradients together so that their joint norm is at most a limit.</summary>
            /// <param name="parameters">Whose gradients; those without one are left out.</param>
            /// <param name="max_norm">The limit.</param>
            /// <param name="norm_type">The exponent of the norm; infinity for the greatest size.</param>
            /// <param name="error_if_nonfinite">Whether a norm that is infinite or undefined is an error.</param>
            /// <returns>The norm before scaling.</returns>
            /// <exception cref="InvalidOperationException">The norm is infinite or undefined, and that is an error.</exception>
            public static double clip_grad_norm_(IEnumerable<Parameter> parameters, double max_norm, double norm_type = 2.0, bool error_if_nonfinite = false)
            {
                using var scope = NewDisposeScope();
                using var mode = no_grad();
                var gradients = parameters.Select(parameter => parameter.grad).OfType<Tensor>().ToArray();
                if (gradients.Length == 0)
                {
                    return 0;
                }

                var norms = Array.ConvertAll(gradients, gradient => aten.norm_Scalar(gradient, norm_type));
                var total = aten.norm_Scalar(aten.stack(norms), norm_type);
                var norm = total.ToDouble();
                if (error_if_nonfinite && !double.IsFinite(norm))
                {
                    throw new InvalidOperationException($"The norm of the gradients is {PythonText.Of(norm)}, so they cannot be clipped.");
                }

                // In the tensors' own precision, as PyTorch does it.
                var factor = aten.mul_Scalar(aten.reciprocal(aten.add_Scalar(total, 1e-6)), max_norm);
                aten._foreach_mul__Scalar(gradients, aten.clamp_max(factor, 1.0).ToDouble());
                return norm;
            }

            /// <summary>Limits every element of the gradients to [-clip_value, clip_value].</summary>
            /// <param name="parameters">Whose gradients; those without one are left out.</param>
            /// <param name="clip_value">The limit.</param>
            public static void clip_grad_value_(IEnumerable<Parameter> parameters, double clip_value)
            {
                using var scope = NewDisposeScope();
                using var mode = no_grad();
                foreach (var gradient in parameters.Select(parameter => parameter.grad).OfType<Tensor>())
                {
                    aten.clamp_(gradient, -clip_value, clip_value);
                }
            }
        }
    }
}
