using System.Globalization;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>Compares the gradients of a function with finite differences, at given inputs.</summary>
        /// <param name="func">The function. It must give the same results each time.</param>
        /// <param name="inputs">Its inputs, in double precision; those that require gradients are checked.</param>
        /// <param name="eps">Step of the differences.</param>
        /// <param name="atol">Difference that is allowed.</param>
        /// <param name="rtol">Difference that is allowed, as a share of the finite difference.</param>
        /// <param name="raise_exception">Throw; otherwise return false.</param>
        /// <exception cref="GradcheckException">A gradient differs.</exception>
        /// <exception cref="UserErrorException">No input requires gradients, or one that does is not in double precision.</exception>
        public static bool gradcheck(
            Func<Tensor[], Tensor[]> func, IReadOnlyList<Tensor> inputs, double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3, bool raise_exception = true)
        {
            ArgumentNullException.ThrowIfNull(func);
            ArgumentNullException.ThrowIfNull(inputs);
            var mistake = FirstDifference(func, [.. inputs], eps, atol, rtol);
            return mistake is null || (raise_exception ? throw new GradcheckException(mistake) : false);
        }

        /// <summary>Compares the gradient of a function of one tensor with finite differences.</summary>
        /// <inheritdoc cref="gradcheck(Func{Tensor[], Tensor[]}, IReadOnlyList{Tensor}, double, double, double, bool)"/>
        public static bool gradcheck(Func<Tensor, Tensor> func, Tensor input, double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3, bool raise_exception = true)
        {
            ArgumentNullException.ThrowIfNull(func);
            return gradcheck(inputs => [func(inputs[0])], [input], eps, atol, rtol, raise_exception);
        }

        /// <summary>Compares the second derivatives of a function with finite differences of its gradients.</summary>
        /// <param name="func">The function.</param>
        /// <param name="inputs">Its inputs, in double precision.</param>
        /// <param name="grad_outputs">Gradients of the results that start the first pass; cosines of element numbers when absent.</param>
        /// <param name="eps">Step of the differences.</param>
        /// <param name="atol">Difference that is allowed.</param>
        /// <param name="rtol">Difference that is allowed, as a share of the finite difference.</param>
        /// <param name="raise_exception">Throw; otherwise return false.</param>
        /// <exception cref="GradcheckException">A derivative differs.</exception>
        public static bool gradgradcheck(
            Func<Tensor[], Tensor[]> func, IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor>? grad_outputs = null, double eps = 1e-6, double atol = 1e-5, double rtol = 1e-3, bool raise_exception = true)
        {
            ArgumentNullException.ThrowIfNull(func);
            ArgumentNullException.ThrowIfNull(inputs);
            using var scope = NewDisposeScope();
            var seeds = grad_outputs?.ToArray();
            if (seeds is null)
            {
                using var probe = NewDisposeScope();
                seeds = [.. func([.. inputs]).Select(output => arange(output.numel(), dtype: ScalarType.Float64).cos().to(output.dtype).view(output.shape).MoveToOuterDisposeScope())];
            }

            seeds = [.. seeds.Select(seed => seed.detach().requires_grad_())];
            return gradcheck(
                all =>
                {
                    var outputs = func(all[..inputs.Count]);
                    var kept = Enumerable.Range(0, outputs.Length).Where(k => outputs[k].requires_grad).ToArray();
                    var checkedInputs = all[..inputs.Count].Where(input => input.requires_grad).ToArray();
                    var found = grad([.. kept.Select(k => outputs[k])], checkedInputs, [.. kept.Select(k => all[inputs.Count + k])], create_graph: true, allow_unused: true);
                    return [.. found.Where(gradient => gradient is { requires_grad: true }).Select(gradient => gradient!)];
                },
                [.. inputs, .. seeds],
                eps,
                atol,
                rtol,
                raise_exception);
        }

        private static string? FirstDifference(Func<Tensor[], Tensor[]> func, Tensor[] inputs, double eps, double atol, double rtol)
        {
            var selected = Enumerable.Range(0, inputs.Length).Where(k => inputs[k].requires_grad).ToArray();
            if (selected.Length == 0)
            {
                throw new UserErrorException("gradcheck: no input requires gradients: call requires_grad_() on one");
            }

            foreach (var k in selected)
            {
                if (inputs[k].dtype != ScalarType.Float64 || inputs[k].device.type != DeviceType.CPU || !inputs[k].is_contiguous())
                {
                    throw new UserErrorException($"gradcheck: input {k} is {inputs[k]}: finite differences need contiguous tensors in double precision in processor memory");
                }
            }

            foreach (var k in selected)
            {
                using var scope = NewDisposeScope();
                var analytic = Analytic(func(inputs), inputs[k]);
                var again = Analytic(func(inputs), inputs[k]);
                for (var j = 0; j < analytic.Length; j++)
                {
                    if (!analytic[j].AsSpan().SequenceEqual(again[j]))
                    {
                        return $"backward is not reproducible: output {j} with respect to input {k} differs between two passes at the same inputs";
                    }
                }

                var numeric = Numeric(func, inputs, k, eps, analytic);
                for (var j = 0; j < analytic.Length; j++)
                {
                    for (var e = 0; e < analytic[j].Length; e++)
                    {
                        var (a, n) = (analytic[j][e], numeric[j][e]);
                        if (!(Math.Abs(a - n) <= atol + (rtol * Math.Abs(n))))
                        {
                            var columns = inputs[k].numel();
                            return string.Create(CultureInfo.InvariantCulture, $"derivative of element {e / columns} of output {j} with respect to element {e % columns} of input {k}: backward gives {a:G9}, finite differences {n:G9}");
                        }
                    }
                }
            }

            return null;
        }

        // Per output a row-major matrix: elements of the output by elements of the input.
        private static double[][] Analytic(Tensor[] outputs, Tensor input) => Array.ConvertAll(outputs, output =>
        {
            var columns = checked((int)input.numel());
            var matrix = new double[output.numel() * columns];
            for (var row = 0; output.requires_grad && row < output.numel(); row++)
            {
                using var scope = NewDisposeScope();
                var seed = zeros_like(output);
                seed.view(-1)[row].fill_(1);
                if (grad([output], [input], [seed], retain_graph: true, allow_unused: true)[0] is { } gradient)
                {
                    gradient.contiguous().data<double>().CopyTo(matrix.AsSpan(row * columns));
                }
            }

            return matrix;
        });

        private static double[][] Numeric(Func<Tensor[], Tensor[]> func, Tensor[] inputs, int k, double eps, double[][] like)
        {
            var found = Array.ConvertAll(like, matrix => new double[matrix.Length]);
            var columns = checked((int)inputs[k].numel());
            for (var column = 0; column < columns; column++)
            {
                using var scope = NewDisposeScope();
                var above = Shifted(func, inputs, k, column, eps);
                var below = Shifted(func, inputs, k, column, -eps);
                for (var j = 0; j < found.Length; j++)
                {
                    for (var row = 0; row < above[j].Length; row++)
                    {
                        found[j][(row * columns) + column] = (above[j][row] - below[j][row]) / (2 * eps);
                    }
                }
            }

            return found;
        }

        // A copy is shifted: the input itself may be saved in a graph.
        private static double[][] Shifted(Func<Tensor[], Tensor[]> func, Tensor[] inputs, int k, int element, double by)
        {
            var copies = (Tensor[])inputs.Clone();
            copies[k] = inputs[k].detach().clone();
            copies[k].data<double>()[element] += by;
            copies[k].requires_grad_();
            return Array.ConvertAll(func(copies), output => output.detach().contiguous().to(ScalarType.Float64).data<double>().ToArray());
        }
    }
}
