#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Models;
using Thelper.Vision.Models.Detection;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

/// <content>SSD and SSDlite.</content>
public static partial class torchvision
{
    public static partial class models
    {
        public static partial class detection
        {
            /// <summary>SSD over a VGG-16, on images of 300 x 300 pixels (arXiv:1512.02325).</summary>
            /// <inheritdoc cref="fasterrcnn_resnet50_fpn" path="/param"/>
            [TypeName("torchvision.models.detection.ssd.ssd300_vgg16", "torchvision.models.detection.ssd300_vgg16")]
            public static SSD ssd300_vgg16(
                string? weights = null, bool pretrained = false, bool progress = true, int? num_classes = null, string? weights_backbone = "IMAGENET1K_FEATURES",
                bool? pretrained_backbone = null, int? trainable_backbone_layers = null, Dictionary<string, object?>? kwargs = null)
            {
                var asked = pretrained_backbone is { } old ? (old ? "IMAGENET1K_FEATURES" : null) : weights_backbone;
                var plan = Plan(nameof(ssd300_vgg16), pretrained, weights, num_classes, asked, trainable_backbone_layers, 5, progress, defaultTrainable: 4);

                // The weights of the backbone were trained on values up to 255.
                var options = DetectorKeywords.Apply(new SSDOptions { ImageMean = [0.48235, 0.45882, 0.40784], ImageStd = [1.0 / 255, 1.0 / 255, 1.0 / 255] }, kwargs);
                var backbone = new SSDFeatureExtractorVGG(VGG16Features.Build(plan.Backbone, plan.Progress), plan.Trainable);
                var anchors = new DefaultBoxGenerator([[2], [2, 3], [2, 3], [2, 3], [2], [2]], scales: [0.07, 0.15, 0.33, 0.51, 0.69, 0.87, 1.05], steps: [8, 16, 32, 64, 100, 300]);
                var model = new SSD(backbone, anchors, (300, 300), plan.Classes, options);
                plan.Load(model);
                return model;
            }

            /// <summary>SSDlite over a MobileNetV3 large, on images of 320 x 320 pixels (arXiv:1905.02244).</summary>
            /// <inheritdoc cref="fasterrcnn_resnet50_fpn" path="/param"/>
            [TypeName("torchvision.models.detection.ssdlite.ssdlite320_mobilenet_v3_large", "torchvision.models.detection.ssdlite320_mobilenet_v3_large")]
            public static SSD ssdlite320_mobilenet_v3_large(
                string? weights = null, bool pretrained = false, bool progress = true, int? num_classes = null, string? weights_backbone = PublishedBackbone,
                bool? pretrained_backbone = null, int? trainable_backbone_layers = null, Dictionary<string, object?>? kwargs = null)
            {
                var plan = Plan(
                    nameof(ssdlite320_mobilenet_v3_large), pretrained, weights, num_classes, Backbone(weights_backbone, pretrained_backbone), trainable_backbone_layers, 6, progress,
                    defaultTrainable: 6);
                var options = DetectorKeywords.Apply(
                    new SSDOptions { ScoreThresh = 0.001, NmsThresh = 0.55, DetectionsPerImg = 300, TopkCandidates = 300, ImageMean = [0.5, 0.5, 0.5], ImageStd = [0.5, 0.5, 0.5] }, kwargs);
                static nn.Module<Tensor, Tensor> Norm(long channels) => nn.BatchNorm2d(channels, eps: 0.001, momentum: 0.03);

                // Without weights that need them all, the last stage has half the channels.
                var classifier = MobileNetV3Variant.Large.Build(weights: plan.Backbone, progress: plan.Progress, reducedTail: plan.Backbone is null, norm: Norm);
                if (plan.Backbone is null)
                {
                    SSDLiteFeatureExtractorMobileNet.Initialise(classifier);
                }

                var backbone = new SSDLiteFeatureExtractorMobileNet(classifier.TakeFeatures(), plan.Trainable, Norm);
                var anchors = new DefaultBoxGenerator([.. Enumerable.Repeat<int[]>([2, 3], 6)], minRatio: 0.2, maxRatio: 0.95);
                var model = new SSD(backbone, anchors, (320, 320), plan.Classes, options, SSD.HeadOf(backbone, anchors, plan.Classes, Norm));
                plan.Load(model);
                return model;
            }
        }
    }
}
