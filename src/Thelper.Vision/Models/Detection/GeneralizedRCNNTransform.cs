using System.Globalization;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Normalises and resizes images and their boxes, packs them into a batch, and brings detections back to the images' sizes.</summary>
/// <remarks>While training with several sizes, one is drawn for each image from libtorch's generator.</remarks>
public sealed class GeneralizedRCNNTransform : nn.Module
{
    private const long Divisible = 32;
    private readonly FasterRCNNOptions options;

    /// <summary>Creates the transform.</summary>
    /// <param name="options">Sizes, mean and deviation.</param>
    public GeneralizedRCNNTransform(FasterRCNNOptions options) => this.options = options;

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
            scaled?.Add(targets![i] with { Boxes = Scale(targets[i].Boxes, SizeOf(images[i]), SizeOf(image)).MoveToOuterDisposeScope() });
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
        [.. detections.Select((d, i) => d with { Boxes = Scale(d.Boxes, from[i], to[i]) })];

    /// <summary>Height and width of an image.</summary>
    /// <param name="image">(channels, height, width).</param>
    /// <returns>Its height and width.</returns>
    internal static (long Height, long Width) SizeOf(Tensor image) => (image.shape[1], image.shape[2]);

    /// <inheritdoc/>
    public override string ToString()
    {
        static string List(IEnumerable<double> values) => string.Join(", ", values.Select(v => v.ToString("R", CultureInfo.InvariantCulture)));
        var sizes = options.MinSize.Count == 1 ? $"{options.MinSize[0]}," : string.Join(", ", options.MinSize);
        return $"GeneralizedRCNNTransform(\n    Normalize(mean=[{List(options.ImageMean)}], std=[{List(options.ImageStd)}])"
            + $"\n    Resize(min_size=({sizes}), max_size={options.MaxSize}, mode='bilinear')\n)";
    }

    private static Tensor Scale(Tensor boxes, (long Height, long Width) from, (long Height, long Width) to)
    {
        using var scope = NewDisposeScope();
        var (y, x) = ((float)to.Height / from.Height, (float)to.Width / from.Width);
        return (boxes * tensor([x, y, x, y]).to(boxes.device)).MoveToOuterDisposeScope();
    }

    private Tensor Normalise(Tensor image)
    {
        if (image.dim() != 3 || image.shape[0] != options.ImageMean.Count || !image.is_floating_point())
        {
            throw new UserErrorException(
                $"a detector takes images of the shape ({options.ImageMean.Count}, height, width) with floating-point numbers in [0, 1], not {image.dtype} ({string.Join(", ", image.shape)})");
        }

        return (image - Channels(options.ImageMean, image)) / Channels(options.ImageStd, image);
    }

    private static Tensor Channels(IReadOnlyList<double> values, Tensor like) => tensor([.. values.Select(v => (float)v)]).to(like).view(-1, 1, 1);

    private Tensor Resize(Tensor image)
    {
        // Drawn even from a single size, as torchvision does: the generator's state is part of what a seed gives.
        var index = training ? (int)empty([1]).uniform_(0, options.MinSize.Count).item<float>() : options.MinSize.Count - 1;
        var (height, width) = SizeOf(image);

        // A reciprocal and a product, as a number divided by a tensor is: the last bit can decide about a row of pixels.
        double scale = Math.Min(1f / Math.Min(height, width) * options.MinSize[index], 1f / Math.Max(height, width) * options.MaxSize);

        // torchvision fails on an image so thin that nothing would be left of its shorter side.
        long[] size = [Math.Max(1, (long)Math.Floor(height * scale)), Math.Max(1, (long)Math.Floor(width * scale))];
        return nn.functional.interpolate(image.unsqueeze(0), size: size, mode: InterpolationMode.Bilinear, align_corners: false).squeeze(0);
    }

    private static Tensor Batch(List<Tensor> images)
    {
        static long Up(long size) => (size + Divisible - 1) / Divisible * Divisible;
        var (height, width) = (Up(images.Max(i => i.shape[1])), Up(images.Max(i => i.shape[2])));
        var batch = images[0].new_full([images.Count, images[0].shape[0], height, width], 0);
        for (var i = 0; i < images.Count; i++)
        {
            batch.select(0, i).narrow(1, 0, images[i].shape[1]).narrow(2, 0, images[i].shape[2]).copy_(images[i]);
        }

        return batch;
    }
}
