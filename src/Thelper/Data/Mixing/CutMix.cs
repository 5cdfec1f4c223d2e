using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Mixing;

/// <summary>Cuts a rectangle out of the images of a batch and puts their partners' pixels there. Class labels are mixed by areas; label maps are cut as the images are.</summary>
/// <remarks>Yun et al., "CutMix: regularization strategy to train strong classifiers with localizable features", ICCV 2019. One rectangle for the whole batch, of at most half its area.</remarks>
[TypeName("thelper.data.CutMix")]
public sealed class CutMix : BatchMix
{
    // A last dimension up to this size holds channels.
    private const int MaxChannels = 4;

    private readonly double alpha;

    /// <summary>Creates the operation.</summary>
    /// <param name="alpha">How large rectangles are: both parameters of Beta's distribution of their area, above 0; 1 for any area alike.</param>
    /// <param name="probability">How often a batch is mixed, above 0 and at most 1.</param>
    /// <exception cref="UserErrorException">A value is out of range.</exception>
    public CutMix(double alpha = 1, double probability = 1)
        : base(probability) => this.alpha = Shares.Alpha(alpha);

    /// <inheritdoc/>
    public override string? Refusal(Task task) => task switch
    {
        Classification or Segmentation => null,
        Detection => "it mixes labels by areas, and boxes have no share; take thelper.data.Mosaic or thelper.data.CopyPaste",
        _ => $"it mixes class labels, and a {task?.GetType().Name} task has none; it is for classification and segmentation",
    };

    /// <inheritdoc/>
    public override void Apply(Sample batch, Task task, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(task);
        ArgumentNullException.ThrowIfNull(random);
        var images = Images(batch, task);
        if (images.ndim != 4)
        {
            throw new UserErrorException($"{TypeName}: needs a batch of images with channels, got the shape ({string.Join(", ", images.shape)})");
        }

        var last = images.shape[3] <= MaxChannels && images.shape[1] > MaxChannels;
        var (height, width) = last ? (images.shape[1], images.shape[2]) : (images.shape[2], images.shape[3]);
        var box = Rectangle(height, width, Shares.Larger(alpha, random), random);
        var partners = Partners(images.shape[0], random);
        var area = (box.Bottom - box.Top) * (box.Right - box.Left);
        if (area == 0)
        {
            return;
        }

        var labels = task is Segmentation segmentation ? Maps(batch, segmentation, height, width) : null;
        Replace(batch, task.InputKey, Pasted(images, last ? 1 : 2, box, partners));
        if (labels is not null)
        {
            Replace(batch, task.GtKey!, Pasted(labels, labels.ndim - 2, box, partners));
        }
        else
        {
            Note(batch, partners, 1 - (area / (double)(height * width)));
        }
    }

    /// <summary>A rectangle about a random middle, cut at the edges of the image.</summary>
    /// <param name="height">Height of the images.</param>
    /// <param name="width">Width of the images.</param>
    /// <param name="share">What is left of the image, where nothing of the rectangle is cut off.</param>
    /// <param name="random">What chance decides.</param>
    internal static (long Left, long Top, long Right, long Bottom) Rectangle(long height, long width, double share, TransformRandom random)
    {
        var side = Math.Sqrt(1 - share);
        var (wide, high) = ((long)(width * side), (long)(height * side));
        var (x, y) = (random.NextInt((int)width), random.NextInt((int)height));
        return (Math.Max(0, x - (wide / 2)), Math.Max(0, y - (high / 2)), Math.Min(width, x - (wide / 2) + wide), Math.Min(height, y - (high / 2) + high));
    }

    private torch.Tensor? Maps(Sample batch, Segmentation task, long height, long width)
    {
        if (batch.GetValueOrDefault(task.LabelMapKey) is not torch.Tensor maps)
        {
            return null;
        }

        return maps.shape is [.., var h, var w] && h == height && w == width
            ? maps
            : throw new UserErrorException($"{TypeName}: the label maps under '{task.LabelMapKey}' have the shape ({string.Join(", ", maps.shape)}), the images are {height} high and {width} wide");
    }

    private static torch.Tensor Pasted(torch.Tensor values, long rows, (long Left, long Top, long Right, long Bottom) box, long[] partners)
    {
        using var scope = torch.NewDisposeScope();
        torch.Tensor Part(torch.Tensor whole) => whole.narrow(rows, box.Top, box.Bottom - box.Top).narrow(rows + 1, box.Left, box.Right - box.Left);
        var result = values.clone();
        Part(result).copy_(Part(values).index_select(0, torch.tensor(partners)));
        result.DetachFromDisposeScope();
        return result;
    }
}
