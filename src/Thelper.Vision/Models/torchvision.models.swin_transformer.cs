#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Vision.Models;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class models
    {
        /// <summary>Swin transformer Tiny.</summary>
        /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
        /// <param name="weights">The published weights by name (<c>IMAGENET1K_V1</c>, <c>DEFAULT</c>); null for none.</param>
        /// <param name="progress">Whether a download shows its progress.</param>
        /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
        /// <param name="mlp_ratio">Values between in the perceptrons, as a multiple of those in.</param>
        /// <param name="dropout">Share of the values dropped while training.</param>
        /// <param name="attention_dropout">Share of the attention's weights dropped while training.</param>
        [TypeName("torchvision.models.swin_transformer.swin_t", "torchvision.models.swin_t")]
        public static SwinTransformer swin_t(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double mlp_ratio = 4.0, double dropout = 0.0, double attention_dropout = 0.0) =>
            Swin(NetworkStart.Of(nameof(swin_t), pretrained, weights, progress, num_classes), false, 96, [2, 2, 6, 2], [3, 6, 12, 24], 0.2, mlp_ratio, dropout, attention_dropout);

        /// <summary>Swin transformer Small.</summary>
        /// <inheritdoc cref="swin_t" path="/param"/>
        [TypeName("torchvision.models.swin_transformer.swin_s", "torchvision.models.swin_s")]
        public static SwinTransformer swin_s(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double mlp_ratio = 4.0, double dropout = 0.0, double attention_dropout = 0.0) =>
            Swin(NetworkStart.Of(nameof(swin_s), pretrained, weights, progress, num_classes), false, 96, [2, 2, 18, 2], [3, 6, 12, 24], 0.3, mlp_ratio, dropout, attention_dropout);

        /// <summary>Swin transformer Base.</summary>
        /// <inheritdoc cref="swin_t" path="/param"/>
        [TypeName("torchvision.models.swin_transformer.swin_b", "torchvision.models.swin_b")]
        public static SwinTransformer swin_b(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double mlp_ratio = 4.0, double dropout = 0.0, double attention_dropout = 0.0) =>
            Swin(NetworkStart.Of(nameof(swin_b), pretrained, weights, progress, num_classes), false, 128, [2, 2, 18, 2], [4, 8, 16, 32], 0.5, mlp_ratio, dropout, attention_dropout);

        /// <summary>Swin transformer V2 Tiny.</summary>
        /// <inheritdoc cref="swin_t" path="/param"/>
        [TypeName("torchvision.models.swin_transformer.swin_v2_t", "torchvision.models.swin_v2_t")]
        public static SwinTransformer swin_v2_t(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double mlp_ratio = 4.0, double dropout = 0.0, double attention_dropout = 0.0) =>
            Swin(NetworkStart.Of(nameof(swin_v2_t), pretrained, weights, progress, num_classes), true, 96, [2, 2, 6, 2], [3, 6, 12, 24], 0.2, mlp_ratio, dropout, attention_dropout);

        /// <summary>Swin transformer V2 Small.</summary>
        /// <inheritdoc cref="swin_t" path="/param"/>
        [TypeName("torchvision.models.swin_transformer.swin_v2_s", "torchvision.models.swin_v2_s")]
        public static SwinTransformer swin_v2_s(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double mlp_ratio = 4.0, double dropout = 0.0, double attention_dropout = 0.0) =>
            Swin(NetworkStart.Of(nameof(swin_v2_s), pretrained, weights, progress, num_classes), true, 96, [2, 2, 18, 2], [3, 6, 12, 24], 0.3, mlp_ratio, dropout, attention_dropout);

        /// <summary>Swin transformer V2 Base.</summary>
        /// <inheritdoc cref="swin_t" path="/param"/>
        [TypeName("torchvision.models.swin_transformer.swin_v2_b", "torchvision.models.swin_v2_b")]
        public static SwinTransformer swin_v2_b(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double mlp_ratio = 4.0, double dropout = 0.0, double attention_dropout = 0.0) =>
            Swin(NetworkStart.Of(nameof(swin_v2_b), pretrained, weights, progress, num_classes), true, 128, [2, 2, 18, 2], [4, 8, 16, 32], 0.5, mlp_ratio, dropout, attention_dropout);

        private static SwinTransformer Swin(
            NetworkStart from, bool second, int channels, int[] depths, int[] heads, double stochasticDepth, double mlpRatio, double dropout, double attentionDropout) =>
            from.Build(start => new SwinTransformer(
                second, channels, depths, heads, second ? 8 : 7, mlpRatio: mlpRatio, dropout: dropout, attentionDropout: attentionDropout,
                stochasticDepthProb: stochasticDepth, numClasses: start.Classes));
    }
}
