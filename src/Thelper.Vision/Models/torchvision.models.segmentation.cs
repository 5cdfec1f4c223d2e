#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Torch.Modules;
using Thelper.Vision.Models;
using Thelper.Vision.Ops;

namespace Thelper.Vision;

/// <content>Segmentation networks.</content>
public static partial class torchvision
{
    public static partial class models
    {
        /// <summary>torchvision's segmentation functions.</summary>
        /// <remarks>
        /// Parameters common to all: <c>pretrained</c> or <c>weights</c> (<c>COCO_WITH_VOC_LABELS_V1</c>, <c>DEFAULT</c>) ask for published weights of 21
        /// classes, <c>pretrained_backbone</c> or <c>weights_backbone</c> for ImageNet weights of the features; <c>aux_loss</c> adds the second head, which published weights have and which is dropped from them if it is false.
        /// torchvision loads the ImageNet weights unless told otherwise; here the default is not to.
        /// </remarks>
        public static class segmentation
        {
            /// <summary>Fully convolutional network on ResNet-50, arXiv:1411.4038.</summary>
            /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
            /// <param name="weights">The published weights by name (<c>COCO_WITH_VOC_LABELS_V1</c>, <c>DEFAULT</c>); null for none.</param>
            /// <param name="progress">Whether a download shows its progress.</param>
            /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
            /// <param name="aux_loss">Whether there is a second head, <c>aux</c>; null for as the published weights have it.</param>
            /// <param name="pretrained_backbone">Whether the backbone starts from weights of ImageNet.</param>
            /// <param name="weights_backbone">The weights of the backbone by name; null for none.</param>
            [TypeName("torchvision.models.segmentation.fcn.fcn_resnet50", "torchvision.models.segmentation.fcn_resnet50")]
            public static SegmentationModel fcn_resnet50(
                bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool? aux_loss = null,
                bool pretrained_backbone = false, string? weights_backbone = null) =>
                OverResNet(Plan.Of(nameof(fcn_resnet50), pretrained, weights, progress, num_classes, aux_loss, pretrained_backbone, weights_backbone), ResNetVariant.ResNet50, "FCN");

            /// <summary>Fully convolutional network on ResNet-101, arXiv:1411.4038.</summary>
            /// <inheritdoc cref="fcn_resnet50" path="/param"/>
            [TypeName("torchvision.models.segmentation.fcn.fcn_resnet101", "torchvision.models.segmentation.fcn_resnet101")]
            public static SegmentationModel fcn_resnet101(
                bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool? aux_loss = null,
                bool pretrained_backbone = false, string? weights_backbone = null) =>
                OverResNet(Plan.Of(nameof(fcn_resnet101), pretrained, weights, progress, num_classes, aux_loss, pretrained_backbone, weights_backbone), ResNetVariant.ResNet101, "FCN");

            /// <summary>DeepLabV3 on ResNet-50, arXiv:1706.05587.</summary>
            /// <inheritdoc cref="fcn_resnet50" path="/param"/>
            [TypeName("torchvision.models.segmentation.deeplabv3.deeplabv3_resnet50", "torchvision.models.segmentation.deeplabv3_resnet50")]
            public static SegmentationModel deeplabv3_resnet50(
                bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool? aux_loss = null,
                bool pretrained_backbone = false, string? weights_backbone = null) =>
                OverResNet(Plan.Of(nameof(deeplabv3_resnet50), pretrained, weights, progress, num_classes, aux_loss, pretrained_backbone, weights_backbone), ResNetVariant.ResNet50, "DeepLabV3");

            /// <summary>DeepLabV3 on ResNet-101, arXiv:1706.05587.</summary>
            /// <inheritdoc cref="fcn_resnet50" path="/param"/>
            [TypeName("torchvision.models.segmentation.deeplabv3.deeplabv3_resnet101", "torchvision.models.segmentation.deeplabv3_resnet101")]
            public static SegmentationModel deeplabv3_resnet101(
                bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool? aux_loss = null,
                bool pretrained_backbone = false, string? weights_backbone = null) =>
                OverResNet(Plan.Of(nameof(deeplabv3_resnet101), pretrained, weights, progress, num_classes, aux_loss, pretrained_backbone, weights_backbone), ResNetVariant.ResNet101, "DeepLabV3");

            /// <summary>DeepLabV3 on MobileNetV3 large.</summary>
            /// <inheritdoc cref="fcn_resnet50" path="/param"/>
            [TypeName("torchvision.models.segmentation.deeplabv3.deeplabv3_mobilenet_v3_large", "torchvision.models.segmentation.deeplabv3_mobilenet_v3_large")]
            public static SegmentationModel deeplabv3_mobilenet_v3_large(
                bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool? aux_loss = null,
                bool pretrained_backbone = false, string? weights_backbone = null) =>
                OverMobileNet(Plan.Of(nameof(deeplabv3_mobilenet_v3_large), pretrained, weights, progress, num_classes, aux_loss, pretrained_backbone, weights_backbone));

            /// <summary>Lite reduced atrous spatial pyramid pooling on MobileNetV3 large, arXiv:1905.02244.</summary>
            /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
            /// <param name="weights">The published weights by name (<c>COCO_WITH_VOC_LABELS_V1</c>, <c>DEFAULT</c>); null for none.</param>
            /// <param name="progress">Whether a download shows its progress.</param>
            /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
            /// <param name="pretrained_backbone">Whether the backbone starts from weights of ImageNet.</param>
            /// <param name="weights_backbone">The weights of the backbone by name; null for none.</param>
            [TypeName("torchvision.models.segmentation.lraspp.lraspp_mobilenet_v3_large", "torchvision.models.segmentation.lraspp_mobilenet_v3_large")]
            public static LRASPP lraspp_mobilenet_v3_large(
                bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null,
                bool pretrained_backbone = false, string? weights_backbone = null) =>
                Lite(Plan.Of(nameof(lraspp_mobilenet_v3_large), pretrained, weights, progress, num_classes, aux: false, pretrained_backbone, weights_backbone));

            private static SegmentationModel OverResNet(Plan plan, ResNetVariant variant, string kind)
            {
                var classifier = plan.BackboneFrom(variant.Name).Build(start => new ResNet(variant.Bottleneck, variant.Blocks, start.Classes, replaceStrideWithDilation: [false, true, true]));
                return plan.Build(
                    aux =>
                    {
                        var backbone = new IntermediateLayerGetter(classifier, Layers("layer4", aux ? "layer3" : null));
                        var second = aux ? new FCNHead(1024, plan.Start.Classes) : null;
                        return new SegmentationModel(kind, backbone, kind == "FCN" ? new FCNHead(2048, plan.Start.Classes) : new DeepLabHead(2048, plan.Start.Classes), second);
                    });
            }

            private static SegmentationModel OverMobileNet(Plan plan)
            {
                var features = MobileFeatures(plan, out var low, out var lowChannels, out var high, out var highChannels);
                return plan.Build(
                    aux =>
                    {
                        var backbone = new IntermediateLayerGetter(features, Layers(high, aux ? low : null));
                        var second = aux ? new FCNHead(lowChannels, plan.Start.Classes) : null;
                        return new SegmentationModel("DeepLabV3", backbone, new DeepLabHead(highChannels, plan.Start.Classes), second);
                    });
            }

            private static LRASPP Lite(Plan plan)
            {
                var features = MobileFeatures(plan, out var low, out var lowChannels, out var high, out var highChannels);
                return plan.Start.Build(start => new LRASPP(
                    new IntermediateLayerGetter(features, new Dictionary<string, string> { [low] = "low", [high] = "high" }), lowChannels, highChannels, start.Classes));
            }

            private static Dictionary<string, string> Layers(string main, string? second)
            {
                var layers = new Dictionary<string, string> { [main] = "out" };
                if (second is not null)
                {
                    layers[second] = "aux";
                }

                return layers;
            }

            // The last features, and those of an eighth of the image's size: the last but two that were halved.
            private static Sequential MobileFeatures(Plan plan, out string low, out int lowChannels, out string high, out int highChannels)
            {
                var features = MobileNetV3Variant.Large.Build(plan.PretrainedBackbone, plan.WeightsBackbone, plan.Progress, dilated: true).TakeFeatures();
                var halving = features.Index().Where(layer => layer.Item is InvertedResidual { Reduces: true }).Select(layer => layer.Index).ToList();
                var (lowIndex, highIndex) = (halving[^3], features.Count - 1);
                (low, high) = ($"{lowIndex}", $"{highIndex}");
                (lowChannels, highChannels) = (((InvertedResidual)features[lowIndex]).OutChannels, ((Conv2dNormActivation)features[highIndex]).OutChannels);
                return features;
            }

            /// <summary>What the parameters of a function come to.</summary>
            private sealed record Plan(NetworkStart Start, bool Aux, bool PretrainedBackbone, string? WeightsBackbone, bool Progress)
            {
                private const int Classes = 21;

                public static Plan Of(
                    string name, bool pretrained, string? weights, bool progress, int? classes, bool? aux, bool pretrainedBackbone, string? weightsBackbone)
                {
                    var start = NetworkStart.Of(name, pretrained, weights, progress, classes, otherwise: Classes);
                    var alone = start.Weights is null;
                    return new(start, aux ?? !alone, alone && pretrainedBackbone, alone ? weightsBackbone : null, progress);
                }

                public NetworkStart BackboneFrom(string function) => NetworkStart.Of(function, PretrainedBackbone, WeightsBackbone, Progress, classes: null);

                // Published weights have a second head: they are loaded whole, then it is dropped.
                public SegmentationModel Build(Func<bool, SegmentationModel> make)
                {
                    var model = Start.Build(start => make(Aux || start.Weights is not null));
                    if (!Aux)
                    {
                        model.DropAuxiliary();
                    }

                    return model;
                }
            }
        }
    }
}
