#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Vision.Models;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class models
    {
        /// <summary>ShuffleNet v2 of 0.5 times the channels.</summary>
        /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
        /// <param name="weights">The published weights by name (<c>IMAGENET1K_V1</c>, <c>DEFAULT</c>); null for none.</param>
        /// <param name="progress">Whether a download shows its progress.</param>
        /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
        [TypeName("torchvision.models.shufflenetv2.shufflenet_v2_x0_5", "torchvision.models.shufflenet_v2_x0_5")]
        public static ShuffleNetV2 shufflenet_v2_x0_5(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null) =>
            NetworkStart.Of(nameof(shufflenet_v2_x0_5), pretrained, weights, progress, num_classes).Build(start => new ShuffleNetV2([4, 8, 4], [24, 48, 96, 192, 1024], start.Classes));

        /// <summary>ShuffleNet v2 of 1 times the channels.</summary>
        /// <inheritdoc cref="shufflenet_v2_x0_5" path="/param"/>
        [TypeName("torchvision.models.shufflenetv2.shufflenet_v2_x1_0", "torchvision.models.shufflenet_v2_x1_0")]
        public static ShuffleNetV2 shufflenet_v2_x1_0(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null) =>
            NetworkStart.Of(nameof(shufflenet_v2_x1_0), pretrained, weights, progress, num_classes).Build(start => new ShuffleNetV2([4, 8, 4], [24, 116, 232, 464, 1024], start.Classes));

        /// <summary>ShuffleNet v2 of 1.5 times the channels.</summary>
        /// <inheritdoc cref="shufflenet_v2_x0_5" path="/param"/>
        [TypeName("torchvision.models.shufflenetv2.shufflenet_v2_x1_5", "torchvision.models.shufflenet_v2_x1_5")]
        public static ShuffleNetV2 shufflenet_v2_x1_5(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null) =>
            NetworkStart.Of(nameof(shufflenet_v2_x1_5), pretrained, weights, progress, num_classes).Build(start => new ShuffleNetV2([4, 8, 4], [24, 176, 352, 704, 1024], start.Classes));

        /// <summary>ShuffleNet v2 of 2 times the channels.</summary>
        /// <inheritdoc cref="shufflenet_v2_x0_5" path="/param"/>
        [TypeName("torchvision.models.shufflenetv2.shufflenet_v2_x2_0", "torchvision.models.shufflenet_v2_x2_0")]
        public static ShuffleNetV2 shufflenet_v2_x2_0(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null) =>
            NetworkStart.Of(nameof(shufflenet_v2_x2_0), pretrained, weights, progress, num_classes).Build(start => new ShuffleNetV2([4, 8, 4], [24, 244, 488, 976, 2048], start.Classes));
    }
}
