#pragma warning disable CS8981, CA1707 // torchvision's own names, which configurations and TorchSharp users know
using Thelper.Vision.Models;

namespace Thelper.Vision;

public static partial class torchvision
{
    public static partial class models
    {
        /// <summary>RegNetY of 400 million operations.</summary>
        /// <param name="pretrained">Whether it starts from published weights, which are downloaded unless they are in the cache.</param>
        /// <param name="weights">The published weights by name (<c>IMAGENET1K_V1</c>, <c>DEFAULT</c>); null for none.</param>
        /// <param name="progress">Whether a download shows its progress.</param>
        /// <param name="num_classes">Outputs; null for as many as the published weights have. A task with another number gets a new last layer.</param>
        /// <param name="stem_width">Channels of the first convolution.</param>
        [TypeName("torchvision.models.regnet.regnet_y_400mf", "torchvision.models.regnet_y_400mf")]
        public static RegNet regnet_y_400mf(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, int stem_width = 32) =>
            NetworkStart.Of(nameof(regnet_y_400mf), pretrained, weights, progress, num_classes).Build(start => new RegNet(new(16, 48, 27.89, 2.09, 8, 0.25), start.Classes, stem_width));

        /// <summary>RegNetY of 800 million operations.</summary>
        /// <inheritdoc cref="regnet_y_400mf" path="/param"/>
        [TypeName("torchvision.models.regnet.regnet_y_800mf", "torchvision.models.regnet_y_800mf")]
        public static RegNet regnet_y_800mf(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, int stem_width = 32) =>
            NetworkStart.Of(nameof(regnet_y_800mf), pretrained, weights, progress, num_classes).Build(start => new RegNet(new(14, 56, 38.84, 2.4, 16, 0.25), start.Classes, stem_width));

        /// <summary>RegNetY of 1.6 billion operations.</summary>
        /// <inheritdoc cref="regnet_y_400mf" path="/param"/>
        [TypeName("torchvision.models.regnet.regnet_y_1_6gf", "torchvision.models.regnet_y_1_6gf")]
        public static RegNet regnet_y_1_6gf(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, int stem_width = 32) =>
            NetworkStart.Of(nameof(regnet_y_1_6gf), pretrained, weights, progress, num_classes).Build(start => new RegNet(new(27, 48, 20.71, 2.65, 24, 0.25), start.Classes, stem_width));

        /// <summary>RegNetY of 3.2 billion operations.</summary>
        /// <inheritdoc cref="regnet_y_400mf" path="/param"/>
        [TypeName("torchvision.models.regnet.regnet_y_3_2gf", "torchvision.models.regnet_y_3_2gf")]
        public static RegNet regnet_y_3_2gf(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, int stem_width = 32) =>
            NetworkStart.Of(nameof(regnet_y_3_2gf), pretrained, weights, progress, num_classes).Build(start => new RegNet(new(21, 80, 42.63, 2.66, 24, 0.25), start.Classes, stem_width));

        /// <summary>RegNetY of 8 billion operations.</summary>
        /// <inheritdoc cref="regnet_y_400mf" path="/param"/>
        [TypeName("torchvision.models.regnet.regnet_y_8gf", "torchvision.models.regnet_y_8gf")]
        public static RegNet regnet_y_8gf(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, int stem_width = 32) =>
            NetworkStart.Of(nameof(regnet_y_8gf), pretrained, weights, progress, num_classes).Build(start => new RegNet(new(17, 192, 76.82, 2.19, 56, 0.25), start.Classes, stem_width));

        /// <summary>RegNetY of 16 billion operations.</summary>
        /// <inheritdoc cref="regnet_y_400mf" path="/param"/>
        [TypeName("torchvision.models.regnet.regnet_y_16gf", "torchvision.models.regnet_y_16gf")]
        public static RegNet regnet_y_16gf(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, int stem_width = 32) =>
            NetworkStart.Of(nameof(regnet_y_16gf), pretrained, weights, progress, num_classes).Build(start => new RegNet(new(18, 200, 106.23, 2.48, 112, 0.25), start.Classes, stem_width));

        /// <summary>RegNetY of 32 billion operations.</summary>
        /// <inheritdoc cref="regnet_y_400mf" path="/param"/>
        [TypeName("torchvision.models.regnet.regnet_y_32gf", "torchvision.models.regnet_y_32gf")]
        public static RegNet regnet_y_32gf(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, int stem_width = 32) =>
            NetworkStart.Of(nameof(regnet_y_32gf), pretrained, weights, progress, num_classes).Build(start => new RegNet(new(20, 232, 115.89, 2.53, 232, 0.25), start.Classes, stem_width));

        /// <summary>RegNetY of 128 billion operations.</summary>
        /// <inheritdoc cref="regnet_y_400mf" path="/param"/>
        [TypeName("torchvision.models.regnet.regnet_y_128gf", "torchvision.models.regnet_y_128gf")]
        public static RegNet regnet_y_128gf(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, int stem_width = 32) =>
            NetworkStart.Of(nameof(regnet_y_128gf), pretrained, weights, progress, num_classes).Build(start => new RegNet(new(27, 456, 160.83, 2.52, 264, 0.25), start.Classes, stem_width));

        /// <summary>RegNetX of 400 million operations.</summary>
        /// <inheritdoc cref="regnet_y_400mf" path="/param"/>
        [TypeName("torchvision.models.regnet.regnet_x_400mf", "torchvision.models.regnet_x_400mf")]
        public static RegNet regnet_x_400mf(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, int stem_width = 32) =>
            NetworkStart.Of(nameof(regnet_x_400mf), pretrained, weights, progress, num_classes).Build(start => new RegNet(new(22, 24, 24.48, 2.54, 16), start.Classes, stem_width));

        /// <summary>RegNetX of 800 million operations.</summary>
        /// <inheritdoc cref="regnet_y_400mf" path="/param"/>
        [TypeName("torchvision.models.regnet.regnet_x_800mf", "torchvision.models.regnet_x_800mf")]
        public static RegNet regnet_x_800mf(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, int stem_width = 32) =>
            NetworkStart.Of(nameof(regnet_x_800mf), pretrained, weights, progress, num_classes).Build(start => new RegNet(new(16, 56, 35.73, 2.28, 16), start.Classes, stem_width));

        /// <summary>RegNetX of 1.6 billion operations.</summary>
        /// <inheritdoc cref="regnet_y_400mf" path="/param"/>
        [TypeName("torchvision.models.regnet.regnet_x_1_6gf", "torchvision.models.regnet_x_1_6gf")]
        public static RegNet regnet_x_1_6gf(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, int stem_width = 32) =>
            NetworkStart.Of(nameof(regnet_x_1_6gf), pretrained, weights, progress, num_classes).Build(start => new RegNet(new(18, 80, 34.01, 2.25, 24), start.Classes, stem_width));

        /// <summary>RegNetX of 3.2 billion operations.</summary>
        /// <inheritdoc cref="regnet_y_400mf" path="/param"/>
        [TypeName("torchvision.models.regnet.regnet_x_3_2gf", "torchvision.models.regnet_x_3_2gf")]
        public static RegNet regnet_x_3_2gf(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, int stem_width = 32) =>
            NetworkStart.Of(nameof(regnet_x_3_2gf), pretrained, weights, progress, num_classes).Build(start => new RegNet(new(25, 88, 26.31, 2.25, 48), start.Classes, stem_width));

        /// <summary>RegNetX of 8 billion operations.</summary>
        /// <inheritdoc cref="regnet_y_400mf" path="/param"/>
        [TypeName("torchvision.models.regnet.regnet_x_8gf", "torchvision.models.regnet_x_8gf")]
        public static RegNet regnet_x_8gf(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, int stem_width = 32) =>
            NetworkStart.Of(nameof(regnet_x_8gf), pretrained, weights, progress, num_classes).Build(start => new RegNet(new(23, 80, 49.56, 2.88, 120), start.Classes, stem_width));

        /// <summary>RegNetX of 16 billion operations.</summary>
        /// <inheritdoc cref="regnet_y_400mf" path="/param"/>
        [TypeName("torchvision.models.regnet.regnet_x_16gf", "torchvision.models.regnet_x_16gf")]
        public static RegNet regnet_x_16gf(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, int stem_width = 32) =>
            NetworkStart.Of(nameof(regnet_x_16gf), pretrained, weights, progress, num_classes).Build(start => new RegNet(new(22, 216, 55.59, 2.1, 128), start.Classes, stem_width));

        /// <summary>RegNetX of 32 billion operations.</summary>
        /// <inheritdoc cref="regnet_y_400mf" path="/param"/>
        [TypeName("torchvision.models.regnet.regnet_x_32gf", "torchvision.models.regnet_x_32gf")]
        public static RegNet regnet_x_32gf(
            bool pretrained = false, string? weights = null, bool progress = true, int? num_classes = null, int stem_width = 32) =>
            NetworkStart.Of(nameof(regnet_x_32gf), pretrained, weights, progress, num_classes).Build(start => new RegNet(new(23, 320, 69.86, 2.0, 168), start.Classes, stem_width));
    }
}
