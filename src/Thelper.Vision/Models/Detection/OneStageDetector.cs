using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>A detector that classifies and moves anchors on its feature maps at once.</summary>
public abstract class OneStageDetector : Detector
{
    private readonly nn.Module<Tensor, OrderedDictionary<string, Tensor>> backbone;
    private readonly AnchorSource anchor_generator;

    /// <summary>Puts the parts together.</summary>
    /// <param name="backbone">Makes the feature maps; owned from now on, as all parts.</param>
    /// <param name="anchors">Makes the boxes to start from.</param>
    /// <param name="head">Runs on the feature maps.</param>
    /// <param name="transform">Makes batches of images.</param>
    protected OneStageDetector(nn.Module<Tensor, OrderedDictionary<string, Tensor>> backbone, AnchorSource anchors, nn.Module head, GeneralizedRCNNTransform transform)
        : base(transform)
    {
        (this.backbone, anchor_generator) = (backbone, anchors);
        register_module("backbone", backbone);
        register_module("anchor_generator", anchors);
        register_module("head", head);
        register_module("transform", transform);
    }

    /// <inheritdoc/>
    protected override DetectorOutput Detect(ImageList images, IReadOnlyList<DetectionTarget>? targets)
    {
        ArgumentNullException.ThrowIfNull(images);
        var maps = backbone.call(images.Tensors).Values.ToList();
        var counts = maps.Zip(anchor_generator.CountsPerLocation, (map, count) => map.shape[2] * map.shape[3] * count).ToArray();
        return Answer(maps, anchor_generator.Generate(images, maps), counts, images.ImageSizes, training ? targets : null);
    }

    /// <summary>Runs the head.</summary>
    /// <param name="maps">The feature maps.</param>
    /// <param name="anchors">(N, 4), map after map, the same for every image.</param>
    /// <param name="counts">Anchors of each map.</param>
    /// <param name="sizes">Height and width of each image.</param>
    /// <param name="targets">The objects while training; else null.</param>
    /// <returns>Losses while training, detections else.</returns>
    private protected abstract DetectorOutput Answer(
        IReadOnlyList<Tensor> maps, Tensor anchors, long[] counts, IReadOnlyList<(long Height, long Width)> sizes, IReadOnlyList<DetectionTarget>? targets);
}
