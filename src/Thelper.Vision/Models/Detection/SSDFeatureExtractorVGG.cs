using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>The feature maps of SSD300 over VGG-16 (arXiv:1512.02325, figure 2).</summary>
public sealed class SSDFeatureExtractorVGG : SSDBackbone
{
    private readonly Parameter scale_weight;
    private readonly Sequential features;
    private readonly ModuleList<Sequential> extra;

    /// <summary>Takes over the convolutions of a VGG-16.</summary>
    /// <param name="backbone">Its <c>features</c>, without normalisation; not used afterwards.</param>
    /// <param name="trainableLayers">How many of the five stages train, from the last one.</param>
    /// <exception cref="UserErrorException">The number of trained stages is out of range.</exception>
    public SSDFeatureExtractorVGG(Sequential backbone, int trainableLayers)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        var pools = Enumerable.Range(0, backbone.Count).Where(i => backbone[i] is MaxPool2d).ToList();
        Freeze(backbone, [0, .. pools[..^1]], trainableLayers);

        // Rounded up, so that the maps are as large as the paper's.
        backbone[pools[2]].Dispose();
        backbone[pools[2]] = nn.MaxPool2d(2, stride: 2, ceil_mode: true);
        scale_weight = new Parameter(ones(512) * 20);
        features = nn.Sequential(backbone.Take(pools[3]).ToArray());
        var further = new[] { Pair(1024, 256, 2), Pair(512, 128, 2), Pair(256, 128, 1), Pair(256, 128, 1) };
        Array.ForEach(further, Initialise);
        var dense = nn.Sequential(
            nn.MaxPool2d(3, stride: 1, padding: 1), nn.Conv2d(512, 1024, 3, padding: 6, dilation: 6), nn.ReLU(inplace: true), nn.Conv2d(1024, 1024, 1), nn.ReLU(inplace: true));
        Initialise(dense);
        backbone[backbone.Count - 1].Dispose();
        extra = nn.ModuleList<Sequential>([nn.Sequential([.. backbone.Skip(pools[3]).SkipLast(1), dense]), .. further]);
        register_parameter("scale_weight", scale_weight);
        register_module("features", features);
        register_module("extra", extra);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<int> OutChannels => [512, 1024, 512, 256, 256, 256];

    /// <inheritdoc/>
    public override OrderedDictionary<string, Tensor> forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var map = features.call(input);
        var maps = new OrderedDictionary<string, Tensor> { ["0"] = (get_parameter("scale_weight")!.view(1, -1, 1, 1) * nn.functional.normalize(map)).MoveToOuterDisposeScope() };
        foreach (var block in extra)
        {
            map = block.call(map);
            maps.Add($"{maps.Count}", map.MoveToOuterDisposeScope());
        }

        return maps;
    }

    /// <summary>Freezes what lies below the trained stages.</summary>
    /// <param name="layers">The layers.</param>
    /// <param name="stages">The first layer of each stage.</param>
    /// <param name="trainable">How many stages train, from the last one.</param>
    /// <exception cref="UserErrorException">The number is out of range.</exception>
    internal static void Freeze(Sequential layers, IReadOnlyList<int> stages, int trainable)
    {
        if (trainable < 0 || trainable > stages.Count)
        {
            throw new UserErrorException($"trainable_backbone_layers: {trainable} is not between 0 and {stages.Count}");
        }

        foreach (var parameter in layers.Take(trainable == 0 ? layers.Count : stages[stages.Count - trainable]).SelectMany(layer => layer.parameters()))
        {
            parameter.requires_grad = false;
        }
    }

    private static Sequential Pair(int channels, int between, int stride) => nn.Sequential(
        nn.Conv2d(channels, between, 1), nn.ReLU(inplace: true), nn.Conv2d(between, 2 * between, 3, stride: stride, padding: stride - 1), nn.ReLU(inplace: true));

    private static void Initialise(nn.Module part)
    {
        foreach (var conv in part.modules().OfType<Conv2d>())
        {
            nn.init.xavier_uniform_(conv.weight);
            nn.init.zeros_(conv.bias!);
        }
    }
}
