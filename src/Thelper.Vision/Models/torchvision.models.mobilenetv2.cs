#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Vision.Models;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class models
    {
        /// <summary>MobileNetV2.</summary>
        /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
        /// <param name="weights">The published weights by name (<c>IMAGENET1K_V1</c>, <c>DEFAULT</c>); null for none.</param>
        /// <param name="progress">Whether a download shows its progress.</param>
        /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
        /// <param name="width_mult">Factor of all channels.</param>
        /// <param name="round_nearest">What divides all numbers of channels.</param>
        /// <param name="dropout">Share of the features dropped before the last layer while training.</param>
        [TypeName("torchvision.models.mobilenetv2.mobilenet_v2", "torchvision.models.mobilenet_v2")]
        public static MobileNetV2 mobilenet_v2(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double width_mult = 1.0, int round_nearest = 8, double dropout = 0.2) =>
            NetworkStart.Of(nameof(mobilenet_v2), pretrained, weights, progress, num_classes).Build(start => new MobileNetV2(start.Classes, width_mult, round_nearest, dropout));
    }
}
