using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Transforms;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Mixing;

/// <summary>Puts parts of four samples together, each in a quarter of the image; boxes and label maps go along.</summary>
/// <remarks>
/// After Bochkovskiy, Wang and Liao, "YOLOv4: optimal speed and accuracy of object detection", 2020. The image keeps its size. Each sample is made smaller by a random
/// factor, but not smaller than its quarter, of which a random part of it is cut out; so no pixel stays empty.
/// </remarks>
[TypeName("thelper.data.Mosaic")]
public sealed class Mosaic : SampleMix
{
    private readonly (double Low, double High) scale;
    private readonly double centre;
    private readonly BoxLimits limits;

    /// <summary>Creates the operation.</summary>
    /// <param name="scale">Least and greatest factor of the samples' sizes, above 0; 0.5 to 1 by default.</param>
    /// <param name="centre">How far from the middle the four samples may meet, as a share of the side, 0 to 0.45.</param>
    /// <param name="minArea">Boxes of which fewer pixels are left are dropped.</param>
    /// <param name="minVisibility">Boxes of which a smaller share is left are dropped, 0 to 1.</param>
    /// <param name="probability">How often a sample is made of four, above 0 and at most 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Mosaic([ConfigValue(Holds = [typeof(List<double>)])] object? scale = null, double centre = 0.25, double minArea = 1, double minVisibility = 0.1, double probability = 0.5)
        : base(probability)
    {
        var ends = scale is null ? [0.5, 1.0] : TransformArguments.Numbers(scale, "scale");
        this.scale = ends is [> 0 and var low, <= 100 and var high] && low <= high ? (low, high) : throw new UserErrorException($"'scale' must be two numbers above 0, the least first, got {PythonRepr.Of(scale)}");
        this.centre = centre is >= 0 and <= 0.45 ? centre : throw new UserErrorException($"'centre' must lie within 0 and 0.45, got {PythonRepr.Of(centre)}");
        limits = new BoxLimits(
            minArea >= 0 ? minArea : throw new UserErrorException("'min_area' is a number of pixels, 0 or more"),
            minVisibility is >= 0 and <= 1 ? minVisibility : throw new UserErrorException("'min_visibility' must lie between 0 and 1"));
    }

    /// <inheritdoc/>
    public override int Partners => 3;

    /// <inheritdoc/>
    public override string? Refusal(Task task) => task switch
    {
        Detection or Segmentation => null,
        Classification => "it shows parts of four images, of which one label says nothing; take thelper.data.Mixup or thelper.data.CutMix",
        _ => $"it moves boxes and label maps, and a {task?.GetType().Name} task has none; it is for detection and segmentation",
    };

    /// <inheritdoc/>
    public override Sample Apply(Sample own, IReadOnlyList<Sample> partners, Task task, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(partners);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(random);
        var (first, planar) = Image(own, task);
        var (height, width) = (first.shape[0], first.shape[1]);
        if (height < 2 || width < 2)
        {
            throw new UserErrorException($"{TypeName}: an image of {width} x {height} pixels has no quarters");
        }

        long Meet(long length) => Math.Clamp((long)Math.Round(length * random.Uniform(0.5 - centre, 0.5 + centre)), 1, length - 1);
        var (x, y) = (Meet(width), Meet(height));
        (long Left, long Top, long Right, long Bottom)[] quarters = [(0, 0, x, y), (x, 0, width, y), (0, y, x, height), (x, y, width, height)];
        var canvas = torch.empty(first.shape, first.dtype);
        var boxes = new List<object?>();
        torch.Tensor? map = null;
        var turn = random.NextInt(quarters.Length);
        foreach (var (place, sample) in partners.Prepend(own).Index())
        {
            var quarter = quarters[(place + turn) % quarters.Length];
            var (image, _) = Image(sample, task);
            RequireAlike(image, first);
            var warp = Draw(image, quarter, random);
            Part(canvas, quarter).copy_(warp.Image(image));
            if (task is Detection detection)
            {
                var whole = new ChainWarp([warp, Warps.Crop(warp.OutHeight, warp.OutWidth, -quarter.Left, -quarter.Top, height, width)]);
                boxes.AddRange(MovedFields.Boxes(Boxes(sample, detection), whole, limits, detection.Fields.Pairs));
            }
            else if (LabelMap(sample, (Segmentation)task, image) is { } labels)
            {
                map ??= torch.full([height, width], ((Segmentation)task).DontCare ?? 0, labels.dtype);
                Part(map, quarter).copy_(warp.Labels(labels, 0));
            }
        }

        var result = Copy(own);
        result[task.InputKey] = Restored(canvas, (torch.Tensor)own[task.InputKey]!, planar);
        if (task is Detection found)
        {
            result[task.GtKey!] = OfOneImage(boxes, own, found);
        }
        else if (map is not null)
        {
            result[task.GtKey!] = map;
        }

        return result;
    }

    private ChainWarp Draw(torch.Tensor image, (long Left, long Top, long Right, long Bottom) quarter, TransformRandom random)
    {
        var (height, width) = (quarter.Bottom - quarter.Top, quarter.Right - quarter.Left);
        var (oldHeight, oldWidth) = (image.shape[0], image.shape[1]);
        var factor = Math.Max(random.Uniform(scale.Low, scale.High), Math.Max(height / (double)oldHeight, width / (double)oldWidth));
        var (newHeight, newWidth) = (Math.Max(height, (long)Math.Round(oldHeight * factor)), Math.Max(width, (long)Math.Round(oldWidth * factor)));
        var (left, top) = (random.NextInt((int)(newWidth - width) + 1), random.NextInt((int)(newHeight - height) + 1));
        return new ChainWarp([Warps.Resize(oldHeight, oldWidth, newHeight, newWidth, Interpolation.Linear), Warps.Crop(newHeight, newWidth, left, top, height, width)]);
    }

    private static torch.Tensor Part(torch.Tensor whole, (long Left, long Top, long Right, long Bottom) part) =>
        whole.narrow(0, part.Top, part.Bottom - part.Top).narrow(1, part.Left, part.Right - part.Left);
}
