#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Vision.Models;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class models
    {
        /// <summary>MobileNetV3 large. <c>width_mult</c> scales all channels; <c>reduced_tail</c> and <c>dilated</c> change the last stage.</summary>
        /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
        /// <param name="weights">The published weights by name (<c>IMAGENET1K_V1</c>, <c>COCO_V1</c>, <c>DEFAULT</c>); null for none.</param>
        /// <param name="progress">Whether a download shows its progress.</param>
        /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
        /// <param name="width_mult">Factor of all channels.</param>
        /// <param name="reduced_tail">Whether the last stage has half its channels.</param>
        /// <param name="dilated">Whether the last stage dilates instead of halving the resolution.</param>
        /// <param name="dropout">Share of the values that are dropped before the last layer.</param>
        [TypeName("torchvision.models.mobilenetv3.mobilenet_v3_large", "torchvision.models.mobilenet_v3_large")]
        public static MobileNetV3 mobilenet_v3_large(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double width_mult = 1.0,
            bool reduced_tail = false, bool dilated = false, double dropout = 0.2) =>
            MobileNetV3Variant.Large.Build(pretrained, weights, progress, num_classes, width_mult, reduced_tail, dilated, dropout);

        /// <summary>MobileNetV3 small, with the same parameters.</summary>
        /// <inheritdoc cref="mobilenet_v3_large" path="/param"/>
        [TypeName("torchvision.models.mobilenetv3.mobilenet_v3_small", "torchvision.models.mobilenet_v3_small")]
        public static MobileNetV3 mobilenet_v3_small(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double width_mult = 1.0,
            bool reduced_tail = false, bool dilated = false, double dropout = 0.2) =>
            MobileNetV3Variant.Small.Build(pretrained, weights, progress, num_classes, width_mult, reduced_tail, dilated, dropout);
    }
}
