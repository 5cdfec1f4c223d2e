#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Vision.Models;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class models
    {
        /// <summary>Inception v3.</summary>
        /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
        /// <param name="weights">The published weights by name (<c>IMAGENET1K_V1</c>, <c>DEFAULT</c>); null for none.</param>
        /// <param name="progress">Whether a download shows its progress.</param>
        /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
        /// <param name="aux_logits">Whether there is an auxiliary head, which takes part in training alone. Weights have one, which is dropped if this is false.</param>
        /// <param name="transform_input">Whether images normalised for torchvision's other networks are converted to what the published weights need; null for where there are weights.</param>
        /// <param name="init_weights">Whether weights are drawn as the authors did, where none are loaded; otherwise every layer keeps its own first weights.</param>
        /// <param name="dropout">Share of the features dropped before the last layer while training.</param>
        [TypeName("torchvision.models.inception.inception_v3", "torchvision.models.inception_v3")]
        public static Inception3 inception_v3(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null,
            bool aux_logits = true, bool? transform_input = null, bool init_weights = true, double dropout = 0.5) =>
            Auxiliary(
                NetworkStart.Of(nameof(inception_v3), pretrained, weights, progress, num_classes),
                aux_logits,
                (start, aux) => new Inception3(start.Classes, aux, transform_input ?? start.Weights is not null, init_weights && start.Weights is null, dropout),
                static model => model.DropAuxiliary());

        // Published weights have auxiliary heads: they are loaded whole, then the heads are dropped.
        private static T Auxiliary<T>(NetworkStart from, bool wanted, Func<NetworkStart, bool, T> make, Action<T> drop)
            where T : Torch.torch.nn.Module
        {
            var model = from.Build(start => make(start, wanted || start.Weights is not null));
            if (!wanted && from.Weights is not null)
            {
                drop(model);
            }

            return model;
        }
    }
}
