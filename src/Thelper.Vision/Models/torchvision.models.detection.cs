#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Torch;
using Thelper.Vision.Models;
using Thelper.Vision.Models.Detection;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class models
    {
        /// <summary>torchvision's detectors.</summary>
        /// <remarks>
        /// Parameters common to all: <c>weights</c> (<c>COCO_V1</c> or <c>DEFAULT</c>; or the old switch <c>pretrained</c>) asks for a detector
        /// trained on COCO, <c>weights_backbone</c> (<c>IMAGENET1K_V1</c> and so on; or <c>pretrained_backbone</c>) for a backbone trained on
        /// ImageNet, which is the default of all but the second versions; give null to start from nothing. <c>num_classes</c> counts the
        /// background; <c>trainable_backbone_layers</c> says how many parts of a trained backbone go on learning. All others are the settings of
        /// <see cref="FasterRCNNOptions"/> (of Mask and Keypoint R-CNN too), <see cref="RetinaNetOptions"/>, <see cref="FCOSOptions"/> or
        /// <see cref="SSDOptions"/>: <c>min_size</c>, <c>max_size</c>, <c>rpn_nms_thresh</c>, <c>box_score_thresh</c>, ...
        /// </remarks>
        public static partial class detection
        {
            /// <summary>Faster R-CNN over a ResNet-50 with a feature pyramid.</summary>
            /// <param name="weights">The published weights by name (<c>IMAGENET1K_V1</c>, <c>COCO_V1</c>, <c>DEFAULT</c>); null for none.</param>
            /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
            /// <param name="progress">Whether a download shows its progress.</param>
            /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
            /// <param name="weights_backbone">The weights of the backbone by name; null for none.</param>
            /// <param name="pretrained_backbone">Whether the backbone starts from weights of ImageNet.</param>
            /// <param name="trainable_backbone_layers">How many parts of a trained backbone go on learning, from the last; null for the usual number.</param>
            /// <param name="kwargs">Further parameters of the detector, such as <c>min_size</c>.</param>
            [TypeName("torchvision.models.detection.faster_rcnn.fasterrcnn_resnet50_fpn", "torchvision.models.detection.fasterrcnn_resnet50_fpn")]
            public static FasterRCNN fasterrcnn_resnet50_fpn(
                string? weights = null, bool pretrained = false, bool progress = true, int? num_classes = null, string? weights_backbone = PublishedBackbone,
                bool? pretrained_backbone = null, int? trainable_backbone_layers = null, Dictionary<string, object?>? kwargs = null)
            {
                var plan = Plan(nameof(fasterrcnn_resnet50_fpn), pretrained, weights, num_classes, Backbone(weights_backbone, pretrained_backbone), trainable_backbone_layers, 5, progress);
                var options = DetectorKeywords.Apply(new FasterRCNNOptions(), kwargs);
                var model = new FasterRCNN(BackboneWithFPN.OverResNet(ResNet50(plan, plan.Norm), plan.Trainable), plan.Classes, options);
                plan.Load(model);
                return WithoutEpsilon(model, plan);
            }

            /// <summary>Faster R-CNN over a ResNet-50 with a feature pyramid, with deeper heads (arXiv:2111.11429).</summary>
            /// <inheritdoc cref="fasterrcnn_resnet50_fpn" path="/param"/>
            [TypeName("torchvision.models.detection.faster_rcnn.fasterrcnn_resnet50_fpn_v2", "torchvision.models.detection.fasterrcnn_resnet50_fpn_v2")]
            public static FasterRCNN fasterrcnn_resnet50_fpn_v2(
                string? weights = null, bool pretrained = false, bool progress = true, int? num_classes = null, string? weights_backbone = null,
                bool? pretrained_backbone = null, int? trainable_backbone_layers = null, Dictionary<string, object?>? kwargs = null)
            {
                var plan = Plan(nameof(fasterrcnn_resnet50_fpn_v2), pretrained, weights, num_classes, Backbone(weights_backbone, pretrained_backbone), trainable_backbone_layers, 5, progress);
                var options = DetectorKeywords.Apply(new FasterRCNNOptions(), kwargs);
                var (backbone, anchors, rpnHead, boxHead) = Deeper(plan);
                var model = new FasterRCNN(backbone, plan.Classes, options, anchors, rpnHead, boxHead: boxHead);
                plan.Load(model);
                return model;
            }

            /// <summary>Faster R-CNN over a MobileNetV3 large with a feature pyramid.</summary>
            /// <inheritdoc cref="fasterrcnn_resnet50_fpn" path="/param"/>
            [TypeName("torchvision.models.detection.faster_rcnn.fasterrcnn_mobilenet_v3_large_fpn", "torchvision.models.detection.fasterrcnn_mobilenet_v3_large_fpn")]
            public static FasterRCNN fasterrcnn_mobilenet_v3_large_fpn(
                string? weights = null, bool pretrained = false, bool progress = true, int? num_classes = null, string? weights_backbone = PublishedBackbone,
                bool? pretrained_backbone = null, int? trainable_backbone_layers = null, Dictionary<string, object?>? kwargs = null)
            {
                var plan = Plan(nameof(fasterrcnn_mobilenet_v3_large_fpn), pretrained, weights, num_classes, Backbone(weights_backbone, pretrained_backbone), trainable_backbone_layers, 6, progress);
                return Mobile(plan, new() { RpnScoreThresh = 0.05 }, kwargs);
            }

            /// <summary>The same for small images and little time.</summary>
            /// <inheritdoc cref="fasterrcnn_resnet50_fpn" path="/param"/>
            [TypeName("torchvision.models.detection.faster_rcnn.fasterrcnn_mobilenet_v3_large_320_fpn", "torchvision.models.detection.fasterrcnn_mobilenet_v3_large_320_fpn")]
            public static FasterRCNN fasterrcnn_mobilenet_v3_large_320_fpn(
                string? weights = null, bool pretrained = false, bool progress = true, int? num_classes = null, string? weights_backbone = PublishedBackbone,
                bool? pretrained_backbone = null, int? trainable_backbone_layers = null, Dictionary<string, object?>? kwargs = null)
            {
                var plan = Plan(nameof(fasterrcnn_mobilenet_v3_large_320_fpn), pretrained, weights, num_classes, Backbone(weights_backbone, pretrained_backbone), trainable_backbone_layers, 6, progress);
                var defaults = new FasterRCNNOptions { MinSize = [320], MaxSize = 640, RpnPreNmsTopNTest = 150, RpnPostNmsTopNTest = 150, RpnScoreThresh = 0.05 };
                return Mobile(plan, defaults, kwargs);
            }

            private static FasterRCNN Mobile(DetectorPlan plan, FasterRCNNOptions defaults, Dictionary<string, object?>? kwargs)
            {
                var options = DetectorKeywords.Apply(defaults, kwargs);
                var classifier = MobileNetV3Variant.Large.Build(weights: plan.Backbone, progress: plan.Progress, norm: plan.Norm);
                var backbone = BackboneWithFPN.OverMobileNetV3(classifier, plan.Trainable);
                var model = new FasterRCNN(backbone, plan.Classes, options, FasterRCNN.MobileAnchors());
                plan.Load(model);
                return model;
            }
        }
    }
}
