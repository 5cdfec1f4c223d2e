#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Vision.Models;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class models
    {
        /// <summary>MobileNetV3 large. <c>width_mult</c> scales all channels; <c>reduced_tail</c> and <c>dilated</c> change the last stage.</summary>
        [TypeName("torchvision.models.mobilenetv3.mobilenet_v3_large", "torchvision.models.mobilenet_v3_large")]
        public static MobileNetV3 mobilenet_v3_large(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double width_mult = 1.0,
            bool reduced_tail = false, bool dilated = false, double dropout = 0.2) =>
            MobileNetV3Variant.Large.Build(pretrained, weights, progress, num_classes, width_mult, reduced_tail, dilated, dropout);

        /// <summary>MobileNetV3 small, with the same parameters.</summary>
        [TypeName("torchvision.models.mobilenetv3.mobilenet_v3_small", "torchvision.models.mobilenet_v3_small")]
        public static MobileNetV3 mobilenet_v3_small(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double width_mult = 1.0,
            bool reduced_tail = false, bool dilated = false, double dropout = 0.2) =>
            MobileNetV3Variant.Small.Build(pretrained, weights, progress, num_classes, width_mult, reduced_tail, dilated, dropout);
    }
}
