using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Ops;

/// <summary>A feature pyramid: maps of one depth, each a sum of its own level and all coarser ones.</summary>
/// <remarks>Lin and others: "Feature Pyramid Networks for Object Detection", arXiv:1612.03144, figure 3. Maps come and go finest first, by name.</remarks>
public sealed class FeaturePyramidNetwork : nn.Module<OrderedDictionary<string, Tensor>, OrderedDictionary<string, Tensor>>
{
    private readonly ModuleList<Conv2dNormActivation> inner;
    private readonly ModuleList<Conv2dNormActivation> layer;
    private readonly ExtraFPNBlock? extra;

    /// <summary>Builds the pyramid.</summary>
    /// <param name="inChannelsList">Channels of each map, finest first.</param>
    /// <param name="outChannels">Channels of the pyramid.</param>
    /// <param name="extraBlocks">Adds coarser levels; null for none.</param>
    /// <param name="norm">Makes the normalisation of so many channels; null for none.</param>
    public FeaturePyramidNetwork(
        IReadOnlyList<int> inChannelsList, int outChannels, ExtraFPNBlock? extraBlocks = null, Func<long, nn.Module<Tensor, Tensor>>? norm = null)
    {
        ArgumentNullException.ThrowIfNull(inChannelsList);
        inner = nn.ModuleList<Conv2dNormActivation>();
        layer = nn.ModuleList<Conv2dNormActivation>();
        foreach (var channels in inChannelsList)
        {
            inner.append(new Conv2dNormActivation(channels, outChannels, 1, norm: norm));
            layer.append(new Conv2dNormActivation(outChannels, outChannels, 3, norm: norm));
        }

        register_module("inner_blocks", inner);
        register_module("layer_blocks", layer);
        foreach (var conv in modules().OfType<Conv2d>())
        {
            nn.init.kaiming_uniform_(conv.weight, a: 1);
            if (conv.bias is { } bias)
            {
                nn.init.zeros_(bias);
            }
        }

        extra = extraBlocks;
        if (extra is not null)
        {
            register_module("extra_blocks", extra);
        }
    }

    /// <inheritdoc/>
    protected override long StateVersion => 2;

    /// <inheritdoc/>
    public override OrderedDictionary<string, Tensor> forward(OrderedDictionary<string, Tensor> input)
    {
        ArgumentNullException.ThrowIfNull(input);
        using var scope = NewDisposeScope();
        var maps = input.Values.ToList();
        var results = new Tensor[maps.Count];
        var top = inner[^1].call(maps[^1]);
        results[^1] = layer[^1].call(top);
        for (var i = maps.Count - 2; i >= 0; i--)
        {
            var lateral = inner[i].call(maps[i]);
            var larger = nn.functional.interpolate(top, size: lateral.shape[2..]);
            top = lateral + larger;
            results[i] = layer[i].call(top);
        }

        var output = new OrderedDictionary<string, Tensor>();
        foreach (var (name, map) in input.Keys.Zip(results))
        {
            output.Add(name, map.MoveToOuterDisposeScope());
        }

        if (extra is not null)
        {
            foreach (var (name, map) in extra.Names.Zip(extra.call(results, maps)))
            {
                output.Add(name, map.MoveToOuterDisposeScope());
            }
        }

        return output;
    }
}
