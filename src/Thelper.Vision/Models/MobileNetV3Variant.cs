namespace Thelper.Vision.Models;

/// <summary>One published MobileNetV3: its blocks and its ImageNet weight files (torchvision 0.14).</summary>
/// <param name="Name">The function's name.</param>
/// <param name="Blocks">Its blocks at full width.</param>
/// <param name="LastChannel">Features before the last layer at full width.</param>
/// <param name="Tail">First block whose channels a reduced tail halves and a dilated one dilates.</param>
/// <param name="WeightsV1">File of the first weights.</param>
/// <param name="WeightsV2">File of the later, better weights, if there are.</param>
public sealed record MobileNetV3Variant(
    string Name, IReadOnlyList<InvertedResidualConfig> Blocks, int LastChannel, int Tail, string WeightsV1, string? WeightsV2 = null)
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
        12,
        "mobilenet_v3_large-8738ca79.pth",
        "mobilenet_v3_large-5c1a4163.pth");

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
        8,
        "mobilenet_v3_small-047dcff4.pth");

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
        var file = PublishedWeights.Find(Name, pretrained ? "IMAGENET1K_V1" : weights, [("IMAGENET1K_V1", WeightsV1), ("IMAGENET1K_V2", WeightsV2)]);
        if (file is not null && numClasses is not (null or ResNetVariant.ImageNetClasses))
        {
            throw new UserErrorException(
                $"num_classes: the pretrained weights of {Name} have {ResNetVariant.ImageNetClasses} classes, not {numClasses}; " +
                "leave num_classes out, the head is replaced for the task afterwards");
        }

        // Fetched first: a missing file is reported before the slow initialisation.
        var path = file is null || WeightsLoading.IsSkipped ? null : WeightsCache.Default.Fetch(file, progress);
        var blocks = Blocks.Select((block, i) => Adapted(block, i, reducedTail, dilated).Scaled(widthMult)).ToList();
        var model = new MobileNetV3(
            blocks, InvertedResidualConfig.MakeDivisible((reducedTail ? LastChannel / 2 : LastChannel) * widthMult), numClasses ?? ResNetVariant.ImageNetClasses, norm, dropout);
        if (path is not null)
        {
            PublishedWeights.LoadInto(model, path);
        }

        return model;
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
