#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Torch;
using Thelper.Vision.Models;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

/// <content>Detectors that find the pixels or the key points of objects too.</content>
public static partial class torchvision
{
    public static partial class models
    {
        public static partial class detection
        {
            /// <summary>Mask R-CNN over a ResNet-50 with a feature pyramid (arXiv:1703.06870).</summary>
            /// <inheritdoc cref="fasterrcnn_resnet50_fpn" path="/param"/>
            [TypeName("torchvision.models.detection.mask_rcnn.maskrcnn_resnet50_fpn", "torchvision.models.detection.maskrcnn_resnet50_fpn")]
            public static MaskRCNN maskrcnn_resnet50_fpn(
                string? weights = null, bool pretrained = false, bool progress = true, int? num_classes = null, string? weights_backbone = PublishedBackbone,
                bool? pretrained_backbone = null, int? trainable_backbone_layers = null, Dictionary<string, object?>? kwargs = null)
            {
                var plan = Plan(nameof(maskrcnn_resnet50_fpn), pretrained, weights, num_classes, Backbone(weights_backbone, pretrained_backbone), trainable_backbone_layers, 5, progress);
                var options = DetectorKeywords.Apply(new FasterRCNNOptions(), kwargs);
                var model = new MaskRCNN(BackboneWithFPN.OverResNet(ResNet50(plan, plan.Norm), plan.Trainable), plan.Classes, options);
                plan.Load(model);
                return WithoutEpsilon(model, plan);
            }

            /// <summary>Mask R-CNN over a ResNet-50 with a feature pyramid, with deeper, normalised heads (arXiv:2111.11429).</summary>
            /// <inheritdoc cref="fasterrcnn_resnet50_fpn" path="/param"/>
            [TypeName("torchvision.models.detection.mask_rcnn.maskrcnn_resnet50_fpn_v2", "torchvision.models.detection.maskrcnn_resnet50_fpn_v2")]
            public static MaskRCNN maskrcnn_resnet50_fpn_v2(
                string? weights = null, bool pretrained = false, bool progress = true, int? num_classes = null, string? weights_backbone = null,
                bool? pretrained_backbone = null, int? trainable_backbone_layers = null, Dictionary<string, object?>? kwargs = null)
            {
                var plan = Plan(nameof(maskrcnn_resnet50_fpn_v2), pretrained, weights, num_classes, Backbone(weights_backbone, pretrained_backbone), trainable_backbone_layers, 5, progress);
                var options = DetectorKeywords.Apply(new FasterRCNNOptions(), kwargs);
                var (backbone, anchors, rpnHead, boxHead) = Deeper(plan);
                var maskHead = new MaskRCNNHeads(backbone.OutChannels, [256, 256, 256, 256], norm: BatchNorm);
                var model = new MaskRCNN(backbone, plan.Classes, options, anchors, rpnHead, boxHead, maskHead);
                plan.Load(model);
                return model;
            }

            /// <summary>Keypoint R-CNN over a ResNet-50 with a feature pyramid (arXiv:1703.06870, section 5). The published weights find persons and their 17 key points.</summary>
            /// <param name="weights">The published weights by name (<c>COCO_V1</c>, <c>COCO_LEGACY</c>, <c>DEFAULT</c>); null for none.</param>
            /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
            /// <param name="progress">Whether a download shows its progress.</param>
            /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
            /// <param name="num_keypoints">Key points of each object; null for the 17 of a person. A task with another number gets a new last layer.</param>
            /// <param name="weights_backbone">The weights of the backbone by name; null for none.</param>
            /// <param name="pretrained_backbone">Whether the backbone starts from weights of ImageNet.</param>
            /// <param name="trainable_backbone_layers">How many parts of a trained backbone go on learning, from the last; null for the usual number.</param>
            /// <param name="kwargs">Further parameters of the detector, such as <c>min_size</c>.</param>
            /// <exception cref="UserErrorException">The weights are unknown, or have another number of classes or of key points.</exception>
            [TypeName("torchvision.models.detection.keypoint_rcnn.keypointrcnn_resnet50_fpn", "torchvision.models.detection.keypointrcnn_resnet50_fpn")]
            public static KeypointRCNN keypointrcnn_resnet50_fpn(
                string? weights = null, bool pretrained = false, bool progress = true, int? num_classes = null, int? num_keypoints = null,
                string? weights_backbone = PublishedBackbone, bool? pretrained_backbone = null, int? trainable_backbone_layers = null, Dictionary<string, object?>? kwargs = null)
            {
                var plan = Plan(
                    nameof(keypointrcnn_resnet50_fpn), pretrained, weights, num_classes, Backbone(weights_backbone, pretrained_backbone), trainable_backbone_layers, 5, progress, defaultClasses: 2);
                if (plan.IsPublished && num_keypoints is not (null or KeypointRCNN.CocoKeypoints))
                {
                    throw new UserErrorException(
                        $"num_keypoints: the pretrained weights of keypointrcnn_resnet50_fpn have {KeypointRCNN.CocoKeypoints} key points, not {num_keypoints}; leave num_keypoints out, the head is replaced for the task afterwards");
                }

                var options = DetectorKeywords.Apply(KeypointRCNN.Defaults, kwargs);
                var backbone = BackboneWithFPN.OverResNet(ResNet50(plan, plan.Norm), plan.Trainable);
                var model = new KeypointRCNN(backbone, plan.Classes, options, num_keypoints ?? KeypointRCNN.CocoKeypoints);
                plan.Load(model);
                return plan.Start.Weights?.Name == "COCO_LEGACY" ? model : WithoutEpsilon(model, plan);
            }
        }
    }
}
