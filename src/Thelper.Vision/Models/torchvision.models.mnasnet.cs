#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Vision.Models;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class models
    {
        /// <summary>MNASNet of 0.5 times the channels.</summary>
        /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
        /// <param name="weights">The published weights by name (<c>IMAGENET1K_V1</c>, <c>DEFAULT</c>); null for none.</param>
        /// <param name="progress">Whether a download shows its progress.</param>
        /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
        /// <param name="dropout">Share of the features dropped before the last layer while training.</param>
        [TypeName("torchvision.models.mnasnet.mnasnet0_5", "torchvision.models.mnasnet0_5")]
        public static MNASNet mnasnet0_5(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double dropout = 0.2) =>
            NetworkStart.Of(nameof(mnasnet0_5), pretrained, weights, progress, num_classes).Build(start => new MNASNet(0.5, start.Classes, dropout));

        /// <summary>MNASNet of 0.75 times the channels.</summary>
        /// <inheritdoc cref="mnasnet0_5" path="/param"/>
        [TypeName("torchvision.models.mnasnet.mnasnet0_75", "torchvision.models.mnasnet0_75")]
        public static MNASNet mnasnet0_75(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double dropout = 0.2) =>
            NetworkStart.Of(nameof(mnasnet0_75), pretrained, weights, progress, num_classes).Build(start => new MNASNet(0.75, start.Classes, dropout));

        /// <summary>MNASNet of 1.0 times the channels.</summary>
        /// <inheritdoc cref="mnasnet0_5" path="/param"/>
        [TypeName("torchvision.models.mnasnet.mnasnet1_0", "torchvision.models.mnasnet1_0")]
        public static MNASNet mnasnet1_0(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double dropout = 0.2) =>
            NetworkStart.Of(nameof(mnasnet1_0), pretrained, weights, progress, num_classes).Build(start => new MNASNet(1.0, start.Classes, dropout));

        /// <summary>MNASNet of 1.3 times the channels.</summary>
        /// <inheritdoc cref="mnasnet0_5" path="/param"/>
        [TypeName("torchvision.models.mnasnet.mnasnet1_3", "torchvision.models.mnasnet1_3")]
        public static MNASNet mnasnet1_3(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, double dropout = 0.2) =>
            NetworkStart.Of(nameof(mnasnet1_3), pretrained, weights, progress, num_classes).Build(start => new MNASNet(1.3, start.Classes, dropout));
    }
}
