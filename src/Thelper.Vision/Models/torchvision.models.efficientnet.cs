#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class models
    {
        /// <summary>EfficientNet-B0.</summary>
        /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
        /// <param name="weights">The published weights by name (<c>IMAGENET1K_V1</c>, <c>DEFAULT</c>); null for none.</param>
        /// <param name="progress">Whether a download shows its progress.</param>
        /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
        /// <param name="stochastic_depth_prob">Probability that the last block is dropped while training; that of the others grows to it.</param>
        [TypeName("torchvision.models.efficientnet.efficientnet_b0", "torchvision.models.efficientnet_b0")]
        public static EfficientNet efficientnet_b0(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double stochastic_depth_prob = 0.2) =>
            Scaled(NetworkStart.Of(nameof(efficientnet_b0), pretrained, weights, progress, num_classes), 1.0, 1.0, 0.2, null, stochastic_depth_prob);

        /// <summary>EfficientNet-B1.</summary>
        /// <inheritdoc cref="efficientnet_b0" path="/param"/>
        [TypeName("torchvision.models.efficientnet.efficientnet_b1", "torchvision.models.efficientnet_b1")]
        public static EfficientNet efficientnet_b1(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double stochastic_depth_prob = 0.2) =>
            Scaled(NetworkStart.Of(nameof(efficientnet_b1), pretrained, weights, progress, num_classes), 1.0, 1.1, 0.2, null, stochastic_depth_prob);

        /// <summary>EfficientNet-B2.</summary>
        /// <inheritdoc cref="efficientnet_b0" path="/param"/>
        [TypeName("torchvision.models.efficientnet.efficientnet_b2", "torchvision.models.efficientnet_b2")]
        public static EfficientNet efficientnet_b2(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double stochastic_depth_prob = 0.2) =>
            Scaled(NetworkStart.Of(nameof(efficientnet_b2), pretrained, weights, progress, num_classes), 1.1, 1.2, 0.3, null, stochastic_depth_prob);

        /// <summary>EfficientNet-B3.</summary>
        /// <inheritdoc cref="efficientnet_b0" path="/param"/>
        [TypeName("torchvision.models.efficientnet.efficientnet_b3", "torchvision.models.efficientnet_b3")]
        public static EfficientNet efficientnet_b3(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double stochastic_depth_prob = 0.2) =>
            Scaled(NetworkStart.Of(nameof(efficientnet_b3), pretrained, weights, progress, num_classes), 1.2, 1.4, 0.3, null, stochastic_depth_prob);

        /// <summary>EfficientNet-B4.</summary>
        /// <inheritdoc cref="efficientnet_b0" path="/param"/>
        [TypeName("torchvision.models.efficientnet.efficientnet_b4", "torchvision.models.efficientnet_b4")]
        public static EfficientNet efficientnet_b4(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double stochastic_depth_prob = 0.2) =>
            Scaled(NetworkStart.Of(nameof(efficientnet_b4), pretrained, weights, progress, num_classes), 1.4, 1.8, 0.4, null, stochastic_depth_prob);

        /// <summary>EfficientNet-B5.</summary>
        /// <inheritdoc cref="efficientnet_b0" path="/param"/>
        [TypeName("torchvision.models.efficientnet.efficientnet_b5", "torchvision.models.efficientnet_b5")]
        public static EfficientNet efficientnet_b5(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double stochastic_depth_prob = 0.2) =>
            Scaled(NetworkStart.Of(nameof(efficientnet_b5), pretrained, weights, progress, num_classes), 1.6, 2.2, 0.4, Careful, stochastic_depth_prob);

        /// <summary>EfficientNet-B6.</summary>
        /// <inheritdoc cref="efficientnet_b0" path="/param"/>
        [TypeName("torchvision.models.efficientnet.efficientnet_b6", "torchvision.models.efficientnet_b6")]
        public static EfficientNet efficientnet_b6(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double stochastic_depth_prob = 0.2) =>
            Scaled(NetworkStart.Of(nameof(efficientnet_b6), pretrained, weights, progress, num_classes), 1.8, 2.6, 0.5, Careful, stochastic_depth_prob);

        /// <summary>EfficientNet-B7.</summary>
        /// <inheritdoc cref="efficientnet_b0" path="/param"/>
        [TypeName("torchvision.models.efficientnet.efficientnet_b7", "torchvision.models.efficientnet_b7")]
        public static EfficientNet efficientnet_b7(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double stochastic_depth_prob = 0.2) =>
            Scaled(NetworkStart.Of(nameof(efficientnet_b7), pretrained, weights, progress, num_classes), 2.0, 3.1, 0.5, Careful, stochastic_depth_prob);

        /// <summary>EfficientNetV2-S.</summary>
        /// <inheritdoc cref="efficientnet_b0" path="/param"/>
        [TypeName("torchvision.models.efficientnet.efficientnet_v2_s", "torchvision.models.efficientnet_v2_s")]
        public static EfficientNet efficientnet_v2_s(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double stochastic_depth_prob = 0.2) =>
            Second(NetworkStart.Of(nameof(efficientnet_v2_s), pretrained, weights, progress, num_classes), SmallStages, 0.2, stochastic_depth_prob);

        /// <summary>EfficientNetV2-M.</summary>
        /// <inheritdoc cref="efficientnet_b0" path="/param"/>
        [TypeName("torchvision.models.efficientnet.efficientnet_v2_m", "torchvision.models.efficientnet_v2_m")]
        public static EfficientNet efficientnet_v2_m(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double stochastic_depth_prob = 0.2) =>
            Second(NetworkStart.Of(nameof(efficientnet_v2_m), pretrained, weights, progress, num_classes), MediumStages, 0.3, stochastic_depth_prob);

        /// <summary>EfficientNetV2-L.</summary>
        /// <inheritdoc cref="efficientnet_b0" path="/param"/>
        [TypeName("torchvision.models.efficientnet.efficientnet_v2_l", "torchvision.models.efficientnet_v2_l")]
        public static EfficientNet efficientnet_v2_l(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double stochastic_depth_prob = 0.2) =>
            Second(NetworkStart.Of(nameof(efficientnet_v2_l), pretrained, weights, progress, num_classes), LargeStages, 0.4, stochastic_depth_prob);

        private static readonly MBConvConfig[] FirstStages =
        [
            new(1, 3, 1, 32, 16, 1), new(6, 3, 2, 16, 24, 2), new(6, 5, 2, 24, 40, 2), new(6, 3, 2, 40, 80, 3),
            new(6, 5, 1, 80, 112, 3), new(6, 5, 2, 112, 192, 4), new(6, 3, 1, 192, 320, 1),
        ];

        private static readonly MBConvConfig[] SmallStages =
        [
            new(1, 3, 1, 24, 24, 2, Fused: true), new(4, 3, 2, 24, 48, 4, Fused: true), new(4, 3, 2, 48, 64, 4, Fused: true),
            new(4, 3, 2, 64, 128, 6), new(6, 3, 1, 128, 160, 9), new(6, 3, 2, 160, 256, 15),
        ];

        private static readonly MBConvConfig[] MediumStages =
        [
            new(1, 3, 1, 24, 24, 3, Fused: true), new(4, 3, 2, 24, 48, 5, Fused: true), new(4, 3, 2, 48, 80, 5, Fused: true),
            new(4, 3, 2, 80, 160, 7), new(6, 3, 1, 160, 176, 14), new(6, 3, 2, 176, 304, 18), new(6, 3, 1, 304, 512, 5),
        ];

        private static readonly MBConvConfig[] LargeStages =
        [
            new(1, 3, 1, 32, 32, 4, Fused: true), new(4, 3, 2, 32, 64, 7, Fused: true), new(4, 3, 2, 64, 96, 7, Fused: true),
            new(4, 3, 2, 96, 192, 10), new(6, 3, 1, 192, 224, 19), new(6, 3, 2, 224, 384, 25), new(6, 3, 1, 384, 640, 7),
        ];

        // The constants of batch normalisation belong to the published weights.
        private static nn.Module<Tensor, Tensor> Careful(long channels) => nn.BatchNorm2d(channels, eps: 0.001, momentum: 0.01);

        private static nn.Module<Tensor, Tensor> SecondNorm(long channels) => nn.BatchNorm2d(channels, eps: 0.001);

        private static EfficientNet Scaled(
            NetworkStart from, double width, double depth, double dropout, Func<long, nn.Module<Tensor, Tensor>>? norm, double stochasticDepth) =>
            from.Build(start => new EfficientNet([.. FirstStages.Select(stage => stage.Scaled(width, depth))], dropout, stochasticDepth, start.Classes, norm));

        private static EfficientNet Second(NetworkStart from, MBConvConfig[] stages, double dropout, double stochasticDepth) =>
            from.Build(start => new EfficientNet(stages, dropout, stochasticDepth, start.Classes, SecondNorm, lastChannel: 1280));
    }
}
