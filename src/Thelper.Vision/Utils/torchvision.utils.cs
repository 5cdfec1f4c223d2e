#pragma warning disable CS8981, CA1707 // torchvision's own names, which TorchSharp users know
using Thelper.Imaging;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

public static partial class torchvision
{
    /// <summary>torchvision's functions for pictures: grids, files, and what is drawn into them.</summary>
    public static partial class utils
    {
        /// <summary>Puts images side by side.</summary>
        /// <param name="tensor">(B, C, H, W); or one image, (C, H, W) or (H, W). One channel becomes three.</param>
        /// <param name="nrow">Images in a row.</param>
        /// <param name="padding">Pixels between images.</param>
        /// <param name="normalize">Whether values are brought to [0, 1].</param>
        /// <param name="value_range">What becomes 0 and 1; null for the least and the greatest value.</param>
        /// <param name="scale_each">Whether each image has its own least and greatest value.</param>
        /// <param name="pad_value">Value between images.</param>
        /// <returns>(C, H, W); a single image without a border.</returns>
        /// <exception cref="UserErrorException">The tensor has another number of dimensions, or a number is out of range.</exception>
        public static Tensor make_grid(
            Tensor tensor, int nrow = 8, int padding = 2, bool normalize = false, (double Low, double High)? value_range = null, bool scale_each = false, double pad_value = 0.0)
        {
            ArgumentNullException.ThrowIfNull(tensor);
            if (tensor.dim() is < 2 or > 4 || nrow < 1 || padding < 0)
            {
                throw new UserErrorException($"make_grid: takes (B, C, H, W), (C, H, W) or (H, W), at least one image in a row and no negative padding; not ({string.Join(", ", tensor.shape)}), {nrow} and {padding}");
            }

            using var scope = NewDisposeScope();
            using var mode = no_grad();
            var images = tensor.dim() == 2 ? tensor.unsqueeze(0) : tensor;
            images = images.dim() == 3 ? images.unsqueeze(0) : images;
            images = images.shape[1] == 1 ? images.expand(-1, 3, -1, -1) : images;
            if (normalize)
            {
                images = scale_each ? stack([.. images.unbind().Select(image => Normalised(image, value_range))]) : Normalised(images, value_range);
            }

            if (images.shape[0] == 1)
            {
                return images.squeeze(0).clone().MoveToOuterDisposeScope();
            }

            var columns = Math.Min(nrow, images.shape[0]);
            var rows = (images.shape[0] + columns - 1) / columns;
            var (height, width) = (images.shape[2] + padding, images.shape[3] + padding);
            var grid = full([images.shape[1], (height * rows) + padding, (width * columns) + padding], pad_value, images.dtype, images.device);
            for (var i = 0L; i < images.shape[0]; i++)
            {
                grid.narrow(1, (i / columns * height) + padding, images.shape[2]).narrow(2, (i % columns * width) + padding, images.shape[3]).copy_(images[i]);
            }

            return grid.MoveToOuterDisposeScope();
        }

        /// <summary>Puts a list of images of one size side by side, as <see cref="make_grid(Tensor, int, int, bool, ValueTuple{double, double}?, bool, double)"/> does.</summary>
        /// <inheritdoc cref="make_grid(Tensor, int, int, bool, ValueTuple{double, double}?, bool, double)"/>
        public static Tensor make_grid(
            IReadOnlyList<Tensor> tensor, int nrow = 8, int padding = 2, bool normalize = false, (double Low, double High)? value_range = null, bool scale_each = false, double pad_value = 0.0)
        {
            using var all = stack(tensor);
            return make_grid(all, nrow, padding, normalize, value_range, scale_each, pad_value);
        }

        /// <summary>Writes images as a file; several as a grid.</summary>
        /// <param name="tensor">Values in [0, 1], as <see cref="make_grid(Tensor, int, int, bool, ValueTuple{double, double}?, bool, double)"/> takes them.</param>
        /// <param name="path">The file.</param>
        /// <param name="format">Its format, such as <c>png</c>; null for what its name ends in.</param>
        /// <param name="nrow">Images in a row.</param>
        /// <param name="padding">Pixels between images.</param>
        /// <param name="normalize">Whether values are brought to [0, 1].</param>
        /// <param name="value_range">What becomes 0 and 1; null for the least and the greatest value.</param>
        /// <param name="scale_each">Whether each image has its own least and greatest value.</param>
        /// <param name="pad_value">Value between images.</param>
        /// <exception cref="UserErrorException">The images have another form.</exception>
        /// <exception cref="ImageException">The file cannot be written, or not in this format.</exception>
        public static void save_image(
            Tensor tensor, string path, string? format = null, int nrow = 8, int padding = 2, bool normalize = false, (double Low, double High)? value_range = null, bool scale_each = false,
            double pad_value = 0.0)
        {
            ArgumentNullException.ThrowIfNull(path);
            using var scope = NewDisposeScope();
            var grid = make_grid(tensor, nrow, padding, normalize, value_range, scale_each, pad_value);
            var bytes = (grid.mul(255) + 0.5).clamp(0, 255).to(ScalarType.Byte).cpu();
            io.Write(path, io.Encode(bytes, format is null ? Path.GetExtension(path) : "." + format));
        }

        private static Tensor Normalised(Tensor images, (double Low, double High)? range)
        {
            var (low, high) = range ?? (images.min().ToDouble(), images.max().ToDouble());
            return (images.clamp(low, high) - low) / Math.Max(high - low, 1e-5);
        }
    }
}
