using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>The feature maps of SSDlite over a MobileNetV3 (arXiv:1905.02244, section 6.3).</summary>
public sealed class SSDLiteFeatureExtractorMobileNet : SSDBackbone
{
    private readonly Sequential features;
    private readonly ModuleList<Sequential> extra;

    /// <summary>Takes over the convolutions of a MobileNetV3.</summary>
    /// <param name="backbone">Its <c>features</c>; not used afterwards.</param>
    /// <param name="trainableLayers">How many of the stages train, from the last one.</param>
    /// <param name="norm">Makes the normalisation of so many channels.</param>
    /// <exception cref="UserErrorException">The number of trained stages is out of range.</exception>
    public SSDLiteFeatureExtractorMobileNet(Sequential backbone, int trainableLayers, Func<long, nn.Module<Tensor, Tensor>> norm)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        List<int> stages = [0, .. Enumerable.Range(0, backbone.Count).Where(i => backbone[i] is InvertedResidual { Reduces: true }), backbone.Count - 1];
        SSDFeatureExtractorVGG.Freeze(backbone, stages, trainableLayers);

        // The first map is taken in the middle of the block that makes the last stage: where it is widest, before it gets coarser.
        var cut = stages[^2];
        var block = ((InvertedResidual)backbone[cut]).Block;
        var last = (Conv2dNormActivation)backbone[backbone.Count - 1];
        OutChannels = [((Conv2dNormActivation)block[0]).OutChannels, last.OutChannels, 512, 256, 256, 128];
        features = nn.Sequential(nn.Sequential([.. backbone.Take(cut), block[0]]), nn.Sequential([block[1..], .. backbone.Skip(cut + 1)]));
        extra = nn.ModuleList<Sequential>([.. OutChannels.Skip(2).Zip(OutChannels.Skip(1), (outChannels, channels) => Extra(channels, outChannels, norm))]);
        Initialise(extra);
        register_module("features", features);
        register_module("extra", extra);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutChannels { get; }

    /// <inheritdoc/>
    public override OrderedDictionary<string, Tensor> forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = new OrderedDictionary<string, Tensor>();
        var map = input;
        foreach (var part in features.Concat(extra))
        {
            map = part.call(map);
            maps.Add($"{maps.Count}", map.MoveToOuterDisposeScope());
        }

        return maps;
    }

    /// <summary>Draws the weights of convolutions from a normal distribution, as SSDlite's are.</summary>
    internal static void Initialise(nn.Module part)
    {
        foreach (var conv in part.modules().OfType<Conv2d>())
        {
            nn.init.normal_(conv.weight, 0, 0.03);
            if (conv.bias is { } bias)
            {
                nn.init.zeros_(bias);
            }
        }
    }

    private static Sequential Extra(int channels, int outChannels, Func<long, nn.Module<Tensor, Tensor>> norm)
    {
        var between = outChannels / 2;
        Func<nn.Module<Tensor, Tensor>> activation = static () => nn.ReLU6(inplace: true);
        return nn.Sequential(
            new Conv2dNormActivation(channels, between, 1, norm: norm, activation: activation),
            new Conv2dNormActivation(between, between, 3, 2, between, norm, activation),
            new Conv2dNormActivation(between, outChannels, 1, norm: norm, activation: activation));
    }
}
