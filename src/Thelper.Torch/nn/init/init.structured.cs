namespace Thelper.Torch;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class init
        {
            [ThreadStatic]
            private static bool skipping;

            /// <summary>Whether initialisers leave tensors alone on this thread, because their values come from elsewhere.</summary>
            internal static bool Skipping => skipping;

            /// <summary>Makes a module without drawing its initial values.</summary>
            internal static T Skip<T>(Func<T> make)
            {
                var before = skipping;
                skipping = true;
                try
                {
                    return make();
                }
                finally
                {
                    skipping = before;
                }
            }

            /// <summary>
            /// Makes a convolution's weight hand its input channels on: ones where an output channel meets the input channel of the same number,
            /// in the middle of the kernel; zeros elsewhere.
            /// </summary>
            /// <param name="tensor">A weight of 3, 4 or 5 dimensions (outputs, inputs, kernel).</param>
            /// <param name="groups">The number of groups of the convolution; each hands its channels on.</param>
            /// <exception cref="ArgumentException">Another number of dimensions, or outputs that the groups do not divide.</exception>
            public static Tensor dirac_(Tensor tensor, long groups = 1)
            {
                var shape = tensor.shape;
                if (shape.Length is < 3 or > 5)
                {
                    throw new ArgumentException($"dirac_ fills tensors of 3, 4 or 5 dimensions, not {shape.Length}.", nameof(tensor));
                }

                if (groups < 1 || shape[0] % groups != 0)
                {
                    throw new ArgumentException($"dirac_: {shape[0]} outputs are no multiple of {groups} groups.", nameof(groups));
                }

                return Fill(tensor, t =>
                {
                    aten.zero_(t);
                    using var scope = NewDisposeScope();
                    var perGroup = shape[0] / groups;
                    for (var group = 0L; group < groups; group++)
                    {
                        for (var channel = 0L; channel < Math.Min(perGroup, shape[1]); channel++)
                        {
                            var place = aten.select_int(aten.select_int(t, 0, (group * perGroup) + channel), 0, channel);
                            foreach (var size in shape.Skip(2))
                            {
                                place = aten.select_int(place, 0, size / 2);
                            }

                            aten.fill__Scalar(place, 1);
                        }
                    }

                    return t;
                });
            }

            /// <summary>Fills a matrix with a normal distribution around 0, then sets a share of each column to zero.</summary>
            /// <remarks>J. Martens, "Deep learning via Hessian-free optimization", 2010.</remarks>
            /// <param name="tensor">The matrix.</param>
            /// <param name="sparsity">The share of zeros in a column, in [0, 1].</param>
            /// <param name="std">The standard deviation of the others.</param>
            /// <exception cref="ArgumentException">The tensor is not a matrix, or the share not in [0, 1].</exception>
            public static Tensor sparse_(Tensor tensor, double sparsity, double std = 0.01)
            {
                if (tensor.dim() != 2)
                {
                    throw new ArgumentException($"sparse_ fills a matrix, not a tensor with {tensor.dim()} dimensions.", nameof(tensor));
                }

                if (sparsity is not (>= 0 and <= 1))
                {
                    throw new ArgumentException($"sparse_: the share of zeros is in [0, 1], not {sparsity}.", nameof(sparsity));
                }

                return Fill(tensor, t =>
                {
                    using var scope = NewDisposeScope();
                    var (rows, columns) = (t.shape[0], t.shape[1]);
                    var zeros = (long)Math.Ceiling(sparsity * rows);
                    aten.normal_(t, 0, std);
                    for (var column = 0L; column < columns; column++)
                    {
                        using var turn = NewDisposeScope();
                        var chosen = aten.slice_Tensor(aten.randperm(rows), 0, 0, zeros);
                        aten.index_fill__int_Scalar(aten.select_int(t, 1, column), 0, aten.to_device(chosen, t.device, ScalarType.Int64), 0);
                    }

                    return t;
                });
            }
        }
    }
}
