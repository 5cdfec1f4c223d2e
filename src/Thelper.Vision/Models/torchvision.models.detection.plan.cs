#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Torch;
using Thelper.Vision.Models;
using Thelper.Vision.Models.Detection;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision;

/// <content>What the functions for detectors share: which weights are asked for, and what that means for the layers.</content>
public static partial class torchvision
{
    public static partial class models
    {
        public static partial class detection
        {
            private const int CocoClasses = 91;
            private const string PublishedBackbone = "IMAGENET1K_V1";

            private static string? Backbone(string? weights, bool? pretrained) => pretrained is { } old ? (old ? PublishedBackbone : null) : weights;

            private static ResNet ResNet50(DetectorPlan plan, Func<long, nn.Module<Tensor, Tensor>> norm) =>
                NetworkStart.Of(nameof(resnet50), pretrained: false, plan.Backbone, plan.Progress, classes: null)
                    .Build(_ => new ResNet(ResNetVariant.ResNet50.Bottleneck, ResNetVariant.ResNet50.Blocks, norm: norm));

            // The parts of the second versions of Faster and Mask R-CNN.
            private static (BackboneWithFPN Backbone, AnchorGenerator Anchors, RPNHead RpnHead, FastRCNNConvFCHead BoxHead) Deeper(DetectorPlan plan)
            {
                var backbone = BackboneWithFPN.OverResNet(ResNet50(plan, BatchNorm), plan.Trainable, norm: BatchNorm);
                var anchors = FasterRCNN.DefaultAnchors();
                var rpnHead = new RPNHead(backbone.OutChannels, anchors.CountsPerLocation[0], convDepth: 2);
                var boxHead = new FastRCNNConvFCHead((backbone.OutChannels, 7, 7), [256, 256, 256, 256], [1024], BatchNorm);
                return (backbone, anchors, rpnHead, boxHead);
            }

            private static nn.Module<Tensor, Tensor> BatchNorm(long channels) => nn.BatchNorm2d(channels);

            private static DetectorPlan Plan(
                string name, bool pretrained, string? weights, int? classes, string? backbone, int? trainable, int parts, bool progress, int defaultClasses = CocoClasses, int defaultTrainable = 3)
            {
                if (classes < 2)
                {
                    throw new UserErrorException($"num_classes: a detector needs at least 2 classes, the background counted (got {classes})");
                }

                if (trainable < 0 || trainable > parts)
                {
                    throw new UserErrorException($"trainable_backbone_layers: {trainable} is not between 0 and {parts}");
                }

                var start = NetworkStart.Of(name, pretrained, weights, progress, classes, defaultClasses);
                backbone = start.Weights is null ? backbone : null;
                var trained = start.Weights is not null || backbone is not null;
                return new DetectorPlan(start, backbone, progress, trained ? trainable ?? defaultTrainable : parts, trained ? static channels => new FrozenBatchNorm2d(channels) : BatchNorm);
            }

            // Weights that were trained without the small number in the divisor of the normalisation.
            private static T WithoutEpsilon<T>(T model, DetectorPlan plan)
                where T : nn.Module
            {
                if (plan.IsPublished)
                {
                    model.modules().OfType<FrozenBatchNorm2d>().ToList().ForEach(norm => norm.Eps = 0);
                }

                return model;
            }

            /// <summary>What the parameters of a function come to.</summary>
            private sealed record DetectorPlan(NetworkStart Start, string? Backbone, bool Progress, int Trainable, Func<long, nn.Module<Tensor, Tensor>> Norm)
            {
                public bool IsPublished => Start.Weights is not null;

                public int Classes => Start.Classes;

                public void Load(nn.Module model)
                {
                    if (Start.Path is not null)
                    {
                        PublishedWeights.LoadInto(model, Start.Path);
                    }
                }
            }
        }
    }
}
