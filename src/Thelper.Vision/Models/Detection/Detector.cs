using System.Globalization;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>A network that finds objects: losses while training, detections in evaluation.</summary>
/// <remarks>
/// The first input are the images, (channels, height, width) each with floating-point numbers in [0, 1]; sizes may differ. The second are their
/// objects, needed while training, else null.
/// </remarks>
public abstract class Detector : nn.Module<IReadOnlyList<Tensor>, IReadOnlyList<DetectionTarget>?, DetectorOutput>
{
    private readonly GeneralizedRCNNTransform transform;

    /// <summary>Creates the detector; a derived class registers its parts.</summary>
    /// <param name="transform">Makes batches of images.</param>
    protected Detector(GeneralizedRCNNTransform transform) => this.transform = transform;

    /// <summary>Classes that it tells apart, the background counted as class 0.</summary>
    public abstract long ClassCount { get; }

    /// <summary>Whether its detections have masks, and its targets need them.</summary>
    public virtual bool HasMasks => false;

    /// <summary>Side of a mask before it is stretched over its box (<see cref="MaskPasting"/>); 0 for a detector without.</summary>
    public virtual int MaskSide => 0;

    /// <summary>Key points of each object; 0 for a detector without.</summary>
    public virtual int KeypointCount => 0;

    /// <summary>Gives it last layers for another number of classes, initialised from libtorch's generator.</summary>
    /// <param name="classes">Classes, the background counted.</param>
    public abstract void ReplaceClasses(int classes);

    /// <summary>Makes it normalise images of another number of channels, as its first convolution was adapted: fewer get the mean of mean and deviation, each further one, too.</summary>
    /// <param name="channels">Channels of the images, at least 1.</param>
    public void AdaptImages(int channels) => transform.AdaptImages(channels);

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">The model trains, and there are no objects, or their boxes are not in order, or what it learns besides boxes is missing.</exception>
    public override DetectorOutput forward(IReadOnlyList<Tensor> input1, IReadOnlyList<DetectionTarget>? input2)
    {
        ArgumentNullException.ThrowIfNull(input1);
        if (training && input2 is null)
        {
            throw new UserErrorException("a detector needs the objects of the images while training");
        }

        using var scope = NewDisposeScope();
        for (var i = 0; training && i < input2!.Count; i++)
        {
            CheckTarget(input2[i], input1[i], i);
        }

        var (images, targets) = transform.Pack(input1, input2);
        CheckBoxes(targets);
        var (losses, found) = Detect(images, targets);
        foreach (var loss in losses.Values)
        {
            loss.MoveToOuterDisposeScope();
        }

        var detections = GeneralizedRCNNTransform.Unpack(found, images.ImageSizes, [.. input1.Select(GeneralizedRCNNTransform.SizeOf)]);
        foreach (var one in detections)
        {
            one.MoveToOuterDisposeScope();
        }

        return new DetectorOutput(losses, detections);
    }

    /// <summary>Runs the network on a batch.</summary>
    /// <param name="images">The batch.</param>
    /// <param name="targets">The objects in its pixels, while training; else perhaps null.</param>
    /// <returns>Losses while training, detections in pixels of the batch else; the tensors belong to the current dispose scope.</returns>
    protected abstract DetectorOutput Detect(ImageList images, IReadOnlyList<DetectionTarget>? targets);

    /// <summary>Checks what a target has besides boxes.</summary>
    /// <param name="target">The objects of an image.</param>
    /// <param name="image">The image.</param>
    /// <param name="index">Its place in the batch.</param>
    /// <exception cref="UserErrorException">Something is missing or has another shape.</exception>
    private protected virtual void CheckTarget(DetectionTarget target, Tensor image, int index)
    {
    }

    private static void CheckBoxes(IReadOnlyList<DetectionTarget>? targets)
    {
        for (var i = 0; i < targets?.Count; i++)
        {
            using var scope = NewDisposeScope();
            var boxes = targets[i].Boxes;
            if (boxes.dim() != 2 || boxes.shape[1] != 4)
            {
                throw new UserErrorException($"the boxes of an image must have the shape (count, 4), not ({string.Join(", ", boxes.shape)})");
            }

            var flat = boxes.narrow(1, 2, 2).le(boxes.narrow(1, 0, 2));
            if (flat.any().item<bool>())
            {
                var row = where(aten.any_dim(flat, 1))[0][0].item<long>();
                var values = boxes[row].to(ScalarType.Float64).cpu().contiguous().DataSpan<double>().ToArray();
                throw new UserErrorException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"all boxes must have a positive width and height, but box {row} of image {i} of the batch is [{string.Join(", ", values.Select(v => v.ToString("G7", CultureInfo.InvariantCulture)))}] after resizing"));
            }
        }
    }
}
