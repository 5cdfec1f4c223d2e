#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Vision.Models;

namespace Thelper.Vision;

/// <summary>torchvision under its own names.</summary>
public static partial class torchvision
{
    /// <summary>torchvision's model functions.</summary>
    /// <remarks>
    /// Parameters common to all: <c>pretrained</c> or <c>weights</c> ask for ImageNet weights (<c>IMAGENET1K_V1</c>,
    /// <c>IMAGENET1K_V2</c> where it exists, <c>DEFAULT</c>), <c>progress</c> shows the download, and <c>num_classes</c>,
    /// <c>zero_init_residual</c>, <c>groups</c>, <c>width_per_group</c>, <c>replace_stride_with_dilation</c> are those of <see cref="ResNet"/>.
    /// </remarks>
    public static partial class models
    {
        /// <summary>ResNet-18.</summary>
        /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
        /// <param name="weights">The published weights by name (<c>IMAGENET1K_V1</c>, <c>COCO_V1</c>, <c>DEFAULT</c>); null for none.</param>
        /// <param name="progress">Whether a download shows its progress.</param>
        /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
        /// <param name="zero_init_residual">Whether the last normalisation of each block starts at 0.</param>
        /// <param name="groups">Groups of the 3x3 convolutions.</param>
        /// <param name="width_per_group">Channels of each group in the first stage.</param>
        /// <param name="replace_stride_with_dilation">For each of the last three stages, whether it dilates instead of halving the resolution.</param>
        [TypeName("torchvision.models.resnet.resnet18", "torchvision.models.resnet18")]
        public static ResNet resnet18(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool zero_init_residual = false,
            int groups = 1, int width_per_group = 64, IReadOnlyList<bool>? replace_stride_with_dilation = null) =>
            Build(
                ResNetVariant.ResNet18, pretrained, weights, progress, num_classes, zero_init_residual, groups, width_per_group,
                replace_stride_with_dilation);

        /// <summary>ResNet-34.</summary>
        /// <inheritdoc cref="resnet18" path="/param"/>
        [TypeName("torchvision.models.resnet.resnet34", "torchvision.models.resnet34")]
        public static ResNet resnet34(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool zero_init_residual = false,
            int groups = 1, int width_per_group = 64, IReadOnlyList<bool>? replace_stride_with_dilation = null) =>
            Build(
                ResNetVariant.ResNet34, pretrained, weights, progress, num_classes, zero_init_residual, groups, width_per_group,
                replace_stride_with_dilation);

        /// <summary>ResNet-50.</summary>
        /// <inheritdoc cref="resnet18" path="/param"/>
        [TypeName("torchvision.models.resnet.resnet50", "torchvision.models.resnet50")]
        public static ResNet resnet50(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool zero_init_residual = false,
            int groups = 1, int width_per_group = 64, IReadOnlyList<bool>? replace_stride_with_dilation = null) =>
            Build(
                ResNetVariant.ResNet50, pretrained, weights, progress, num_classes, zero_init_residual, groups, width_per_group,
                replace_stride_with_dilation);

        /// <summary>ResNet-101.</summary>
        /// <inheritdoc cref="resnet18" path="/param"/>
        [TypeName("torchvision.models.resnet.resnet101", "torchvision.models.resnet101")]
        public static ResNet resnet101(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool zero_init_residual = false,
            int groups = 1, int width_per_group = 64, IReadOnlyList<bool>? replace_stride_with_dilation = null) =>
            Build(
                ResNetVariant.ResNet101, pretrained, weights, progress, num_classes, zero_init_residual, groups, width_per_group,
                replace_stride_with_dilation);

        /// <summary>ResNet-152.</summary>
        /// <inheritdoc cref="resnet18" path="/param"/>
        [TypeName("torchvision.models.resnet.resnet152", "torchvision.models.resnet152")]
        public static ResNet resnet152(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool zero_init_residual = false,
            int groups = 1, int width_per_group = 64, IReadOnlyList<bool>? replace_stride_with_dilation = null) =>
            Build(
                ResNetVariant.ResNet152, pretrained, weights, progress, num_classes, zero_init_residual, groups, width_per_group,
                replace_stride_with_dilation);

        /// <summary>ResNeXt-50, 32 groups of 4 channels.</summary>
        /// <inheritdoc cref="resnet18" path="/param"/>
        [TypeName("torchvision.models.resnet.resnext50_32x4d", "torchvision.models.resnext50_32x4d")]
        public static ResNet resnext50_32x4d(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool zero_init_residual = false,
            IReadOnlyList<bool>? replace_stride_with_dilation = null) =>
            Build(
                ResNetVariant.ResNext50, pretrained, weights, progress, num_classes, zero_init_residual, 32, 4, replace_stride_with_dilation);

        /// <summary>ResNeXt-101, 32 groups of 8 channels.</summary>
        /// <inheritdoc cref="resnet18" path="/param"/>
        [TypeName("torchvision.models.resnet.resnext101_32x8d", "torchvision.models.resnext101_32x8d")]
        public static ResNet resnext101_32x8d(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool zero_init_residual = false,
            IReadOnlyList<bool>? replace_stride_with_dilation = null) =>
            Build(
                ResNetVariant.ResNext101, pretrained, weights, progress, num_classes, zero_init_residual, 32, 8, replace_stride_with_dilation);

        /// <summary>ResNeXt-101, 64 groups of 4 channels.</summary>
        /// <inheritdoc cref="resnet18" path="/param"/>
        [TypeName("torchvision.models.resnet.resnext101_64x4d", "torchvision.models.resnext101_64x4d")]
        public static ResNet resnext101_64x4d(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool zero_init_residual = false,
            IReadOnlyList<bool>? replace_stride_with_dilation = null) =>
            Build(
                ResNetVariant.ResNext101Of64, pretrained, weights, progress, num_classes, zero_init_residual, 64, 4, replace_stride_with_dilation);

        /// <summary>Wide ResNet-50-2: twice the channels in the 3x3 convolutions.</summary>
        /// <inheritdoc cref="resnet18" path="/param"/>
        [TypeName("torchvision.models.resnet.wide_resnet50_2", "torchvision.models.wide_resnet50_2")]
        public static ResNet wide_resnet50_2(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool zero_init_residual = false,
            int groups = 1, IReadOnlyList<bool>? replace_stride_with_dilation = null) =>
            Build(
                ResNetVariant.WideResNet50, pretrained, weights, progress, num_classes, zero_init_residual, groups, 128,
                replace_stride_with_dilation);

        /// <summary>Wide ResNet-101-2: twice the channels in the 3x3 convolutions.</summary>
        /// <inheritdoc cref="resnet18" path="/param"/>
        [TypeName("torchvision.models.resnet.wide_resnet101_2", "torchvision.models.wide_resnet101_2")]
        public static ResNet wide_resnet101_2(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool zero_init_residual = false,
            int groups = 1, IReadOnlyList<bool>? replace_stride_with_dilation = null) =>
            Build(
                ResNetVariant.WideResNet101, pretrained, weights, progress, num_classes, zero_init_residual, groups, 128,
                replace_stride_with_dilation);

        private static ResNet Build(
            ResNetVariant variant, bool pretrained, string? weights, bool progress, int? classes, bool zeroInit, int groups, int width,
            IReadOnlyList<bool>? dilation)
        {
            var from = NetworkStart.Of(variant.Name, pretrained, weights, progress, classes);
            return from.Build(start => new ResNet(variant.Bottleneck, variant.Blocks, start.Classes, zeroInit, groups, width, dilation));
        }
    }
}
