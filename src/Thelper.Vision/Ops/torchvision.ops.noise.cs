#pragma warning disable CS8981, CA1707 // torchvision's own names, which TorchSharp users know
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class ops
    {
        /// <summary>Zeroes squares of a feature map at random and scales the rest (arXiv:1810.12890).</summary>
        /// <param name="input">(images, C, H, W).</param>
        /// <param name="p">About the share of elements that is zeroed, in [0, 1].</param>
        /// <param name="block_size">Rows and columns of a square, odd; at most the map's.</param>
        /// <param name="inplace">Writes the result into the input.</param>
        /// <param name="eps">Added to the divisor.</param>
        /// <param name="training">Without, the input comes back as it is.</param>
        /// <returns>A tensor of the input's shape.</returns>
        /// <exception cref="UserErrorException"><paramref name="p"/> is not in [0, 1], the block is empty or even, or the input has another shape.</exception>
        public static Tensor drop_block2d(Tensor input, double p, long block_size, bool inplace = false, double eps = 1e-6, bool training = true) =>
            DropBlock(input, 2, p, block_size, inplace, eps, training);

        /// <summary>Zeroes cubes of a feature map at random and scales the rest (arXiv:1810.12890).</summary>
        /// <param name="input">(images, C, D, H, W).</param>
        /// <param name="p">About the share of elements that is zeroed, in [0, 1].</param>
        /// <param name="block_size">Length of a cube's edges, odd; at most the map's.</param>
        /// <param name="inplace">Writes the result into the input.</param>
        /// <param name="eps">Added to the divisor.</param>
        /// <param name="training">Without, the input comes back as it is.</param>
        /// <returns>A tensor of the input's shape.</returns>
        /// <exception cref="UserErrorException"><paramref name="p"/> is not in [0, 1], the block is empty or even, or the input has another shape.</exception>
        public static Tensor drop_block3d(Tensor input, double p, long block_size, bool inplace = false, double eps = 1e-6, bool training = true) =>
            DropBlock(input, 3, p, block_size, inplace, eps, training);

        private static Tensor DropBlock(Tensor input, int dimensions, double p, long blockSize, bool inplace, double eps, bool training)
        {
            ArgumentNullException.ThrowIfNull(input);
            if (!(p >= 0 && p <= 1) || blockSize < 1)
            {
                throw new UserErrorException(p >= 0 && p <= 1 ? $"block_size: {blockSize} is not positive" : FormattableString.Invariant($"p: {p} is no probability (0 to 1)"));
            }

            if (input.dim() != dimensions + 2)
            {
                throw new UserErrorException($"drop_block{dimensions}d takes tensors of {dimensions + 2} dimensions, not of the shape ({string.Join(", ", input.shape)})");
            }

            if (!training || p == 0)
            {
                return inplace ? input : aten.alias(input);
            }

            var sizes = input.shape[2..];
            var block = Math.Min(blockSize, sizes.Min());
            if (block % 2 == 0)
            {
                throw new UserErrorException($"block_size: {block} is even, and a block needs a middle (a block is at most as large as the map, {string.Join(" x ", sizes)})");
            }

            using var scope = NewDisposeScope();

            // Corners of blocks are drawn so often that the blocks cover the share p.
            long[] places = [.. sizes.Select(size => size - block + 1)];
            var chance = p * Product(sizes) / (Math.Pow(block, dimensions) * Product(places));
            var noise = aten.bernoulli__float(input.new_empty([input.shape[0], input.shape[1], .. places]), chance);
            noise = nn.functional.pad(noise, [.. Enumerable.Repeat(block / 2, 2 * dimensions)]);
            noise = dimensions == 2
                ? nn.functional.max_pool2d(noise, block, stride: 1, padding: block / 2)
                : nn.functional.max_pool3d(noise, block, stride: 1, padding: block / 2);
            noise = 1 - noise;
            var scale = noise.numel() / (eps + noise.sum());
            return inplace ? input.mul_(noise).mul_(scale) : (input * noise * scale).MoveToOuterDisposeScope();
        }

        private static double Product(long[] sizes) => sizes.Aggregate(1.0, (product, size) => product * size);
    }
}
