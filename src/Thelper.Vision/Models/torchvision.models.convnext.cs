#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Vision.Models;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class models
    {
        /// <summary>ConvNeXt tiny.</summary>
        /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
        /// <param name="weights">The published weights by name (<c>IMAGENET1K_V1</c>, <c>DEFAULT</c>); null for none.</param>
        /// <param name="progress">Whether a download shows its progress.</param>
        /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
        /// <param name="stochastic_depth_prob">Probability that the last block is dropped while training; that of the others grows to it.</param>
        /// <param name="layer_scale">First factor of what each block adds.</param>
        [TypeName("torchvision.models.convnext.convnext_tiny", "torchvision.models.convnext_tiny")]
        public static ConvNeXt convnext_tiny(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double stochastic_depth_prob = 0.1, double layer_scale = 1e-6) =>
            NetworkStart.Of(nameof(convnext_tiny), pretrained, weights, progress, num_classes).Build(start => new ConvNeXt([96, 192, 384, 768], [3, 3, 9, 3], stochastic_depth_prob, layer_scale, start.Classes));

        /// <summary>ConvNeXt small.</summary>
        /// <inheritdoc cref="convnext_tiny" path="/param"/>
        [TypeName("torchvision.models.convnext.convnext_small", "torchvision.models.convnext_small")]
        public static ConvNeXt convnext_small(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double stochastic_depth_prob = 0.4, double layer_scale = 1e-6) =>
            NetworkStart.Of(nameof(convnext_small), pretrained, weights, progress, num_classes).Build(start => new ConvNeXt([96, 192, 384, 768], [3, 3, 27, 3], stochastic_depth_prob, layer_scale, start.Classes));

        /// <summary>ConvNeXt base.</summary>
        /// <inheritdoc cref="convnext_tiny" path="/param"/>
        [TypeName("torchvision.models.convnext.convnext_base", "torchvision.models.convnext_base")]
        public static ConvNeXt convnext_base(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double stochastic_depth_prob = 0.5, double layer_scale = 1e-6) =>
            NetworkStart.Of(nameof(convnext_base), pretrained, weights, progress, num_classes).Build(start => new ConvNeXt([128, 256, 512, 1024], [3, 3, 27, 3], stochastic_depth_prob, layer_scale, start.Classes));

        /// <summary>ConvNeXt large.</summary>
        /// <inheritdoc cref="convnext_tiny" path="/param"/>
        [TypeName("torchvision.models.convnext.convnext_large", "torchvision.models.convnext_large")]
        public static ConvNeXt convnext_large(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double stochastic_depth_prob = 0.5, double layer_scale = 1e-6) =>
            NetworkStart.Of(nameof(convnext_large), pretrained, weights, progress, num_classes).Build(start => new ConvNeXt([192, 384, 768, 1536], [3, 3, 27, 3], stochastic_depth_prob, layer_scale, start.Classes));
    }
}
