#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Vision.Models;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class models
    {
        /// <summary>GoogLeNet.</summary>
        /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
        /// <param name="weights">The published weights by name (<c>IMAGENET1K_V1</c>, <c>DEFAULT</c>); null for none.</param>
        /// <param name="progress">Whether a download shows its progress.</param>
        /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
        /// <param name="aux_logits">Whether there are two auxiliary heads, which take part in training alone; null for where no weights are loaded. Weights have some, untrained, which are dropped unless this is true.</param>
        /// <param name="transform_input">Whether images normalised for torchvision's other networks are converted to what the published weights need; null for where there are weights.</param>
        /// <param name="init_weights">Whether weights are drawn as the authors did, where none are loaded; otherwise every layer keeps its own first weights.</param>
        /// <param name="dropout">Share of the features dropped before the last layer while training.</param>
        /// <param name="dropout_aux">Share of the values dropped in the auxiliary heads while training.</param>
        [TypeName("torchvision.models.googlenet.googlenet", "torchvision.models.googlenet")]
        public static GoogLeNet googlenet(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null,
            bool? aux_logits = null, bool? transform_input = null, bool init_weights = true, double dropout = 0.2, double dropout_aux = 0.7)
        {
            var from = NetworkStart.Of(nameof(googlenet), pretrained, weights, progress, num_classes);
            return Auxiliary(
                from,
                aux_logits ?? from.Weights is null,
                (start, aux) => new GoogLeNet(start.Classes, aux, transform_input ?? start.Weights is not null, init_weights && start.Weights is null, dropout, dropout_aux),
                static model => model.DropAuxiliary());
        }
    }
}
