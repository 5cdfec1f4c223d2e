#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Vision.Models;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class models
    {
        /// <summary>SqueezeNet 1.0.</summary>
        /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
        /// <param name="weights">The published weights by name (<c>IMAGENET1K_V1</c>, <c>DEFAULT</c>); null for none.</param>
        /// <param name="progress">Whether a download shows its progress.</param>
        /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
        /// <param name="dropout">Share of the values dropped before the last layers while training.</param>
        [TypeName("torchvision.models.squeezenet.squeezenet1_0", "torchvision.models.squeezenet1_0")]
        public static SqueezeNet squeezenet1_0(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double dropout = 0.5) =>
            NetworkStart.Of(nameof(squeezenet1_0), pretrained, weights, progress, num_classes).Build(start => new SqueezeNet("1_0", start.Classes, dropout));

        /// <summary>SqueezeNet 1.1.</summary>
        /// <inheritdoc cref="squeezenet1_0" path="/param"/>
        [TypeName("torchvision.models.squeezenet.squeezenet1_1", "torchvision.models.squeezenet1_1")]
        public static SqueezeNet squeezenet1_1(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double dropout = 0.5) =>
            NetworkStart.Of(nameof(squeezenet1_1), pretrained, weights, progress, num_classes).Build(start => new SqueezeNet("1_1", start.Classes, dropout));
    }
}
