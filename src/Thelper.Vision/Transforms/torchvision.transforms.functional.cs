#pragma warning disable CS8981, CA1707, IDE1006 // torchvision's own names, which TorchSharp users know
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class transforms
    {
        /// <summary>The transforms as functions of images (..., C, H, W).</summary>
        public static partial class functional
        {
            /// <summary>Subtracts means and divides by deviations, per channel.</summary>
            public static Tensor normalize(Tensor input, double[] means, double[] stdevs, ScalarType dtype = ScalarType.Float32)
            {
                using var scope = NewDisposeScope();
                var mean = torch.tensor(means, dtype: dtype, device: input.device).view([-1, 1, 1]);
                var deviation = torch.tensor(stdevs, dtype: dtype, device: input.device).view([-1, 1, 1]);
                return ((input - mean) / deviation).MoveToOuterDisposeScope();
            }

            /// <summary>Changes the size.</summary>
            /// <exception cref="UserErrorException">The mode is not for images.</exception>
            public static Tensor resize(Tensor input, int height, int width, InterpolationMode interpolation = InterpolationMode.Nearest, bool antialias = false)
            {
                using var scope = NewDisposeScope();
                var type = input.dtype;
                var batch = InBatch(input, type.IsFloatingPoint() ? type : ScalarType.Float32);
                long[] size = [height, width];
                var result = interpolation switch
                {
                    InterpolationMode.Nearest => aten.upsample_nearest2d(batch, size),
                    InterpolationMode.Bilinear => antialias ? aten._upsample_bilinear2d_aa(batch, size, false) : aten.upsample_bilinear2d(batch, size, false),
                    InterpolationMode.Bicubic => antialias ? aten._upsample_bicubic2d_aa(batch, size, false) : aten.upsample_bicubic2d(batch, size, false),
                    _ => throw new UserErrorException($"resize: {interpolation} does not fit images; use Nearest, Bilinear or Bicubic"),
                };
                if (!type.IsFloatingPoint())
                {
                    result = aten.clamp(aten.round(result), 0, 255).to(type);
                }

                return result.view([.. input.shape[..^2], height, width]).MoveToOuterDisposeScope();
            }

            /// <summary>Cuts a rectangle out; what lies outside the image is 0.</summary>
            public static Tensor crop(Tensor input, int top, int left, int height, int width)
            {
                using var scope = NewDisposeScope();
                var (h, w) = (input.size(-2), input.size(-1));
                var (bottom, right) = (top + height, left + width);
                var inside = input[TensorIndex.Ellipsis, TensorIndex.Slice(Math.Max(top, 0), Math.Max(bottom, 0)), TensorIndex.Slice(Math.Max(left, 0), Math.Max(right, 0))];
                if (top >= 0 && left >= 0 && bottom <= h && right <= w)
                {
                    return inside.MoveToOuterDisposeScope();
                }

                long[] border = [Math.Max(-left, 0), Math.Max(right - Math.Max(w, left), 0), Math.Max(-top, 0), Math.Max(bottom - Math.Max(h, top), 0)];
                return aten.constant_pad_nd(inside, border, 0).MoveToOuterDisposeScope();
            }

            /// <summary>Cuts the middle out; what lies outside the image is 0.</summary>
            public static Tensor center_crop(Tensor input, int height, int width)
            {
                using var scope = NewDisposeScope();
                var image = input;
                var (h, w) = (image.size(-2), image.size(-1));
                if (height > h || width > w)
                {
                    var (over, beside) = (Math.Max(height - h, 0), Math.Max(width - w, 0));
                    image = aten.constant_pad_nd(image, [beside / 2, (beside + 1) / 2, over / 2, (over + 1) / 2], 0);
                    (h, w) = (image.size(-2), image.size(-1));
                }

                // Half-way cases go to the even number, as in Python.
                return crop(image, (int)Math.Round((h - height) / 2.0), (int)Math.Round((w - width) / 2.0), height, width).MoveToOuterDisposeScope();
            }

            /// <summary>Adds a border: of all sides; of left and right, top and bottom; or of left, top, right, bottom.</summary>
            /// <exception cref="UserErrorException">There are not 1, 2 or 4 numbers.</exception>
            public static Tensor pad(Tensor input, long[] padding, double fill = 0) => aten.constant_pad_nd(
                input,
                padding switch
                {
                    [var all] => [all, all, all, all],
                    [var sides, var ends] => [sides, sides, ends, ends],
                    [var left, var top, var right, var bottom] => [left, right, top, bottom],
                    _ => throw new UserErrorException($"pad: {padding.Length} numbers; give 1, 2 or 4"),
                },
                fill);

            /// <summary>Mirrors left and right.</summary>
            public static Tensor hflip(Tensor input) => aten.flip(input, [-1]);

            /// <summary>Mirrors top and bottom.</summary>
            public static Tensor vflip(Tensor input) => aten.flip(input, [-2]);

            /// <summary>Turns about the centre, counter-clockwise; what comes from outside is 0.</summary>
            public static Tensor rotate(Tensor input, float angle, InterpolationMode interpolation = InterpolationMode.Nearest)
            {
                using var scope = NewDisposeScope();
                var type = input.dtype;
                var work = type.IsFloatingPoint() ? type : ScalarType.Float32;
                var batch = InBatch(input, work);
                var (h, w) = (input.size(-2), input.size(-1));
                var (sin, cos) = Math.SinCos(-angle * Math.PI / 180);

                // Where each pixel of the result comes from, in [-1, 1] over the image.
                var x = aten.linspace((0.5 - (w * 0.5)), ((w * 0.5) - 0.5), w, work);
                var y = aten.linspace((0.5 - (h * 0.5)), ((h * 0.5) - 0.5), h, work).unsqueeze(-1);
                var fromX = ((x * cos) + (y * sin)) / (0.5 * w);
                var fromY = ((y * cos) - (x * sin)) / (0.5 * h);
                var grid = aten.stack([fromX, fromY], -1).unsqueeze(0).expand([batch.shape[0], h, w, 2]).to(input.device);
                var turned = aten.grid_sampler(batch, grid, interpolation == InterpolationMode.Nearest ? 1 : 0, 0, false);
                if (!type.IsFloatingPoint())
                {
                    turned = aten.round(turned).to(type);
                }

                return turned.view(input.shape).MoveToOuterDisposeScope();
            }

            private static Tensor InBatch(Tensor input, ScalarType type)
            {
                var shape = input.shape;
                if (shape.Length < 3)
                {
                    throw new UserErrorException($"An image has the shape (..., C, H, W); this one has [{string.Join(", ", shape)}].");
                }

                return input.to(type).reshape([-1, .. shape[^3..]]);
            }
        }
    }
}
