#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Torch;
using Thelper.Vision.Models;
using Thelper.Vision.Models.Detection;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

/// <content>Detectors of one stage over a feature pyramid.</content>
public static partial class torchvision
{
    public static partial class models
    {
        public static partial class detection
        {
            private const int PyramidChannels = 256;

            /// <summary>RetinaNet over a ResNet-50 with a feature pyramid (arXiv:1708.02002).</summary>
            /// <inheritdoc cref="fasterrcnn_resnet50_fpn" path="/param"/>
            [TypeName("torchvision.models.detection.retinanet.retinanet_resnet50_fpn", "torchvision.models.detection.retinanet_resnet50_fpn")]
            public static RetinaNet retinanet_resnet50_fpn(
                string? weights = null, bool pretrained = false, bool progress = true, int? num_classes = null, string? weights_backbone = PublishedBackbone,
                bool? pretrained_backbone = null, int? trainable_backbone_layers = null, Dictionary<string, object?>? kwargs = null)
            {
                var plan = Plan(nameof(retinanet_resnet50_fpn), pretrained, weights, num_classes, Backbone(weights_backbone, pretrained_backbone), trainable_backbone_layers, 5, progress);
                var options = DetectorKeywords.Apply(new RetinaNetOptions(), kwargs);
                var model = new RetinaNet(Coarse(plan, plan.Norm, PyramidChannels), plan.Classes, options);
                plan.Load(model);
                return WithoutEpsilon(model, plan);
            }

            /// <summary>RetinaNet over a ResNet-50 with a feature pyramid, with normalised heads that learn boxes by their overlap (arXiv:1912.02424).</summary>
            /// <inheritdoc cref="fasterrcnn_resnet50_fpn" path="/param"/>
            [TypeName("torchvision.models.detection.retinanet.retinanet_resnet50_fpn_v2", "torchvision.models.detection.retinanet_resnet50_fpn_v2")]
            public static RetinaNet retinanet_resnet50_fpn_v2(
                string? weights = null, bool pretrained = false, bool progress = true, int? num_classes = null, string? weights_backbone = null,
                bool? pretrained_backbone = null, int? trainable_backbone_layers = null, Dictionary<string, object?>? kwargs = null)
            {
                var plan = Plan(nameof(retinanet_resnet50_fpn_v2), pretrained, weights, num_classes, Backbone(weights_backbone, pretrained_backbone), trainable_backbone_layers, 5, progress);
                var options = DetectorKeywords.Apply(new RetinaNetOptions(), kwargs);
                var backbone = Coarse(plan, BatchNorm, 512 * Bottleneck.Expansion);
                var anchors = RetinaNet.DefaultAnchors();
                var head = new RetinaNetHead(backbone.OutChannels, anchors.CountsPerLocation[0], plan.Classes, static channels => nn.GroupNorm(32, channels), overlapLoss: true);
                var model = new RetinaNet(backbone, plan.Classes, options, anchors, head);
                plan.Load(model);
                return model;
            }

            /// <summary>FCOS over a ResNet-50 with a feature pyramid (arXiv:1904.01355).</summary>
            /// <inheritdoc cref="fasterrcnn_resnet50_fpn" path="/param"/>
            [TypeName("torchvision.models.detection.fcos.fcos_resnet50_fpn", "torchvision.models.detection.fcos_resnet50_fpn")]
            public static FCOS fcos_resnet50_fpn(
                string? weights = null, bool pretrained = false, bool progress = true, int? num_classes = null, string? weights_backbone = PublishedBackbone,
                bool? pretrained_backbone = null, int? trainable_backbone_layers = null, Dictionary<string, object?>? kwargs = null)
            {
                var plan = Plan(nameof(fcos_resnet50_fpn), pretrained, weights, num_classes, Backbone(weights_backbone, pretrained_backbone), trainable_backbone_layers, 5, progress);
                var model = new FCOS(Coarse(plan, plan.Norm, PyramidChannels), plan.Classes, DetectorKeywords.Apply(new FCOSOptions(), kwargs));
                plan.Load(model);
                return model;
            }

            // Without the finest stage, which would make too many anchors, and with two coarser levels.
            private static BackboneWithFPN Coarse(DetectorPlan plan, Func<long, nn.Module<Tensor, Tensor>> norm, int extraFrom)
            {
                var resnet = ResNet50(plan, norm);
                return BackboneWithFPN.OverResNet(resnet, plan.Trainable, firstStage: 2, extraBlocks: new LastLevelP6P7(extraFrom, PyramidChannels));
            }
        }
    }
}
