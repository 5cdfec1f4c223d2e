#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Vision.Models;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class models
    {
        /// <summary>Vision transformer Base with patches of 16 x 16 pixels.</summary>
        /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
        /// <param name="weights">The published weights by name (<c>IMAGENET1K_V1</c>, <c>DEFAULT</c>); null for none.</param>
        /// <param name="progress">Whether a download shows its progress.</param>
        /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
        /// <param name="image_size">Rows and columns of the images, a multiple of the patches; null for those of the published weights, or 224. Weights of another size get their positions interpolated.</param>
        /// <param name="dropout">Share of the values dropped while training.</param>
        /// <param name="attention_dropout">Share of the attention's weights dropped while training.</param>
        /// <param name="representation_size">Values of a layer before the last one, which published weights do not have; null for no such layer.</param>
        [TypeName("torchvision.models.vision_transformer.vit_b_16", "torchvision.models.vit_b_16")]
        public static VisionTransformer vit_b_16(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null,
            int? image_size = null, double dropout = 0.0, double attention_dropout = 0.0, int? representation_size = null) =>
            Vit(NetworkStart.Of(nameof(vit_b_16), pretrained, weights, progress, num_classes), image_size, 16, 12, 12, 768, 3072, dropout, attention_dropout, representation_size);

        /// <summary>Vision transformer Base with patches of 32 x 32 pixels.</summary>
        /// <inheritdoc cref="vit_b_16" path="/param"/>
        [TypeName("torchvision.models.vision_transformer.vit_b_32", "torchvision.models.vit_b_32")]
        public static VisionTransformer vit_b_32(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null,
            int? image_size = null, double dropout = 0.0, double attention_dropout = 0.0, int? representation_size = null) =>
            Vit(NetworkStart.Of(nameof(vit_b_32), pretrained, weights, progress, num_classes), image_size, 32, 12, 12, 768, 3072, dropout, attention_dropout, representation_size);

        /// <summary>Vision transformer Large with patches of 16 x 16 pixels.</summary>
        /// <inheritdoc cref="vit_b_16" path="/param"/>
        [TypeName("torchvision.models.vision_transformer.vit_l_16", "torchvision.models.vit_l_16")]
        public static VisionTransformer vit_l_16(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null,
            int? image_size = null, double dropout = 0.0, double attention_dropout = 0.0, int? representation_size = null) =>
            Vit(NetworkStart.Of(nameof(vit_l_16), pretrained, weights, progress, num_classes), image_size, 16, 24, 16, 1024, 4096, dropout, attention_dropout, representation_size);

        /// <summary>Vision transformer Large with patches of 32 x 32 pixels.</summary>
        /// <inheritdoc cref="vit_b_16" path="/param"/>
        [TypeName("torchvision.models.vision_transformer.vit_l_32", "torchvision.models.vit_l_32")]
        public static VisionTransformer vit_l_32(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null,
            int? image_size = null, double dropout = 0.0, double attention_dropout = 0.0, int? representation_size = null) =>
            Vit(NetworkStart.Of(nameof(vit_l_32), pretrained, weights, progress, num_classes), image_size, 32, 24, 16, 1024, 4096, dropout, attention_dropout, representation_size);

        /// <summary>Vision transformer Huge with patches of 14 x 14 pixels.</summary>
        /// <inheritdoc cref="vit_b_16" path="/param"/>
        [TypeName("torchvision.models.vision_transformer.vit_h_14", "torchvision.models.vit_h_14")]
        public static VisionTransformer vit_h_14(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null,
            int? image_size = null, double dropout = 0.0, double attention_dropout = 0.0, int? representation_size = null) =>
            Vit(NetworkStart.Of(nameof(vit_h_14), pretrained, weights, progress, num_classes), image_size, 14, 32, 16, 1280, 5120, dropout, attention_dropout, representation_size);

        private static VisionTransformer Vit(
            NetworkStart from, int? imageSize, int patch, int layers, int heads, int hidden, int perceptron, double dropout, double attentionDropout, int? representation) =>
            from.Build(
                start => new VisionTransformer(
                    imageSize ?? start.Weights?.LeastSize ?? 224, patch, layers, heads, hidden, perceptron, dropout, attentionDropout, start.Classes, representation),
                static (model, entries) => model.InterpolatePositions(entries));
    }
}
