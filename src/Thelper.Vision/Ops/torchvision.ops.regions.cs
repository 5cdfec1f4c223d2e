#pragma warning disable CS8981, CA1707 // torchvision's own names, which TorchSharp users know
using Thelper.Torch;
using Thelper.Torch.Native;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class ops
    {
        private static readonly NamedOperator PsRoiAlign = new("torchvision::ps_roi_align");
        private static readonly NamedOperator PsRoiPool = new("torchvision::ps_roi_pool");
        private static readonly NamedOperator DeformConv = new("torchvision::deform_conv2d");

        /// <summary>Averages over each region, with interpolation; every cell of the grid reads channels of its own (arXiv:1711.07264). Differentiable in the features.</summary>
        /// <param name="input">(images, C x rows x columns, H, W).</param>
        /// <param name="boxes">(K, 5): index of the image, left, top, right, bottom; pixel centres are at half coordinates.</param>
        /// <param name="output_size">Rows and columns of the grid.</param>
        /// <param name="spatial_scale">Feature pixels per unit of the boxes.</param>
        /// <param name="sampling_ratio">Samples per cell and direction; 0 or less for as many as the cell has pixels.</param>
        /// <returns>(K, C, rows, columns).</returns>
        public static Tensor ps_roi_align(Tensor input, Tensor boxes, (long Rows, long Columns) output_size, double spatial_scale = 1.0, long sampling_ratio = -1)
        {
            ArgumentNullException.ThrowIfNull(input);
            ArgumentNullException.ThrowIfNull(boxes);
            return PsRoiAlign.Call(1, input, boxes, spatial_scale, output_size.Rows, output_size.Columns, sampling_ratio)[0];
        }

        /// <summary>Averages over regions given per image, with interpolation.</summary>
        /// <inheritdoc cref="ps_roi_align(Tensor, Tensor, ValueTuple{long, long}, double, long)"/>
        public static Tensor ps_roi_align(Tensor input, IReadOnlyList<Tensor> boxes, (long Rows, long Columns) output_size, double spatial_scale = 1.0, long sampling_ratio = -1)
        {
            using var scope = NewDisposeScope();
            return ps_roi_align(input, convert_boxes_to_roi_format(boxes), output_size, spatial_scale, sampling_ratio).MoveToOuterDisposeScope();
        }

        /// <summary>Averages the whole pixels of each region; every cell of the grid reads channels of its own (arXiv:1605.06409, equation 1). Differentiable in the features.</summary>
        /// <param name="input">(images, C x rows x columns, H, W).</param>
        /// <param name="boxes">(K, 5): index of the image, left, top, right, bottom; rounded to whole feature pixels.</param>
        /// <param name="output_size">Rows and columns of the grid.</param>
        /// <param name="spatial_scale">Feature pixels per unit of the boxes.</param>
        /// <returns>(K, C, rows, columns); 0 for a cell without a pixel. The last row and column of the features are never read, as in torchvision.</returns>
        public static Tensor ps_roi_pool(Tensor input, Tensor boxes, (long Rows, long Columns) output_size, double spatial_scale = 1.0)
        {
            ArgumentNullException.ThrowIfNull(input);
            ArgumentNullException.ThrowIfNull(boxes);
            return PsRoiPool.Call(1, input, boxes, spatial_scale, output_size.Rows, output_size.Columns)[0];
        }

        /// <summary>Takes the greatest feature of each cell of regions given per image.</summary>
        /// <inheritdoc cref="roi_pool(Tensor, Tensor, ValueTuple{long, long}, double)"/>
        public static Tensor roi_pool(Tensor input, IReadOnlyList<Tensor> boxes, (long Rows, long Columns) output_size, double spatial_scale = 1.0)
        {
            using var scope = NewDisposeScope();
            return roi_pool(input, convert_boxes_to_roi_format(boxes), output_size, spatial_scale).MoveToOuterDisposeScope();
        }

        /// <summary>Averages the whole pixels of regions given per image.</summary>
        /// <inheritdoc cref="ps_roi_pool(Tensor, Tensor, ValueTuple{long, long}, double)"/>
        public static Tensor ps_roi_pool(Tensor input, IReadOnlyList<Tensor> boxes, (long Rows, long Columns) output_size, double spatial_scale = 1.0)
        {
            using var scope = NewDisposeScope();
            return ps_roi_pool(input, convert_boxes_to_roi_format(boxes), output_size, spatial_scale).MoveToOuterDisposeScope();
        }

        /// <summary>Convolution whose kernel points are moved, and weighted, at every pixel (arXiv:1703.06211, arXiv:1811.11168). Differentiable in all tensors.</summary>
        /// <param name="input">(images, C, H, W).</param>
        /// <param name="offset">(images, 2 x G x kernel rows x kernel columns, out rows, out columns): for each of G groups of channels and each kernel point, down and right, in pixels.</param>
        /// <param name="weight">(out channels, C / groups, kernel rows, kernel columns).</param>
        /// <param name="bias">(out channels); null for none.</param>
        /// <param name="stride">Steps of the kernel down and right; (1, 1) unless given.</param>
        /// <param name="padding">Zeros around the input; none unless given.</param>
        /// <param name="dilation">Distances of the kernel's points; (1, 1) unless given.</param>
        /// <param name="mask">(images, G x kernel rows x kernel columns, out rows, out columns): a weight for each kernel point; null for none.</param>
        /// <returns>(images, out channels, out rows, out columns).</returns>
        public static Tensor deform_conv2d(
            Tensor input, Tensor offset, Tensor weight, Tensor? bias = null, (long, long)? stride = null, (long, long)? padding = null, (long, long)? dilation = null, Tensor? mask = null)
        {
            ArgumentNullException.ThrowIfNull(input);
            ArgumentNullException.ThrowIfNull(offset);
            ArgumentNullException.ThrowIfNull(weight);
            using var scope = NewDisposeScope();
            var ((down, right), (rows, columns), (high, wide)) = (stride ?? (1, 1), padding ?? (0, 0), dilation ?? (1, 1));
            var points = weight.dim() == 4 ? weight.shape[2] * weight.shape[3] : 1;
            var groups = input.dim() == 4 && weight.dim() == 4 ? input.shape[1] / Math.Max(1, weight.shape[1]) : 1;
            var offsetGroups = offset.dim() == 4 ? offset.shape[1] / (2 * points) : 1;
            return DeformConv.Call(
                1, input, weight, offset, mask ?? input.new_zeros([input.shape[0], 0]), bias ?? input.new_zeros([weight.shape[0]]), down, right, rows, columns, high, wide,
                groups, offsetGroups, mask is not null)[0].MoveToOuterDisposeScope();
        }
    }
}
