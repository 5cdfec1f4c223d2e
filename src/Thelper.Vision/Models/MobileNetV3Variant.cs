namespace Thelper.Vision.Models;

/// <summary>One published MobileNetV3: its blocks. Its ImageNet weights are those of <see cref="PublishedModels"/>.</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Blocks">Its blocks at full width.</param>
/// <param name="LastChannel">Features before the last layer at full width.</param>
/// <param name="Tail">First block whose channels a reduced tail halves and a dilated one dilates.</param>
public sealed record MobileNetV3Variant(string Name, IReadOnlyList<InvertedResidualConfig> Blocks, int LastChannel, int Tail)
{
    /// <summary>MobileNetV3 large.</summary>
    public static MobileNetV3Variant Large { get; } = new(
        "mobilenet_v3_large",
        [
            new(16, 3, 16, 16, false, false, 1), new(16, 3, 64, 24, false, false, 2), new(24, 3, 72, 24, false, false, 1),
            new(24, 5, 72, 40, true, false, 2), new(40, 5, 120, 40, true, false, 1), new(40, 5, 120, 40, true, false, 1),
            new(40, 3, 240, 80, false, true, 2), new(80, 3, 200, 80, false, true, 1), new(80, 3, 184, 80, false, true, 1),
            new(80, 3, 184, 80, false, true, 1), new(80, 3, 480, 112, true, true, 1), new(112, 3, 672, 112, true, true, 1),
            new(112, 5, 672, 160, true, true, 2), new(160, 5, 960, 160, true, true, 1), new(160, 5, 960, 160, true, true, 1),
        ],
        1280,
        12);

    /// <summary>MobileNetV3 small.</summary>
    public static MobileNetV3Variant Small { get; } = new(
        "mobilenet_v3_small",
        [
            new(16, 3, 16, 16, true, false, 2), new(16, 3, 72, 24, false, false, 2), new(24, 3, 88, 24, false, false, 1),
            new(24, 5, 96, 40, true, true, 2), new(40, 5, 240, 40, true, true, 1), new(40, 5, 240, 40, true, true, 1),
            new(40, 5, 120, 48, true, true, 1), new(48, 5, 144, 48, true, true, 1), new(48, 5, 288, 96, true, true, 2),
            new(96, 5, 576, 96, true, true, 1), new(96, 5, 576, 96, true, true, 1),
        ],
        1024,
        8);

    /// <summary>Builds the network and loads the weights that the parameters ask for.</summary>
    /// <param name="pretrained">The old switch: the first published weights.</param>
    /// <param name="weights">A name such as <c>IMAGENET1K_V1</c>; null for none.</param>
    /// <param name="progress">Shows a download.</param>
    /// <param name="numClasses">Number of outputs; 1000 unless given.</param>
    /// <param name="widthMult">Factor of all channels.</param>
    /// <param name="reducedTail">Halves the channels of the last stage.</param>
    /// <param name="dilated">Dilates the last stage instead of reducing the resolution.</param>
    /// <param name="dropout">Share of features dropped before the last layer while training.</param>
    /// <param name="norm">Makes the normalisation of so many channels; null for the paper's.</param>
    /// <returns>The network.</returns>
    /// <exception cref="UserErrorException">The weights are unknown, or cannot be had, or do not fit the other parameters.</exception>
    internal MobileNetV3 Build(
        bool pretrained = false,
        string? weights = null,
        bool progress = true,
        int? numClasses = null,
        double widthMult = 1,
        bool reducedTail = false,
        bool dilated = false,
        double dropout = 0.2,
        Func<long, Torch.torch.nn.Module<Torch.torch.Tensor, Torch.torch.Tensor>>? norm = null)
    {
        var blocks = Blocks.Select((block, i) => Adapted(block, i, reducedTail, dilated).Scaled(widthMult)).ToList();
        var last = InvertedResidualConfig.MakeDivisible((reducedTail ? LastChannel / 2 : LastChannel) * widthMult);
        return NetworkStart.Of(Name, pretrained, weights, progress, numClasses).Build(start => new MobileNetV3(blocks, last, start.Classes, norm, dropout));
    }

    private InvertedResidualConfig Adapted(InvertedResidualConfig block, int index, bool reducedTail, bool dilated)
    {
        if (index < Tail)
        {
            return block;
        }

        block = dilated ? block with { Dilation = 2 } : block;
        return !reducedTail
            ? block
            : block with
            {
                InputChannels = index == Tail ? block.InputChannels : block.InputChannels / 2,
                ExpandedChannels = index == Tail ? block.ExpandedChannels : block.ExpandedChannels / 2,
                OutChannels = block.OutChannels / 2,
            };
    }
}
