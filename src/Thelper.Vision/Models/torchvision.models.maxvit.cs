#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Vision.Models;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class models
    {
        /// <summary>MaxViT Tiny.</summary>
        /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
        /// <param name="weights">The published weights by name (<c>IMAGENET1K_V1</c>, <c>DEFAULT</c>); null for none.</param>
        /// <param name="progress">Whether a download shows its progress.</param>
        /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
        /// <param name="input_size">Rows and columns of the images, multiples of 224; null for 224 each.</param>
        /// <param name="squeeze_ratio">Channels between in squeeze and excitation, as a share of those out.</param>
        /// <param name="expansion_ratio">Channels between in the convolutions, as a multiple of those out.</param>
        /// <param name="mlp_ratio">Values between in the perceptrons, as a multiple of those in.</param>
        /// <param name="mlp_dropout">Share of the perceptrons' values dropped while training.</param>
        /// <param name="attention_dropout">Share of the attention's values dropped while training.</param>
        /// <exception cref="UserErrorException">The parameters make no network, or the weights are unknown or cannot be had.</exception>
        [TypeName("torchvision.models.maxvit.maxvit_t", "torchvision.models.maxvit_t")]
        public static MaxVit maxvit_t(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, IReadOnlyList<int>? input_size = null,
            double squeeze_ratio = 0.25, double expansion_ratio = 4, int mlp_ratio = 4, double mlp_dropout = 0.0, double attention_dropout = 0.0) =>
            NetworkStart.Of(nameof(maxvit_t), pretrained, weights, progress, num_classes).Build(start => new MaxVit(new()
            {
                InputSize = input_size is null ? (224, 224) : input_size.Count == 2 ? (input_size[0], input_size[1]) : throw new UserErrorException("input_size: expected two numbers, rows and columns"),
                SqueezeRatio = squeeze_ratio,
                ExpansionRatio = expansion_ratio,
                MlpRatio = mlp_ratio,
                MlpDropout = mlp_dropout,
                AttentionDropout = attention_dropout,
                NumClasses = start.Classes,
            }));
    }
}
