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

            /// <summary>Adds a border by a mode of torchvision: <c>constant</c>, <c>edge</c>, <c>reflect</c> or <c>symmetric</c>.</summary>
            /// <exception cref="UserErrorException">There are not 1, 2 or 4 numbers, the mode is another, or a border cannot mirror the image.</exception>
            public static Tensor pad(Tensor input, long[] padding, double fill, string padding_mode)
            {
                using var scope = NewDisposeScope();
                var border = new Transforms.Padding(fill, padding_mode);
                var sides = Transforms.Padding.Sides(padding, "padding");
                var planes = input.reshape([-1, .. input.shape[^2..]]);
                var result = border.Add(planes.permute(1, 2, 0), sides).permute(2, 0, 1).contiguous();
                return result.view([.. input.shape[..^2], .. result.shape[1..]]).MoveToOuterDisposeScope();
            }

            /// <summary>Cuts a rectangle out and changes its size.</summary>
            public static Tensor resized_crop(
                Tensor input, int top, int left, int height, int width, int newHeight, int newWidth, InterpolationMode interpolation = InterpolationMode.Bilinear, bool antialias = false)
            {
                using var scope = NewDisposeScope();
                return resize(crop(input, top, left, height, width), newHeight, newWidth, interpolation, antialias).MoveToOuterDisposeScope();
            }

            /// <summary>The corners (upper left, upper right, lower left, lower right) and the centre.</summary>
            /// <exception cref="UserErrorException">The image is smaller.</exception>
            public static (Tensor TopLeft, Tensor TopRight, Tensor BottomLeft, Tensor BottomRight, Tensor Center) five_crop(Tensor input, int height, int width)
            {
                var (h, w) = ((int)input.size(-2), (int)input.size(-1));
                return height <= h && width <= w
                    ? (crop(input, 0, 0, height, width), crop(input, 0, w - width, height, width), crop(input, h - height, 0, height, width), crop(input, h - height, w - width, height, width), center_crop(input, height, width))
                    : throw new UserErrorException($"five_crop: crops of {height} x {width} are larger than the image of {h} x {w}");
            }

            /// <summary>The five of <see cref="five_crop"/>, and those of the mirror image.</summary>
            /// <exception cref="UserErrorException">The image is smaller.</exception>
            public static IReadOnlyList<Tensor> ten_crop(Tensor input, int height, int width, bool vertical_flip = false)
            {
                using var mirrored = vertical_flip ? vflip(input) : hflip(input);
                var (a, b, c, d, e) = five_crop(input, height, width);
                var (f, g, h, i, j) = five_crop(mirrored, height, width);
                return [a, b, c, d, e, f, g, h, i, j];
            }

            /// <summary>Fills a rectangle.</summary>
            /// <param name="img">The image.</param>
            /// <param name="i">First row.</param>
            /// <param name="j">First column.</param>
            /// <param name="h">Height.</param>
            /// <param name="w">Width.</param>
            /// <param name="v">What it is filled with; a tensor that fits.</param>
            /// <param name="inplace">Whether the image itself is changed.</param>
            public static Tensor erase(Tensor img, int i, int j, int h, int w, Tensor v, bool inplace = false)
            {
                using var scope = NewDisposeScope();
                var result = inplace ? aten.alias(img) : img.clone();
                result[TensorIndex.Ellipsis, TensorIndex.Slice(i, i + h), TensorIndex.Slice(j, j + w)] = v;
                return result.MoveToOuterDisposeScope();
            }

            /// <summary>Blurs by a Gaussian; the border is mirrored.</summary>
            /// <param name="input">The images.</param>
            /// <param name="kernel_size">Width and height of the kernel, odd numbers; or one for both.</param>
            /// <param name="sigma">The deviations along x and y, or one for both; by the kernel's size where there is none.</param>
            /// <exception cref="UserErrorException">A size is even, or a deviation is not above 0.</exception>
            public static Tensor gaussian_blur(Tensor input, long[] kernel_size, double[]? sigma = null)
            {
                using var scope = NewDisposeScope();
                var (width, height) = ((int)kernel_size[0], (int)kernel_size[^1]);
                static double Usual(int size) => (size * 0.15) + 0.35;
                var (x, y) = sigma is null ? (Usual(width), Usual(height)) : (sigma[0], sigma[^1]);
                if (width % 2 == 0 || height % 2 == 0 || width < 1 || height < 1 || !(x > 0 && y > 0))
                {
                    throw new UserErrorException("gaussian_blur: the kernel's sizes are odd numbers, and deviations above 0");
                }

                var type = input.dtype;
                var batch = InBatch(input, type.IsFloatingPoint() ? type : ScalarType.Float32);
                var channels = batch.shape[1];
                var weights = torch.outer(Transforms.GaussianBlur.Weights(height, y, batch.dtype), Transforms.GaussianBlur.Weights(width, x, batch.dtype)).expand(channels, 1, height, width);
                var blurred = torch.nn.functional.conv2d(torch.nn.functional.pad(batch, [width / 2, width / 2, height / 2, height / 2], PaddingModes.Reflect), weights, groups: channels);
                return (type.IsFloatingPoint() ? blurred : aten.clamp(aten.round(blurred), 0, 255).to(type)).view(input.shape).MoveToOuterDisposeScope();
            }

            /// <summary>Channels, height and width.</summary>
            public static (long Channels, long Height, long Width) get_dimensions(Tensor img) => (img.ndim < 3 ? 1 : img.size(-3), img.size(-2), img.size(-1));

            /// <summary>Width and height.</summary>
            public static (long Width, long Height) get_image_size(Tensor img) => (img.size(-1), img.size(-2));

            /// <summary>The number of channels.</summary>
            public static long get_image_num_channels(Tensor img) => get_dimensions(img).Channels;

            /// <summary>Mirrors left and right.</summary>
            public static Tensor hflip(Tensor input) => aten.flip(input, [-1]);

            /// <summary>Mirrors top and bottom.</summary>
            public static Tensor vflip(Tensor input) => aten.flip(input, [-2]);

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
