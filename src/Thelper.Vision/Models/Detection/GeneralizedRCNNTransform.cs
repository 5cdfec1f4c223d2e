using System.Globalization;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Normalises and resizes images and their boxes, packs them into a batch, and brings detections back to the images' sizes.</summary>
/// <remarks>While training with several sizes, one is drawn for each image from libtorch's generator.</remarks>
public sealed class GeneralizedRCNNTransform : nn.Module
{
    private IReadOnlyList<double> imageMean;
    private IReadOnlyList<double> imageStd;
    private readonly IReadOnlyList<int> minSizes;
    private readonly int maxSize;
    private readonly (long Height, long Width)? fixedSize;

    /// <summary>Creates a transform that keeps the shape of an image and makes batches of multiples of 32 pixels.</summary>
    /// <param name="options">Sizes, mean and deviation.</param>
    public GeneralizedRCNNTransform(ScaledDetectorOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (imageMean, imageStd, minSizes, maxSize) = (options.ImageMean, options.ImageStd, options.MinSize, options.MaxSize);
    }

    /// <summary>Creates a transform that makes all images equally large.</summary>
    /// <param name="options">Mean and deviation.</param>
    /// <param name="size">Height and width of every image.</param>
    public GeneralizedRCNNTransform(DetectorOptions options, (int Height, int Width) size)
    {
        ArgumentNullException.ThrowIfNull(options);
        (imageMean, imageStd, minSizes, maxSize, fixedSize) = (options.ImageMean, options.ImageStd, [Math.Min(size.Height, size.Width)], Math.Max(size.Height, size.Width), size);
    }

    /// <summary>Normalises images of another number of channels from now on: the first keep their mean and deviation where there are more, all others get the mean of both.</summary>
    /// <param name="channels">Channels of the images, at least 1.</param>
    internal void AdaptImages(int channels) => (imageMean, imageStd) = (Spread(imageMean, channels), Spread(imageStd, channels));

    /// <summary>Makes a batch.</summary>
    /// <param name="images">(channels, height, width) each, floating point in [0, 1].</param>
    /// <param name="targets">Their objects; null for none.</param>
    /// <returns>The batch, and the objects in its pixels.</returns>
    /// <exception cref="UserErrorException">An image has another shape or type.</exception>
    public (ImageList Images, IReadOnlyList<DetectionTarget>? Targets) Pack(IReadOnlyList<Tensor> images, IReadOnlyList<DetectionTarget>? targets)
    {
        ArgumentNullException.ThrowIfNull(images);
        using var scope = NewDisposeScope();
        var resized = new List<Tensor>(images.Count);
        var scaled = targets is null ? null : new List<DetectionTarget>(images.Count);
        for (var i = 0; i < images.Count; i++)
        {
            var image = Resize(Normalise(images[i]));
            resized.Add(image);
            scaled?.Add(Resize(targets![i], SizeOf(images[i]), SizeOf(image)));
        }

        foreach (var tensor in scaled?.SelectMany(target => new[] { target.Boxes, target.Masks, target.Keypoints }).OfType<Tensor>() ?? [])
        {
            tensor.MoveToOuterDisposeScope();
        }

        return (new ImageList(Batch(resized).MoveToOuterDisposeScope(), resized.ConvertAll(SizeOf)), scaled);
    }

    /// <summary>Brings detections back to the sizes of the images.</summary>
    /// <param name="detections">In pixels of the batch.</param>
    /// <param name="from">Height and width of each image in the batch.</param>
    /// <param name="to">Height and width of each original image.</param>
    /// <returns>In pixels of the original images.</returns>
    public static IReadOnlyList<Detections> Unpack(
        IReadOnlyList<Detections> detections, IReadOnlyList<(long Height, long Width)> from, IReadOnlyList<(long Height, long Width)> to) =>
        [.. detections.Select((found, i) => Unpack(found, from[i], to[i]))];

    /// <summary>Height and width of an image.</summary>
    /// <param name="image">(channels, height, width).</param>
    /// <returns>Its height and width.</returns>
    internal static (long Height, long Width) SizeOf(Tensor image) => (image.shape[1], image.shape[2]);

    /// <inheritdoc/>
    public override string ToString()
    {
        static string List(IEnumerable<double> values) => string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
        var sizes = minSizes.Count == 1 ? $"{minSizes[0]}," : string.Join(", ", minSizes);
        return $"GeneralizedRCNNTransform(\n    Normalize(mean=[{List(imageMean)}], std=[{List(imageStd)}])"
            + $"\n    Resize(min_size=({sizes}), max_size={maxSize}, mode='bilinear')\n)";
    }

    private static double[] Spread(IReadOnlyList<double> values, int count) =>
        [.. Enumerable.Range(0, count).Select(i => count >= values.Count && i < values.Count ? values[i] : values.Average())];

    private static Tensor Scale(Tensor boxes, (long Height, long Width) from, (long Height, long Width) to)
    {
        using var scope = NewDisposeScope();
        var (y, x) = ((float)to.Height / from.Height, (float)to.Width / from.Width);
        return (boxes * tensor([x, y, x, y]).to(boxes.device)).MoveToOuterDisposeScope();
    }

    private static DetectionTarget Resize(DetectionTarget target, (long Height, long Width) from, (long Height, long Width) to)
    {
        var masks = target.Masks is null
            ? null
            : nn.functional.interpolate(target.Masks.unsqueeze(1).to(ScalarType.Float32), size: [to.Height, to.Width]).squeeze(1).to(ScalarType.Byte);
        return target with
        {
            Boxes = Scale(target.Boxes, from, to),
            Masks = masks,
            Keypoints = target.Keypoints is null ? null : ScalePoints(target.Keypoints, from, to),
        };
    }

    private static Detections Unpack(Detections found, (long Height, long Width) from, (long Height, long Width) to)
    {
        var boxes = Scale(found.Boxes, from, to);
        return found with
        {
            Boxes = boxes,
            Masks = found.Masks is null ? null : MaskPasting.Paste(found.Masks, boxes, to),
            Keypoints = found.Keypoints is null ? null : ScalePoints(found.Keypoints, from, to),
        };
    }

    private static Tensor ScalePoints(Tensor points, (long Height, long Width) from, (long Height, long Width) to)
    {
        using var scope = NewDisposeScope();
        var (y, x) = ((float)to.Height / from.Height, (float)to.Width / from.Width);
        return (points * tensor([x, y, 1f]).to(points.device)).MoveToOuterDisposeScope();
    }

    private Tensor Normalise(Tensor image)
    {
        if (image.dim() != 3 || image.shape[0] != imageMean.Count || !image.is_floating_point())
        {
            throw new UserErrorException(
                $"a detector takes images of the shape ({imageMean.Count}, height, width) with floating-point numbers in [0, 1], not {image.dtype} ({string.Join(", ", image.shape)})");
        }

        return (image - Channels(imageMean, image)) / Channels(imageStd, image);
    }

    private static Tensor Channels(IReadOnlyList<double> values, Tensor like) => tensor([.. values.Select(v => (float)v)]).to(like).view(-1, 1, 1);

    private Tensor Resize(Tensor image)
    {
        // Drawn even from a single size, as torchvision does: the generator's state is part of what a seed gives.
        var index = training ? (int)empty([1]).uniform_(0, minSizes.Count).item<float>() : minSizes.Count - 1;
        var (height, width) = SizeOf(image);
        if (fixedSize is { } all)
        {
            return Interpolated(image, [all.Height, all.Width]);
        }

        // A reciprocal and a product, as a number divided by a tensor is: the last bit can decide about a row of pixels.
        double scale = Math.Min(1f / Math.Min(height, width) * minSizes[index], 1f / Math.Max(height, width) * maxSize);

        // torchvision fails on an image so thin that nothing would be left of its shorter side.
        long[] size = [Math.Max(1, (long)Math.Floor(height * scale)), Math.Max(1, (long)Math.Floor(width * scale))];
        return Interpolated(image, size);
    }

    private static Tensor Interpolated(Tensor image, long[] size) =>
        nn.functional.interpolate(image.unsqueeze(0), size: size, mode: InterpolationMode.Bilinear, align_corners: false).squeeze(0);

    private Tensor Batch(List<Tensor> images)
    {
        var multiple = fixedSize is null ? 32L : 1;
        var (height, width) = (Up(images.Max(i => i.shape[1]), multiple), Up(images.Max(i => i.shape[2]), multiple));
        if (images.Count == 1)
        {
            // No copy into a part of something: a trace can say it.
            return aten.constant_pad_nd(images[0].unsqueeze(0), [0, width - images[0].shape[2], 0, height - images[0].shape[1]]);
        }

        var batch = images[0].new_full([images.Count, images[0].shape[0], height, width], 0);
        for (var i = 0; i < images.Count; i++)
        {
            batch.select(0, i).narrow(1, 0, images[i].shape[1]).narrow(2, 0, images[i].shape[2]).copy_(images[i]);
        }

        return batch;
    }

    private static long Up(long size, long multiple) => (size + multiple - 1) / multiple * multiple;
}
