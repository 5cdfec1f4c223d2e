using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Mixing;

/// <summary>An operation that makes one sample of several, before they are batched.</summary>
public abstract class SampleMix : MixOperation
{
    private protected SampleMix(double probability)
        : base(probability)
    {
    }

    /// <summary>How many other samples of the training set it takes.</summary>
    public abstract int Partners { get; }

    /// <summary>Makes a sample of several.</summary>
    /// <param name="own">The sample; it stays as it is.</param>
    /// <param name="partners">The others, as many as <see cref="Partners"/>; they stay as they are.</param>
    /// <param name="task">What their fields are.</param>
    /// <param name="random">What chance decides; the same stream gives the same sample.</param>
    /// <returns>A new sample; fields that are not made of several are the sample's own.</returns>
    /// <exception cref="UserErrorException">The samples do not fit together.</exception>
    public abstract Sample Apply(Sample own, IReadOnlyList<Sample> partners, Task task, TransformRandom random);

    /// <summary>The image of a sample as H×W×C, and whether it was C×H×W.</summary>
    private protected (torch.Tensor Image, bool IsPlanar) Image(Sample sample, Task task)
    {
        if (sample.GetValueOrDefault(task.InputKey) is not torch.Tensor { ndim: 2 or 3 } image)
        {
            throw new UserErrorException($"{TypeName}: '{task.InputKey}' is no image H×W, H×W×C or C×H×W; samples cannot be copies (Duplicator, FiveCrop, TenCrop, Tile)");
        }

        var planar = IsPlanar(sample, task, image.shape);
        return (planar ? image.permute(1, 2, 0).contiguous() : image.ndim == 2 ? image.unsqueeze(2) : image, planar);
    }

    // The shape of images of many bands may be read both ways; a label map, which is as large, tells which way it is.
    private static bool IsPlanar(Sample sample, Task task, long[] shape)
    {
        if (ImageLayout.IsOpen(shape) && task is Segmentation { LabelMapKey: var key } && sample.GetValueOrDefault(key) is torch.Tensor labels)
        {
            var size = labels.shape switch
            {
                [1, _, _] and var planes => planes.AsSpan(1),
                [_, _, 1] and var pixels => pixels.AsSpan(0, 2),
                var other => other,
            };
            var (planar, packed) = (size.SequenceEqual(shape.AsSpan(1)), size.SequenceEqual(shape.AsSpan(0, 2)));
            if (planar != packed)
            {
                return planar;
            }
        }

        return ImageLayout.IsPlanar(shape);
    }

    /// <summary>An image in the form of the sample's own.</summary>
    private protected static torch.Tensor Restored(torch.Tensor image, torch.Tensor own, bool planar) =>
        planar ? image.permute(2, 0, 1).contiguous() : own.ndim == 2 ? image.squeeze(2) : image;

    /// <summary>Fails if an image has other channels or another type than the sample's own.</summary>
    private protected void RequireAlike(torch.Tensor image, torch.Tensor own)
    {
        if (image.dtype != own.dtype || image.shape[2] != own.shape[2])
        {
            throw new UserErrorException($"{TypeName}: images of {own.shape[2]} channels of {own.dtype} and of {image.shape[2]} channels of {image.dtype} cannot be put together");
        }
    }

    /// <summary>Boxes that are of one image now: with the identifier that those of the sample have.</summary>
    private protected static List<object?> OfOneImage(IEnumerable<object?> boxes, Sample own, Detection task)
    {
        var image = Boxes(own, task).OfType<BoundingBox>().FirstOrDefault()?.ImageId;
        return [.. boxes.Cast<BoundingBox>().Select(box => box.WithImageId(image))];
    }

    /// <summary>The boxes of a sample.</summary>
    private protected static IReadOnlyList<object?> Boxes(Sample sample, Detection task) => sample.GetValueOrDefault(task.BBoxesKey) as IReadOnlyList<object?> ?? [];

    /// <summary>The label map of a sample as H×W; null where it has none.</summary>
    private protected torch.Tensor? LabelMap(Sample sample, Segmentation task, torch.Tensor image)
    {
        if (sample.GetValueOrDefault(task.LabelMapKey) is not torch.Tensor labels)
        {
            return null;
        }

        var map = labels.ndim == 3 && labels.shape[0] == 1 ? labels.squeeze(0) : labels.ndim == 3 && labels.shape[2] == 1 ? labels.squeeze(2) : labels;
        return map.ndim == 2 && map.shape[0] == image.shape[0] && map.shape[1] == image.shape[1]
            ? map
            : throw new UserErrorException($"{TypeName}: the label map under '{task.LabelMapKey}' has the shape ({string.Join(", ", labels.shape)}), its image is {image.shape[0]} high and {image.shape[1]} wide");
    }

    /// <summary>A copy of a sample's fields.</summary>
    private protected static Sample Copy(Sample sample)
    {
        var copy = new Sample();
        foreach (var (key, value) in sample)
        {
            copy.Add(key, value);
        }

        return copy;
    }
}
