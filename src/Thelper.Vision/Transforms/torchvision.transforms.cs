#pragma warning disable CS8981, CA1707, IDE1006 // torchvision's own names, which TorchSharp users know
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

public static partial class torchvision
{
    /// <summary>Changes of images, with TorchSharp's names and torchvision's numbers. Random ones draw from the default generator.</summary>
    public static partial class transforms
    {
        /// <summary>Several transforms, one after another.</summary>
        public static ITransform Compose(params ITransform[] transforms) => new Transform(image => transforms.Aggregate(image, (x, transform) => transform.call(x)));

        /// <summary>A transform from a function.</summary>
        public static ITransform Lambda(Func<Tensor, Tensor> lambda) => new Transform(lambda);

        /// <summary>Subtracts means and divides by deviations, per channel.</summary>
        /// <param name="means">One per channel.</param>
        /// <param name="stdevs">One per channel, none of them 0.</param>
        /// <param name="dtype">Type of the numbers.</param>
        /// <param name="device">Where the images are.</param>
        /// <exception cref="UserErrorException">There are not as many of each, or a deviation is 0.</exception>
        public static ITransform Normalize(double[] means, double[] stdevs, ScalarType dtype = ScalarType.Float32, Device? device = null)
        {
            ArgumentNullException.ThrowIfNull(means);
            ArgumentNullException.ThrowIfNull(stdevs);
            if (means.Length != stdevs.Length || stdevs.Contains(0))
            {
                throw new UserErrorException($"Normalize: {means.Length} means and {stdevs.Length} deviations; give as many of each, and no deviation of 0");
            }

            return new Transform(image => functional.normalize(image, means, stdevs, dtype));
        }

        /// <summary>Changes the size.</summary>
        /// <param name="height">New height.</param>
        /// <param name="width">New width.</param>
        /// <param name="interpolation">How pixels are made of their neighbours.</param>
        /// <param name="antialias">Whether shrinking averages over all pixels that fall together.</param>
        public static ITransform Resize(int height, int width, InterpolationMode interpolation = InterpolationMode.Nearest, bool antialias = false)
            => new Transform(image => functional.resize(image, height, width, interpolation, antialias));

        /// <summary>Changes the size of the shorter side; the longer follows.</summary>
        /// <param name="size">New length of the shorter side.</param>
        /// <param name="interpolation">How pixels are made of their neighbours.</param>
        public static ITransform Resize(int size, InterpolationMode interpolation = InterpolationMode.Nearest) => new Transform(image =>
        {
            var (height, width) = (image.size(-2), image.size(-1));
            return height <= width ? functional.resize(image, size, (int)(size * width / height), interpolation) : functional.resize(image, (int)(size * height / width), size, interpolation);
        });

        /// <summary>Cuts a rectangle out; what lies outside the image is 0.</summary>
        public static ITransform Crop(int top, int left, int height, int width) => new Transform(image => functional.crop(image, top, left, height, width));

        /// <summary>Cuts the middle out; what lies outside the image is 0.</summary>
        public static ITransform CenterCrop(int height, int width) => new Transform(image => functional.center_crop(image, height, width));

        /// <summary>Cuts a square out of the middle.</summary>
        public static ITransform CenterCrop(int size) => CenterCrop(size, size);

        /// <summary>Adds a border.</summary>
        /// <param name="padding">One number for all sides; or those of left and right, top and bottom; or of left, top, right, bottom.</param>
        /// <param name="fill">Value of the border.</param>
        public static ITransform Pad(long[] padding, double fill = 0) => new Transform(image => functional.pad(image, padding, fill));

        /// <summary>Mirrors left and right.</summary>
        public static ITransform HorizontalFlip() => new Transform(functional.hflip);

        /// <summary>Mirrors top and bottom.</summary>
        public static ITransform VerticalFlip() => new Transform(functional.vflip);

        /// <summary>Mirrors left and right, sometimes.</summary>
        /// <param name="p">How often, in [0, 1].</param>
        public static ITransform RandomHorizontalFlip(double p = 0.5) => Sometimes(HorizontalFlip(), p);

        /// <summary>Mirrors top and bottom, sometimes.</summary>
        /// <param name="p">How often, in [0, 1].</param>
        public static ITransform RandomVerticalFlip(double p = 0.5) => Sometimes(VerticalFlip(), p);

        /// <summary>Turns about the centre, counter-clockwise; what comes from outside is 0.</summary>
        /// <param name="angle">In degrees.</param>
        /// <param name="interpolation">Nearest or bilinear.</param>
        public static ITransform Rotate(float angle, InterpolationMode interpolation = InterpolationMode.Nearest) => new Transform(image => functional.rotate(image, angle, interpolation));

        /// <summary>Brightness as the eye sees it, in one channel or in three equal ones.</summary>
        public static ITransform Grayscale(int outputChannels = 1) => new Transform(image => functional.rgb_to_grayscale(image, outputChannels));

        /// <summary>Multiplies: 0 is black, 1 the image itself.</summary>
        public static ITransform AdjustBrightness(double brightness_factor) => new Transform(image => functional.adjust_brightness(image, brightness_factor));

        /// <summary>Stretches about the mean: 0 is grey, 1 the image itself.</summary>
        public static ITransform AdjustContrast(double contrast_factor) => new Transform(image => functional.adjust_contrast(image, contrast_factor));

        /// <summary>Stretches away from grey: 0 is grey, 1 the image itself.</summary>
        public static ITransform AdjustSaturation(double saturation_factor) => new Transform(image => functional.adjust_saturation(image, saturation_factor));

        /// <summary>Turns the circle of colours; 1 is a full turn.</summary>
        public static ITransform AdjustHue(double hue_factor) => new Transform(image => functional.adjust_hue(image, hue_factor));

        /// <summary>Raises to a power, and multiplies.</summary>
        public static ITransform AdjustGamma(double gamma, double gain = 1.0) => new Transform(image => functional.adjust_gamma(image, gamma, gain));

        /// <summary>White becomes black.</summary>
        public static ITransform Invert() => new Transform(functional.invert);

        /// <summary>Converts between [0, 255] and [0, 1].</summary>
        public static ITransform ConvertImageDtype(ScalarType dtype) => new Transform(image => functional.convert_image_dtype(image, dtype));

        /// <summary>Changes brightness, contrast, saturation and hue by random factors, in random order.</summary>
        /// <param name="brightness">Factors lie in [max(0, 1 - x), 1 + x].</param>
        /// <param name="contrast">Factors lie in [max(0, 1 - x), 1 + x].</param>
        /// <param name="saturation">Factors lie in [max(0, 1 - x), 1 + x].</param>
        /// <param name="hue">Turns lie in [-x, x], at most 0.5.</param>
        /// <exception cref="UserErrorException">A number is out of range.</exception>
        public static ITransform ColorJitter(float brightness = 0, float contrast = 0, float saturation = 0, float hue = 0)
        {
            if (brightness < 0 || contrast < 0 || saturation < 0 || hue is < 0 or > 0.5f)
            {
                throw new UserErrorException("ColorJitter: brightness, contrast and saturation are at least 0, hue is in [0, 0.5]");
            }

            return new Transform(image => functional.Jitter(image, brightness, contrast, saturation, hue));
        }

        private static Transform Sometimes(ITransform transform, double p) => new(image => torch.rand([1]).ToDouble() < p ? transform.call(image) : image);
    }
}
