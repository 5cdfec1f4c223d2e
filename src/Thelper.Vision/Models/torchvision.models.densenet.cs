#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Vision.Models;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class models
    {
        /// <summary>DenseNet-121.</summary>
        /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
        /// <param name="weights">The published weights by name (<c>IMAGENET1K_V1</c>, <c>DEFAULT</c>); null for none.</param>
        /// <param name="progress">Whether a download shows its progress.</param>
        /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
        /// <param name="bn_size">Channels between the two convolutions of a layer, as a multiple of those that it adds.</param>
        /// <param name="drop_rate">Share of a layer's values dropped while training.</param>
        /// <param name="memory_efficient">Accepted for torchvision's sake: a layer's joined input is freed in any case, and its values are the same.</param>
        [TypeName("torchvision.models.densenet.densenet121", "torchvision.models.densenet121")]
        public static DenseNet densenet121(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, int bn_size = 4, double drop_rate = 0, bool memory_efficient = false) =>
            NetworkStart.Of(nameof(densenet121), pretrained, weights, progress, num_classes).Build(start => new DenseNet(32, [6, 12, 24, 16], 64, bn_size, drop_rate, start.Classes));

        /// <summary>DenseNet-161.</summary>
        /// <inheritdoc cref="densenet121" path="/param"/>
        [TypeName("torchvision.models.densenet.densenet161", "torchvision.models.densenet161")]
        public static DenseNet densenet161(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, int bn_size = 4, double drop_rate = 0, bool memory_efficient = false) =>
            NetworkStart.Of(nameof(densenet161), pretrained, weights, progress, num_classes).Build(start => new DenseNet(48, [6, 12, 36, 24], 96, bn_size, drop_rate, start.Classes));

        /// <summary>DenseNet-169.</summary>
        /// <inheritdoc cref="densenet121" path="/param"/>
        [TypeName("torchvision.models.densenet.densenet169", "torchvision.models.densenet169")]
        public static DenseNet densenet169(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, int bn_size = 4, double drop_rate = 0, bool memory_efficient = false) =>
            NetworkStart.Of(nameof(densenet169), pretrained, weights, progress, num_classes).Build(start => new DenseNet(32, [6, 12, 32, 32], 64, bn_size, drop_rate, start.Classes));

        /// <summary>DenseNet-201.</summary>
        /// <inheritdoc cref="densenet121" path="/param"/>
        [TypeName("torchvision.models.densenet.densenet201", "torchvision.models.densenet201")]
        public static DenseNet densenet201(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, int bn_size = 4, double drop_rate = 0, bool memory_efficient = false) =>
            NetworkStart.Of(nameof(densenet201), pretrained, weights, progress, num_classes).Build(start => new DenseNet(32, [6, 12, 48, 32], 64, bn_size, drop_rate, start.Classes));
    }
}
