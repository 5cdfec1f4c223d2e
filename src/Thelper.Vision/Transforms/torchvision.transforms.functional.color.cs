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
                if (input.ndim >= 3 && input.size(-3) == 1)
                {
                    return (num_output_channels == 3 ? input.expand([.. input.shape[..^3], 3, .. input.shape[^2..]]) : aten.alias(input)).MoveToOuterDisposeScope();
                }

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
                return (img.size(-3) == 1 ? aten.alias(img) : Blend(img, rgb_to_grayscale(img), saturation_factor)).MoveToOuterDisposeScope();
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

            /// <summary>Converts between [0, 1] for real numbers and the whole range from 0 for whole ones.</summary>
            /// <exception cref="UserErrorException">The numbers would not fit: from float32 to 32 or 64 bits, from float64 to 64.</exception>
            public static Tensor convert_image_dtype(Tensor image, ScalarType dtype)
            {
                using var scope = NewDisposeScope();
                if (image.dtype == dtype)
                {
                    return aten.alias(image).MoveToOuterDisposeScope();
                }

                var (fromReal, toReal) = (image.dtype.IsFloatingPoint(), dtype.IsFloatingPoint());
                if (fromReal && ((image.dtype == ScalarType.Float32 && dtype is ScalarType.Int32 or ScalarType.Int64) || (image.dtype == ScalarType.Float64 && dtype == ScalarType.Int64)))
                {
                    throw new UserErrorException($"convert_image_dtype: {image.dtype} has fewer digits than {dtype}; convert to a smaller type");
                }

                // Real numbers a little below the next whole one, so that each whole one gets an equal share of them.
                const double Epsilon = 1e-3;
                var result = (fromReal, toReal) switch
                {
                    (true, true) => image.to(dtype),
                    (true, false) => (image * (Most(dtype) + 1.0 - Epsilon)).to(dtype),
                    (false, true) => image.to(dtype) / Most(image.dtype),
                    _ when Most(image.dtype) > Most(dtype) => aten.div_Tensor_mode(image, torch.tensor((long)((Most(image.dtype) + 1) / (Most(dtype) + 1))), "floor").to(dtype),
                    _ => image.to(dtype) * (long)((Most(dtype) + 1) / (Most(image.dtype) + 1)),
                };
                return result.MoveToOuterDisposeScope();
            }

            /// <summary>Keeps the upper bits of bytes.</summary>
            /// <exception cref="UserErrorException">The image holds no bytes.</exception>
            public static Tensor posterize(Tensor input, int bits)
            {
                CheckBytes(input, "posterize");
                return aten.bitwise_and_Scalar(input, -(1 << (8 - bits)) & 0xFF);
            }

            /// <summary>Inverts what is at least as bright as a threshold.</summary>
            /// <exception cref="UserErrorException">The threshold is above white.</exception>
            public static Tensor solarize(Tensor input, double threshold)
            {
                using var scope = NewDisposeScope();
                var white = input.dtype.IsFloatingPoint() ? 1.0 : 255.0;
                return threshold <= white
                    ? aten.where_self(input >= threshold, invert(input), input).MoveToOuterDisposeScope()
                    : throw new UserErrorException(FormattableString.Invariant($"solarize: the threshold {threshold} is above white, which is {white} in an image of {input.dtype}"));
            }

            /// <summary>Mixes with a smoothed image: 0 is smooth, 1 the image itself, 2 twice as sharp.</summary>
            public static Tensor adjust_sharpness(Tensor input, double sharpness)
            {
                using var scope = NewDisposeScope();
                CheckFactor(sharpness, "adjust_sharpness");
                if (input.size(-1) <= 2 || input.size(-2) <= 2)
                {
                    return aten.alias(input).MoveToOuterDisposeScope();
                }

                var batch = InBatch(input, input.dtype.IsFloatingPoint() ? input.dtype : ScalarType.Float32);
                var channels = batch.shape[1];
                var kernel = torch.tensor([1f, 1, 1, 1, 5, 1, 1, 1, 1], [1, 1, 3, 3]).to(batch.dtype) / 13.0;
                var inner = torch.nn.functional.conv2d(batch, kernel.expand(channels, 1, 3, 3), groups: channels);
                var smooth = batch.clone();
                smooth[TensorIndex.Ellipsis, TensorIndex.Slice(1, -1), TensorIndex.Slice(1, -1)] = input.dtype.IsFloatingPoint() ? inner : aten.round(inner);
                return Blend(input, smooth.view(input.shape), sharpness).MoveToOuterDisposeScope();
            }

            /// <summary>Stretches each channel to the whole range.</summary>
            public static Tensor autocontrast(Tensor input)
            {
                using var scope = NewDisposeScope();
                var work = input.dtype.IsFloatingPoint() ? input.dtype : ScalarType.Float32;
                var white = input.dtype.IsFloatingPoint() ? 1.0 : 255.0;
                var (least, most) = (aten.amin(input, [-2, -1], true).to(work), aten.amax(input, [-2, -1], true).to(work));
                var flat = most == least;
                var scale = aten.where_self(flat, torch.ones([1], work), white / (most - least));
                var start = aten.where_self(flat, torch.zeros([1], work), least);
                return aten.clamp((input - start) * scale, 0, white).to(input.dtype).MoveToOuterDisposeScope();
            }

            /// <summary>Spreads the values of each channel of bytes evenly, by their number.</summary>
            /// <exception cref="UserErrorException">The image holds no bytes.</exception>
            public static Tensor equalize(Tensor input)
            {
                using var scope = NewDisposeScope();
                CheckBytes(input, "equalize");
                var channels = input.reshape([-1, input.size(-2) * input.size(-1)]);
                var result = Enumerable.Range(0, (int)channels.shape[0]).Select(i => Equalized(channels[i])).ToArray();
                return aten.stack(result, 0).view(input.shape).MoveToOuterDisposeScope();
            }

            // 65535 for 16 bits is not to be had: PyTorch's have a sign.
            private static double Most(ScalarType type) => type switch
            {
                ScalarType.Byte => byte.MaxValue,
                ScalarType.Int8 => sbyte.MaxValue,
                ScalarType.Int16 => short.MaxValue,
                ScalarType.Int32 => int.MaxValue,
                ScalarType.Int64 => long.MaxValue,
                _ => 1,
            };

            private static Tensor Equalized(Tensor channel)
            {
                var counts = aten.bincount(channel, null, 256);
                var present = counts[counts != 0];
                var step = (present.sum().ToInt64() - present[-1].ToInt64()) / 255;
                if (step == 0)
                {
                    return channel;
                }

                var table = aten.div_Tensor_mode(aten.cumsum(counts, 0) + (step / 2), torch.tensor(step), "floor");
                table = aten.clamp(torch.nn.functional.pad(table, [1, 0]).narrow(0, 0, 256), 0, 255);
                return table.index_select(0, channel.to(ScalarType.Int64)).to(ScalarType.Byte);
            }

            private static void CheckBytes(Tensor image, string function)
            {
                if (image.dtype != ScalarType.Byte || image.ndim < 3)
                {
                    throw new UserErrorException($"{function}: needs bytes (..., C, H, W), got {image.dtype} [{string.Join(", ", image.shape)}]");
                }
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
