#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Vision.Models;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class models
    {
        /// <summary>VGG with 11 layers that learn.</summary>
        /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
        /// <param name="weights">The published weights by name (<c>IMAGENET1K_V1</c>, <c>DEFAULT</c>); null for none.</param>
        /// <param name="progress">Whether a download shows its progress.</param>
        /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
        /// <param name="init_weights">Whether weights are drawn as the authors did, where none are loaded; otherwise every layer keeps its own first weights.</param>
        /// <param name="dropout">Share of the values dropped before the last layers while training.</param>
        [TypeName("torchvision.models.vgg.vgg11", "torchvision.models.vgg11")]
        public static VGG vgg11(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool init_weights = true, double dropout = 0.5) =>
            Vgg(NetworkStart.Of(nameof(vgg11), pretrained, weights, progress, num_classes), [1, 1, 2, 2, 2], batchNorm: false, init_weights, dropout);

        /// <summary>VGG with 11 layers that learn, and batch normalisation.</summary>
        /// <inheritdoc cref="vgg11" path="/param"/>
        [TypeName("torchvision.models.vgg.vgg11_bn", "torchvision.models.vgg11_bn")]
        public static VGG vgg11_bn(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool init_weights = true, double dropout = 0.5) =>
            Vgg(NetworkStart.Of(nameof(vgg11_bn), pretrained, weights, progress, num_classes), [1, 1, 2, 2, 2], batchNorm: true, init_weights, dropout);

        /// <summary>VGG with 13 layers that learn.</summary>
        /// <inheritdoc cref="vgg11" path="/param"/>
        [TypeName("torchvision.models.vgg.vgg13", "torchvision.models.vgg13")]
        public static VGG vgg13(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool init_weights = true, double dropout = 0.5) =>
            Vgg(NetworkStart.Of(nameof(vgg13), pretrained, weights, progress, num_classes), [2, 2, 2, 2, 2], batchNorm: false, init_weights, dropout);

        /// <summary>VGG with 13 layers that learn, and batch normalisation.</summary>
        /// <inheritdoc cref="vgg11" path="/param"/>
        [TypeName("torchvision.models.vgg.vgg13_bn", "torchvision.models.vgg13_bn")]
        public static VGG vgg13_bn(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool init_weights = true, double dropout = 0.5) =>
            Vgg(NetworkStart.Of(nameof(vgg13_bn), pretrained, weights, progress, num_classes), [2, 2, 2, 2, 2], batchNorm: true, init_weights, dropout);

        /// <summary>VGG with 16 layers that learn.</summary>
        /// <inheritdoc cref="vgg11" path="/param"/>
        [TypeName("torchvision.models.vgg.vgg16", "torchvision.models.vgg16")]
        public static VGG vgg16(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool init_weights = true, double dropout = 0.5) =>
            Vgg(NetworkStart.Of(nameof(vgg16), pretrained, weights, progress, num_classes), [2, 2, 3, 3, 3], batchNorm: false, init_weights, dropout);

        /// <summary>VGG with 16 layers that learn, and batch normalisation.</summary>
        /// <inheritdoc cref="vgg11" path="/param"/>
        [TypeName("torchvision.models.vgg.vgg16_bn", "torchvision.models.vgg16_bn")]
        public static VGG vgg16_bn(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool init_weights = true, double dropout = 0.5) =>
            Vgg(NetworkStart.Of(nameof(vgg16_bn), pretrained, weights, progress, num_classes), [2, 2, 3, 3, 3], batchNorm: true, init_weights, dropout);

        /// <summary>VGG with 19 layers that learn.</summary>
        /// <inheritdoc cref="vgg11" path="/param"/>
        [TypeName("torchvision.models.vgg.vgg19", "torchvision.models.vgg19")]
        public static VGG vgg19(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool init_weights = true, double dropout = 0.5) =>
            Vgg(NetworkStart.Of(nameof(vgg19), pretrained, weights, progress, num_classes), [2, 2, 4, 4, 4], batchNorm: false, init_weights, dropout);

        /// <summary>VGG with 19 layers that learn, and batch normalisation.</summary>
        /// <inheritdoc cref="vgg11" path="/param"/>
        [TypeName("torchvision.models.vgg.vgg19_bn", "torchvision.models.vgg19_bn")]
        public static VGG vgg19_bn(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, bool init_weights = true, double dropout = 0.5) =>
            Vgg(NetworkStart.Of(nameof(vgg19_bn), pretrained, weights, progress, num_classes), [2, 2, 4, 4, 4], batchNorm: true, init_weights, dropout);

        private static VGG Vgg(NetworkStart from, int[] convolutions, bool batchNorm, bool initWeights, double dropout) =>
            from.Build(start => new VGG(convolutions, batchNorm, start.Classes, initWeights && start.Weights is null, dropout));
    }
}
