using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Cuts a random region out of an image and resizes it.</summary>
/// <remarks>
/// Each attempt draws a region's size, and its place if the region fits; a region of interest may reject it. When all attempts
/// fail, the centred square of the shorter side is taken. A list [image, region of interest] is accepted as well.
/// </remarks>
[TypeName("thelper.transforms.operations.RandomResizedCrop", "thelper.transforms.RandomResizedCrop")]
public sealed class RandomResizedCrop : SpatialOperation, IRegionTransform
{
    private readonly RandomCropSizes sizes;
    private readonly (object Width, object Height)? output;
    private readonly double probability;
    private readonly int attempts;
    private readonly double minRoiIou;
    private readonly Interpolation interpolation;

    /// <summary>Creates the operation.</summary>
    /// <param name="outputSize">Width and height of the result, or one number for both; integers are pixels, numbers with a point are shares of the image; null for no resizing.</param>
    /// <param name="inputSize">
    /// Range of the region's size: a pair of numbers (edge length of a square of the same area in pixels, or the share of the image's area),
    /// or a pair of pairs [[min width, min height], [max width, max height]] without <paramref name="ratio"/>.
    /// </param>
    /// <param name="ratio">Range of width by height: a pair, or one number.</param>
    /// <param name="probability">How often the image is cropped at all, 0 to 1; otherwise it stays as it is.</param>
    /// <param name="randomAttempts">Number of attempts, above 0.</param>
    /// <param name="minRoiIou">Share of the region that must lie in the region of interest, 0 to 1.</param>
    /// <param name="flags">Interpolation: OpenCV's number or name; linear by default.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public RandomResizedCrop(
        object? outputSize, object? inputSize = null, object? ratio = null, double probability = 1.0, int randomAttempts = 10, double minRoiIou = 1.0, object? flags = null)
    {
        sizes = inputSize is null
            ? new RandomCropSizes(new List<object?> { 0.08, 1.0 }, ratio ?? DefaultRatio())
            : new RandomCropSizes(inputSize, ratio ?? (RandomCropSizes.IsPairOfPairs(inputSize) ? null : DefaultRatio()));
        if (outputSize is not null)
        {
            var (width, height) = TransformArguments.Pair(outputSize, "output_size");
            if (TransformArguments.IsInteger(width) != TransformArguments.IsInteger(height)
                || !(TransformArguments.Number(width) > 0 && TransformArguments.Number(height) > 0))
            {
                throw new UserErrorException($"'output_size' must hold two integers or two floats above 0, got {PythonRepr.Of(outputSize)}");
            }

            output = (width, height);
        }

        this.probability = probability is >= 0 and <= 1 ? probability : throw new UserErrorException("'probability' must lie between 0 and 1");
        attempts = randomAttempts > 0 ? randomAttempts : throw new UserErrorException("'random_attempts' must be above 0");
        this.minRoiIou = minRoiIou is >= 0 and <= 1 ? minRoiIou : throw new UserErrorException("'min_roi_iou' must lie between 0 and 1");
        interpolation = TransformArguments.Interpolation(flags, "flags");
    }

    /// <inheritdoc/>
    bool IRegionTransform.TakesImageFiles => true;

    /// <inheritdoc/>
    protected override object? ApplyTo(object? value, TransformRandom random) => value switch
    {
        IReadOnlyList<object?> { Count: 2 } pair when Image(pair[0]) is var image => MoveImage(WarpOf(SizeOf(image), pair[1] is null ? null : Image(pair[1]), random), image),
        ImageFile file => Apply(file, random),
        _ => base.ApplyTo(value, random),
    };

    /// <inheritdoc/>
    protected override Warp DrawWarp(Scene scene, TransformRandom random) => WarpOf(scene, null, random);

    /// <inheritdoc/>
    protected override torch.Tensor Invert(torch.Tensor image) => throw new UserErrorException("cannot be inverted, as the crop is random and loses data");

    /// <inheritdoc/>
    protected override string Arguments()
    {
        var outputText = output is { } size ? TransformArguments.Tuple(size.Width, size.Height) : "None";
        return $"output_size={outputText}, {sizes}, probability={TransformArguments.Text(probability)}, random_attempts={attempts}, " +
            $"min_roi_iou={TransformArguments.Text(minRoiIou)}, flags={(int)interpolation}";
    }

    private static List<object?> DefaultRatio() => [0.75, 1.33];

    // As below, but only the region is decoded.
    private torch.Tensor Apply(ImageFile file, TransformRandom random)
    {
        if (random.NextDouble() >= probability)
        {
            return file.Decode();
        }

        var (imageWidth, imageHeight) = (0, 0);
        var crop = file.DecodeRegion((width, height) =>
        {
            (imageWidth, imageHeight) = (width, height);
            var region = Region(width, height, null, random);
            return new ImageRegion((int)region.Left, (int)region.Top, (int)region.Width, (int)region.Height);
        });
        return Resized(crop, imageWidth, imageHeight);
    }

    private Warp WarpOf(Scene scene, torch.Tensor? roi, TransformRandom random)
    {
        if (random.NextDouble() >= probability)
        {
            return Warps.Same(scene.Height, scene.Width);
        }

        var (left, top, width, height) = Region(scene.Width, scene.Height, roi, random);
        var crop = Warps.Crop(scene.Height, scene.Width, left, top, height, width);
        return output is { } size
            ? new ChainWarp(crop, Warps.Resize(height, width, Length(size.Height, scene.Height), Length(size.Width, scene.Width), interpolation))
            : crop;
    }

    private torch.Tensor Resized(torch.Tensor crop, long imageWidth, long imageHeight)
    {
        if (output is not { } size)
        {
            return crop;
        }

        using (crop)
        {
            return ImageOps.Resize(crop, Length(size.Width, imageWidth), Length(size.Height, imageHeight), interpolation);
        }
    }

    private (long Left, long Top, long Width, long Height) Region(long imageWidth, long imageHeight, torch.Tensor? roi, TransformRandom random)
    {
        for (var attempt = 0; attempt < attempts; attempt++)
        {
            var (width, height) = sizes.Draw(imageWidth, imageHeight, random);
            if (width < 1 || height < 1 || width > imageWidth || height > imageHeight)
            {
                continue;
            }

            var left = random.NextInt((int)(imageWidth - width + 1));
            var top = random.NextInt((int)(imageHeight - height + 1));
            if (roi is null || Covered(roi, left, top, width, height) >= width * height * minRoiIou)
            {
                return (left, top, width, height);
            }
        }

        var side = Math.Min(imageWidth, imageHeight);
        return ((imageWidth - side) / 2, (imageHeight - side) / 2, side, side);
    }

    private static long Covered(torch.Tensor roi, long left, long top, long width, long height)
    {
        using var region = ImageOps.SafeCrop(roi, left, top, left + width, top + height);
        using var count = aten.count_nonzero(region);
        return count.ToInt64();
    }

    private static long Length(object size, long whole)
    {
        var number = TransformArguments.Number(size)!.Value;
        return TransformArguments.IsInteger(size) ? (long)number : Math.Max(1, (long)Math.Round(number * whole));
    }
}
