#pragma warning disable CS8981, CA1707, IDE1006 // torchvision's own names, which TorchSharp users know
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class transforms
    {
        public static partial class functional
        {
            /// <summary>Brightness as the eye sees it, in one channel or in three equal ones.</summary>
            public static Tensor rgb_to_grayscale(Tensor input, int num_output_channels = 1)
            {
                using var scope = NewDisposeScope();
                CheckColours(input, "rgb_to_grayscale");
                var (r, g, b) = (Channel(input, 0), Channel(input, 1), Channel(input, 2));
                var gray = ((r * 0.2989) + (g * 0.587) + (b * 0.114)).to(input.dtype).unsqueeze(-3);
                return (num_output_channels == 3 ? gray.expand(input.shape) : gray).MoveToOuterDisposeScope();
            }

            /// <summary>Multiplies: 0 is black, 1 the image itself.</summary>
            public static Tensor adjust_brightness(Tensor img, double brightness_factor)
            {
                using var scope = NewDisposeScope();
                CheckFactor(brightness_factor, "adjust_brightness");
                return Blend(img, aten.zeros_like(img), brightness_factor).MoveToOuterDisposeScope();
            }

            /// <summary>Stretches about the mean: 0 is grey, 1 the image itself.</summary>
            public static Tensor adjust_contrast(Tensor img, double contrast_factor)
            {
                using var scope = NewDisposeScope();
                CheckFactor(contrast_factor, "adjust_contrast");
                var gray = img.size(-3) == 3 ? rgb_to_grayscale(img) : img;
                var mean = aten.mean_dim(gray.to(img.dtype.IsFloatingPoint() ? img.dtype : ScalarType.Float32), [-3, -2, -1], true);
                return Blend(img, mean, contrast_factor).MoveToOuterDisposeScope();
            }

            /// <summary>Stretches away from grey: 0 is grey, 1 the image itself.</summary>
            public static Tensor adjust_saturation(Tensor img, double saturation_factor)
            {
                using var scope = NewDisposeScope();
                CheckFactor(saturation_factor, "adjust_saturation");
                return Blend(img, img.size(-3) == 1 ? img : rgb_to_grayscale(img), saturation_factor).MoveToOuterDisposeScope();
            }

            /// <summary>Raises to a power, and multiplies.</summary>
            public static Tensor adjust_gamma(Tensor img, double gamma, double gain = 1.0)
            {
                using var scope = NewDisposeScope();
                CheckFactor(gamma, "adjust_gamma");
                var image = img.dtype.IsFloatingPoint() ? img : convert_image_dtype(img, ScalarType.Float32);
                return convert_image_dtype(aten.clamp(gain * aten.pow_Tensor_Scalar(image, gamma), 0, 1), img.dtype).MoveToOuterDisposeScope();
            }

            /// <summary>Turns the circle of colours; 1 is a full turn.</summary>
            public static Tensor adjust_hue(Tensor img, double hue_factor)
            {
                using var scope = NewDisposeScope();
                if (img.size(-3) == 1)
                {
                    return aten.alias(img).MoveToOuterDisposeScope();
                }

                CheckColours(img, "adjust_hue");
                var image = img.dtype.IsFloatingPoint() ? img : convert_image_dtype(img, ScalarType.Float32);
                var (hue, saturation, value) = ToHsv(image);
                var turned = ToRgb((hue + hue_factor) % 1.0, saturation, value);
                return (img.dtype.IsFloatingPoint() ? turned : (turned * 255).to(img.dtype)).MoveToOuterDisposeScope();
            }

            /// <summary>White becomes black.</summary>
            public static Tensor invert(Tensor input) => Bound(input) - input;

            /// <summary>Converts between [0, 255] and [0, 1].</summary>
            /// <exception cref="UserErrorException">One of the types is neither bytes nor floating-point.</exception>
            public static Tensor convert_image_dtype(Tensor image, ScalarType dtype)
            {
                using var scope = NewDisposeScope();
                var result = (image.dtype.IsFloatingPoint(), dtype.IsFloatingPoint()) switch
                {
                    (true, false) when dtype == ScalarType.Byte => (image * (256 - 1e-3)).to(dtype),
                    (false, true) when image.dtype == ScalarType.Byte => image.to(dtype) / 255,
                    (true, true) => image.to(dtype),
                    _ when image.dtype == dtype => aten.alias(image),
                    _ => throw new UserErrorException($"convert_image_dtype: from {image.dtype} to {dtype}; images are bytes or floating-point"),
                };
                return ReferenceEquals(result, image) ? image : result.MoveToOuterDisposeScope();
            }

            internal static Tensor Jitter(Tensor image, double brightness, double contrast, double saturation, double hue)
            {
                using var scope = NewDisposeScope();
                var order = aten.randperm(4);
                double? Draw(double strength, double middle) => strength == 0
                    ? null
                    : aten.uniform_(aten.empty_memory_format([1]), Math.Max(middle - strength, middle == 0 ? -strength : 0), middle + strength).ToDouble();
                var factors = new[] { Draw(brightness, 1), Draw(contrast, 1), Draw(saturation, 1), Draw(hue, 0) };
                var result = image;
                foreach (var step in order.data<long>().ToArray())
                {
                    result = (step, factors[step]) switch
                    {
                        (0, { } factor) => adjust_brightness(result, factor),
                        (1, { } factor) => adjust_contrast(result, factor),
                        (2, { } factor) => adjust_saturation(result, factor),
                        (3, { } factor) => adjust_hue(result, factor),
                        _ => result,
                    };
                }

                return ReferenceEquals(result, image) ? aten.alias(image).MoveToOuterDisposeScope() : result.MoveToOuterDisposeScope();
            }

            private static (Tensor H, Tensor S, Tensor V) ToHsv(Tensor image)
            {
                var (r, g, b) = (Channel(image, 0), Channel(image, 1), Channel(image, 2));
                var most = aten.amax(image, [-3]);
                var range = most - aten.amin(image, [-3]);
                var gray = range == 0;
                var one = aten.ones_like(most);
                var saturation = range / aten.where_self(gray, one, most);
                var divisor = aten.where_self(gray, one, range);
                var (fromR, fromG, fromB) = ((most - r) / divisor, (most - g) / divisor, (most - b) / divisor);
                var isR = most == r;
                var isG = (most == g) & ~isR;
                var turn = (isR * (fromB - fromG)) + (isG * (2.0 + fromR - fromB)) + (~(isR | isG) * (4.0 + fromG - fromR));
                return (((turn / 6.0) + 1.0) % 1.0, saturation, most);
            }

            private static Tensor ToRgb(Tensor hue, Tensor saturation, Tensor value)
            {
                // Each channel of the six sectors of the circle is the value, its lowest share, or falls or rises between them.
                var sixth = aten.floor(hue * 6.0);
                var within = (hue * 6.0) - sixth;
                var low = aten.clamp(value * (1.0 - saturation), 0, 1);
                var falls = aten.clamp(value * (1.0 - (saturation * within)), 0, 1);
                var rises = aten.clamp(value * (1.0 - (saturation * (1.0 - within))), 0, 1);
                var sector = sixth % 6.0;
                Tensor Pick(params Tensor[] six) => six.Select((t, i) => (sector == i) * t).Aggregate((a, b) => a + b);
                return aten.stack([Pick(value, falls, low, low, rises, value), Pick(rises, value, value, falls, low, low), Pick(low, low, rises, value, value, falls)], -3);
            }

            private static Tensor Blend(Tensor image, Tensor other, double ratio) => aten.clamp((image * ratio) + (other * (1.0 - ratio)), 0, Bound(image)).to(image.dtype);

            private static Scalar Bound(Tensor image) => image.dtype.IsFloatingPoint() ? 1 : 255;

            private static Tensor Channel(Tensor image, long number) => aten.select_int(image, -3, number);

            private static void CheckFactor(double factor, string function)
            {
                if (!(factor >= 0))
                {
                    throw new UserErrorException($"{function}: the factor {factor} must be at least 0");
                }
            }

            private static void CheckColours(Tensor image, string function)
            {
                if (image.ndim < 3 || image.size(-3) != 3)
                {
                    throw new UserErrorException($"{function}: needs images (..., 3, H, W), got [{string.Join(", ", image.shape)}]");
                }
            }
        }
    }
}
