using Thelper.Torch.Modules;

namespace Thelper.Torch;

public static partial class torch
{
    /// <summary>Utilities beside tensors and networks.</summary>
    public static partial class utils
    {
        /// <summary>Data sets and loaders.</summary>
        public static partial class data
        {
            /// <summary>Divides a data set at random into parts of given lengths; the same parts as PyTorch's for the same seed.</summary>
            /// <param name="dataset">The data set; it stays the caller's.</param>
            /// <param name="lengths">How many samples each part has; together all of them.</param>
            /// <param name="generator">Source of the order; the default one unless given.</param>
            /// <exception cref="UserErrorException">The lengths do not add up.</exception>
            public static Subset<T>[] random_split<T>(Dataset<T> dataset, IReadOnlyList<long> lengths, Generator? generator = null)
            {
                ArgumentNullException.ThrowIfNull(dataset);
                ArgumentNullException.ThrowIfNull(lengths);
                if (lengths.Sum() != dataset.Count || lengths.Any(length => length < 0))
                {
                    throw new UserErrorException($"random_split: the lengths {string.Join(", ", lengths)} add up to {lengths.Sum()}, the data set has {dataset.Count} samples; give lengths that add up to it");
                }

                var order = Permutation(dataset.Count, generator);
                var parts = new Subset<T>[lengths.Count];
                var start = 0;
                for (var i = 0; i < parts.Length; i++)
                {
                    parts[i] = new(dataset, order[start..(start + (int)lengths[i])]);
                    start += (int)lengths[i];
                }

                return parts;
            }

            /// <summary>Divides a data set at random into shares, which add up to 1; what rounding leaves goes to the first parts in turn.</summary>
            /// <inheritdoc cref="random_split{T}(Dataset{T}, IReadOnlyList{long}, Generator?)"/>
            /// <exception cref="UserErrorException">The shares do not add up to 1, or one is below 0.</exception>
            public static Subset<T>[] random_split<T>(Dataset<T> dataset, IReadOnlyList<double> fractions, Generator? generator = null)
            {
                ArgumentNullException.ThrowIfNull(dataset);
                ArgumentNullException.ThrowIfNull(fractions);
                if (fractions.Any(fraction => fraction is < 0 or > 1) || Math.Abs(fractions.Sum() - 1) > 1e-9)
                {
                    throw new UserErrorException($"random_split: {string.Join(", ", fractions)} are no shares in [0, 1] that add up to 1");
                }

                var lengths = fractions.Select(fraction => (long)Math.Floor(dataset.Count * fraction)).ToArray();
                var left = dataset.Count - lengths.Sum();
                for (var i = 0; i < left; i++)
                {
                    lengths[i % lengths.Length]++;
                }

                return random_split(dataset, lengths, generator);
            }

            internal static long[] Permutation(long count, Generator? generator)
            {
                using var order = randperm(count, generator: generator).DetachFromDisposeScope();
                return order.data<long>().ToArray();
            }
        }
    }
}
