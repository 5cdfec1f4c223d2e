namespace Thelper.Torch;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>Derivatives of functions as wholes.</summary>
        public static class functional
        {
            /// <summary>All derivatives of a function's result with respect to its input.</summary>
            /// <param name="func">The function.</param>
            /// <param name="inputs">Where; need not require gradients.</param>
            /// <param name="create_graph">Record the computation, for higher derivatives with respect to <paramref name="inputs"/>.</param>
            /// <returns>Shape of the result followed by that of the input.</returns>
            public static Tensor jacobian(Func<Tensor, Tensor> func, Tensor inputs, bool create_graph = false) => jacobian(all => func(all[0]), [inputs], create_graph)[0];

            /// <summary>All derivatives of a function's result with respect to each of its inputs.</summary>
            /// <inheritdoc cref="jacobian(Func{Tensor, Tensor}, Tensor, bool)"/>
            public static Tensor[] jacobian(Func<Tensor[], Tensor> func, Tensor[] inputs, bool create_graph = false)
            {
                using var scope = NewDisposeScope();
                using var recording = enable_grad();
                var points = Points(inputs, create_graph);
                var output = func(points);
                var rows = new List<Tensor>[inputs.Length];
                Array.Fill(rows, null!);
                for (var k = 0; k < rows.Length; k++)
                {
                    rows[k] = [];
                }

                var flat = output.reshape(-1);
                for (long row = 0; row < output.numel(); row++)
                {
                    var found = output.requires_grad ? grad([flat[row]], points, retain_graph: true, create_graph: create_graph, allow_unused: true) : new Tensor?[inputs.Length];
                    for (var k = 0; k < rows.Length; k++)
                    {
                        rows[k].Add(found[k] ?? zeros_like(inputs[k]));
                    }
                }

                return [.. rows.Select((list, k) => (list.Count == 0 ? zeros([.. output.shape, .. inputs[k].shape], inputs[k].dtype) : stack(list.ToArray()).view([.. output.shape, .. inputs[k].shape])).MoveToOuterDisposeScope())];
            }

            /// <summary>All second derivatives of a function with one-element result.</summary>
            /// <param name="func">The function.</param>
            /// <param name="inputs">Where.</param>
            /// <param name="create_graph">Record the computation.</param>
            /// <returns>Shape of the input, twice.</returns>
            /// <exception cref="UserErrorException">The function has a result of more than one element.</exception>
            public static Tensor hessian(Func<Tensor, Tensor> func, Tensor inputs, bool create_graph = false) => jacobian(
                x =>
                {
                    var value = func(x);
                    RequireScalar(value, "hessian");
                    return (value.requires_grad ? grad([value.reshape([])], [x], create_graph: true, allow_unused: true)[0] : null) ?? zeros_like(x);
                },
                inputs,
                create_graph);

            /// <summary>A vector times the matrix of derivatives.</summary>
            /// <param name="func">The function.</param>
            /// <param name="inputs">Where.</param>
            /// <param name="v">Shape of the result; may be absent where the result has one element.</param>
            /// <param name="create_graph">Record the computation.</param>
            /// <returns>The function's result, and the product, in the shape of the input.</returns>
            /// <exception cref="UserErrorException">The function has a result of more than one element.</exception>
            public static (Tensor Output, Tensor Product) vjp(Func<Tensor, Tensor> func, Tensor inputs, Tensor? v = null, bool create_graph = false)
            {
                using var scope = NewDisposeScope();
                using var recording = enable_grad();
                var point = Points([inputs], create_graph)[0];
                var output = func(point);
                if (v is null)
                {
                    RequireScalar(output, "vjp without v");
                }

                var product = (output.requires_grad ? grad([output], [point], [v ?? ones_like(output)], create_graph: create_graph, allow_unused: true)[0] : null) ?? zeros_like(inputs);
                return Result(output, product, create_graph);
            }

            /// <summary>The matrix of derivatives times a vector, by differentiating the transposed product.</summary>
            /// <param name="func">The function; its own backward pass must be differentiable.</param>
            /// <param name="inputs">Where.</param>
            /// <param name="v">Shape of the input; may be absent where that has one element.</param>
            /// <param name="create_graph">Record the computation.</param>
            /// <returns>The function's result, and the product, in the shape of the result.</returns>
            public static (Tensor Output, Tensor Product) jvp(Func<Tensor, Tensor> func, Tensor inputs, Tensor? v = null, bool create_graph = false)
            {
                using var scope = NewDisposeScope();
                using var recording = enable_grad();
                var point = Points([inputs], create_graph)[0];
                var output = func(point);
                var seed = zeros_like(output).requires_grad_();
                var transposed = output.requires_grad ? grad([output], [point], [seed], create_graph: true, allow_unused: true)[0] : null;
                var product = (transposed is { requires_grad: true } ? grad([transposed], [seed], [v ?? ones_like(inputs)], create_graph: create_graph, allow_unused: true)[0] : null) ?? zeros_like(output);
                return Result(output, product, create_graph);
            }

            /// <summary>A vector times the matrix of second derivatives of a function with one-element result.</summary>
            /// <param name="func">The function.</param>
            /// <param name="inputs">Where.</param>
            /// <param name="v">Shape of the input.</param>
            /// <param name="create_graph">Record the computation.</param>
            /// <exception cref="UserErrorException">The function has a result of more than one element.</exception>
            public static (Tensor Output, Tensor Product) vhp(Func<Tensor, Tensor> func, Tensor inputs, Tensor v, bool create_graph = false)
            {
                using var scope = NewDisposeScope();
                using var recording = enable_grad();
                var point = Points([inputs], create_graph)[0];
                var output = func(point);
                RequireScalar(output, "vhp");
                var first = output.requires_grad ? grad([output], [point], create_graph: true, allow_unused: true)[0] : null;
                var product = (first is { requires_grad: true } ? grad([first], [point], [v], create_graph: create_graph, allow_unused: true)[0] : null) ?? zeros_like(inputs);
                return Result(output, product, create_graph);
            }

            /// <summary>The matrix of second derivatives times a vector: the same as <see cref="vhp"/>, the matrix being symmetric.</summary>
            /// <inheritdoc cref="vhp"/>
            public static (Tensor Output, Tensor Product) hvp(Func<Tensor, Tensor> func, Tensor inputs, Tensor v, bool create_graph = false) => vhp(func, inputs, v, create_graph);

            private static Tensor[] Points(Tensor[] inputs, bool create_graph) =>
                Array.ConvertAll(inputs, input => create_graph && input.requires_grad ? input.view_as(input) : input.detach().requires_grad_());

            private static (Tensor Output, Tensor Product) Result(Tensor output, Tensor product, bool create_graph) => create_graph
                ? (output.MoveToOuterDisposeScope(), product.MoveToOuterDisposeScope())
                : (output.detach().MoveToOuterDisposeScope(), product.detach().MoveToOuterDisposeScope());

            private static void RequireScalar(Tensor value, string what)
            {
                if (value.numel() != 1)
                {
                    throw new UserErrorException($"torch.autograd.functional.{what} needs a function with a one-element result; this one returned {value}");
                }
            }
        }
    }
}
