#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Models;

namespace Thelper.Vision;

/// <content>Segmentation networks.</content>
public static partial class torchvision
{
    public static partial class models
    {
        /// <summary>torchvision's segmentation functions.</summary>
        /// <remarks>
        /// Parameters common to all: <c>pretrained</c> or <c>weights</c> (<c>COCO_WITH_VOC_LABELS_V1</c>, <c>DEFAULT</c>) ask for published weights of 21
        /// classes, <c>pretrained_backbone</c> or <c>weights_backbone</c> for ImageNet weights of the features; <c>aux_loss</c> adds the second head.
        /// torchvision loads the ImageNet weights unless told otherwise; here the default is not to.
        /// </remarks>
        public static class segmentation
        {
            private const int Classes = 21;
            private const string Server = "https://download.pytorch.org/models/";

            /// <summary>Fully convolutional network on ResNet-50, arXiv:1411.4038.</summary>
            /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
            /// <param name="weights">The published weights by name (<c>IMAGENET1K_V1</c>, <c>COCO_V1</c>, <c>DEFAULT</c>); null for none.</param>
            /// <param name="progress">Whether a download shows its progress.</param>
            /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
            /// <param name="aux_loss">Whether there is a second head, <c>aux</c>; null for as the published weights have it.</param>
            /// <param name="pretrained_backbone">Whether the backbone starts from weights of ImageNet.</param>
            /// <param name="weights_backbone">The weights of the backbone by name; null for none.</param>
            [TypeName("torchvision.models.segmentation.fcn.fcn_resnet50", "torchvision.models.segmentation.fcn_resnet50")]
            public static SegmentationModel fcn_resnet50(
                bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool? aux_loss = null,
                bool pretrained_backbone = false, string? weights_backbone = null) =>
                Build("FCN", ResNetVariant.ResNet50, "fcn_resnet50_coco-1167a1af.pth", pretrained, weights, progress, num_classes, aux_loss, pretrained_backbone, weights_backbone);

            /// <summary>Fully convolutional network on ResNet-101.</summary>
            /// <inheritdoc cref="fcn_resnet50" path="/param"/>
            [TypeName("torchvision.models.segmentation.fcn.fcn_resnet101", "torchvision.models.segmentation.fcn_resnet101")]
            public static SegmentationModel fcn_resnet101(
                bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool? aux_loss = null,
                bool pretrained_backbone = false, string? weights_backbone = null) =>
                Build("FCN", ResNetVariant.ResNet101, "fcn_resnet101_coco-7ecb50ca.pth", pretrained, weights, progress, num_classes, aux_loss, pretrained_backbone, weights_backbone);

            /// <summary>DeepLabV3 on ResNet-50, arXiv:1706.05587.</summary>
            /// <inheritdoc cref="fcn_resnet50" path="/param"/>
            [TypeName("torchvision.models.segmentation.deeplabv3.deeplabv3_resnet50", "torchvision.models.segmentation.deeplabv3_resnet50")]
            public static SegmentationModel deeplabv3_resnet50(
                bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool? aux_loss = null,
                bool pretrained_backbone = false, string? weights_backbone = null) =>
                Build("DeepLabV3", ResNetVariant.ResNet50, "deeplabv3_resnet50_coco-cd0a2569.pth", pretrained, weights, progress, num_classes, aux_loss, pretrained_backbone, weights_backbone);

            /// <summary>DeepLabV3 on ResNet-101.</summary>
            /// <inheritdoc cref="fcn_resnet50" path="/param"/>
            [TypeName("torchvision.models.segmentation.deeplabv3.deeplabv3_resnet101", "torchvision.models.segmentation.deeplabv3_resnet101")]
            public static SegmentationModel deeplabv3_resnet101(
                bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool? aux_loss = null,
                bool pretrained_backbone = false, string? weights_backbone = null) =>
                Build("DeepLabV3", ResNetVariant.ResNet101, "deeplabv3_resnet101_coco-586e9e4e.pth", pretrained, weights, progress, num_classes, aux_loss, pretrained_backbone, weights_backbone);

            private static SegmentationModel Build(
                string kind, ResNetVariant variant, string file, bool pretrained, string? weights, bool progress, int? classes, bool? auxLoss, bool pretrainedBackbone, string? weightsBackbone)
            {
                var published = weights?[(weights.LastIndexOf('.') + 1)..] switch
                {
                    null => pretrained,
                    "COCO_WITH_VOC_LABELS_V1" or "DEFAULT" => true,
                    _ => throw new UserErrorException($"weights: '{weights}' is not known for {kind} (known: COCO_WITH_VOC_LABELS_V1, DEFAULT)"),
                };
                if (published && classes is not (null or Classes))
                {
                    throw new UserErrorException($"num_classes: the pretrained weights of {kind} have {Classes} classes, not {classes}; leave num_classes out");
                }

                // Fetched first: a missing file is reported before the slow initialisation.
                var path = published ? WeightsCache.Default.Fetch(new Uri(Server + file), progress) : null;
                var features = published ? null : variant.FindWeights(pretrainedBackbone, weightsBackbone);
                var backbonePath = features is null ? null : WeightsCache.Default.Fetch(features, progress);
                var backbone = new ResNet(variant.Bottleneck, variant.Blocks, replaceStrideWithDilation: [false, true, true]);
                if (backbonePath is not null)
                {
                    StateDictionaries.LoadInto(backbone, backbonePath);
                }

                var (count, aux) = (classes ?? Classes, auxLoss ?? published);
                var auxClassifier = aux ? new FCNHead(1024, count) : null;
                Sequential classifier = kind == "FCN" ? new FCNHead(2048, count) : new DeepLabHead(2048, count);
                var model = new SegmentationModel(kind, new ResNetBackbone(backbone), classifier, auxClassifier);
                if (path is not null)
                {
                    StateDictionaries.LoadInto(model, path);
                }

                return model;
            }
        }
    }
}
