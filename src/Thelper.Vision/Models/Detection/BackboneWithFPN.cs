using Thelper.Torch;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Some layers of a classifier with a feature pyramid on top.</summary>
public sealed class BackboneWithFPN : DetectionBackbone
{
    private readonly IntermediateLayerGetter body;
    private readonly FeaturePyramidNetwork fpn;

    /// <summary>Builds the pyramid.</summary>
    /// <param name="backbone">The classifier, which is taken apart: see <see cref="IntermediateLayerGetter"/>.</param>
    /// <param name="returnLayers">Names of its layers, and the names of their maps.</param>
    /// <param name="inChannelsList">Channels of these layers' outputs.</param>
    /// <param name="outChannels">Channels of the pyramid.</param>
    /// <param name="extraBlocks">Adds coarser levels; a pooled one unless given.</param>
    /// <param name="norm">Makes the pyramid's normalisation of so many channels; null for none.</param>
    public BackboneWithFPN(
        nn.Module backbone,
        IReadOnlyDictionary<string, string> returnLayers,
        IReadOnlyList<int> inChannelsList,
        int outChannels = 256,
        ExtraFPNBlock? extraBlocks = null,
        Func<long, nn.Module<Tensor, Tensor>>? norm = null)
    {
        body = new IntermediateLayerGetter(backbone, returnLayers);
        fpn = new FeaturePyramidNetwork(inChannelsList, outChannels, extraBlocks ?? new LastLevelMaxPool(), norm);
        OutChannels = outChannels;
        register_module("body", body);
        register_module("fpn", fpn);
    }

    /// <inheritdoc/>
    public override int OutChannels { get; }

    /// <summary>A pyramid over the four stages of a residual network, the parts below the trained ones frozen.</summary>
    /// <param name="backbone">The network; it is taken apart.</param>
    /// <param name="trainableLayers">How many parts train, from the last one: 0 to 5.</param>
    /// <param name="expansion">Channels of a stage by its planes: 4 for bottlenecks, 1 for plain blocks.</param>
    /// <param name="norm">Makes the pyramid's normalisation of so many channels; null for none.</param>
    /// <param name="firstStage">The first stage whose map is used, 1 to 4.</param>
    /// <param name="extraBlocks">Adds coarser levels; a pooled one unless given.</param>
    /// <returns>The pyramid.</returns>
    /// <exception cref="UserErrorException">The number of trained parts is out of range.</exception>
    public static BackboneWithFPN OverResNet(ResNet backbone, int trainableLayers, int expansion = Bottleneck.Expansion, Func<long, nn.Module<Tensor, Tensor>>? norm = null,
        int firstStage = 1, ExtraFPNBlock? extraBlocks = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        string[] parts = ["layer4", "layer3", "layer2", "layer1", "conv1", "bn1"];
        CheckTrainable(trainableLayers, parts.Length - 1);
        var trained = parts.Take(trainableLayers == parts.Length - 1 ? parts.Length : trainableLayers).ToList();
        foreach (var (name, parameter) in backbone.named_parameters())
        {
            parameter.requires_grad = trained.Exists(part => name.StartsWith(part, StringComparison.Ordinal));
        }

        int[] channels = [64 * expansion, 128 * expansion, 256 * expansion, 512 * expansion];
        var used = channels[(firstStage - 1)..];
        var layers = Enumerable.Range(0, used.Length).ToDictionary(i => $"layer{i + firstStage}", i => $"{i}");
        return new BackboneWithFPN(backbone, layers, used, extraBlocks: extraBlocks, norm: norm);
    }

    /// <summary>A pyramid over the last two stages of a MobileNetV3, the stages below the trained ones frozen.</summary>
    /// <param name="backbone">The network; it is taken apart.</param>
    /// <param name="trainableLayers">How many stages train, from the last one: 0 to 6.</param>
    /// <returns>The pyramid.</returns>
    /// <exception cref="UserErrorException">The number of trained stages is out of range.</exception>
    public static BackboneWithFPN OverMobileNetV3(MobileNetV3 backbone, int trainableLayers)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        var features = backbone.Features;
        var last = features.Count - 1;
        List<int> stages = [0, .. Enumerable.Range(0, features.Count).Where(i => features[i] is InvertedResidual { Reduces: true }), last];
        CheckTrainable(trainableLayers, stages.Count);
        var frozen = trainableLayers == 0 ? features.Count : stages[stages.Count - trainableLayers];
        foreach (var parameter in features.Take(frozen).SelectMany(layer => layer.parameters()))
        {
            parameter.requires_grad = false;
        }

        var (first, second) = (stages[^2], stages[^1]);
        int[] channels = [((InvertedResidual)features[first]).OutChannels, ((Conv2dNormActivation)features[second]).OutChannels];
        var layers = new Dictionary<string, string> { [$"{first}"] = "0", [$"{second}"] = "1" };
        var pyramid = new BackboneWithFPN(features, layers, channels);
        foreach (var (_, head) in backbone.named_children().Where(c => c.module != features))
        {
            head.Dispose();
        }

        return pyramid;
    }

    /// <inheritdoc/>
    public override OrderedDictionary<string, Tensor> forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = fpn.call(body.call(input));
        foreach (var map in maps.Values)
        {
            map.MoveToOuterDisposeScope();
        }

        return maps;
    }

    private static void CheckTrainable(int layers, int most)
    {
        if (layers < 0 || layers > most)
        {
            throw new UserErrorException($"trainable_backbone_layers: {layers} is not between 0 and {most}");
        }
    }
}
