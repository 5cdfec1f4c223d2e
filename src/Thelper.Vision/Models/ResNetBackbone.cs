using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>A <see cref="ResNet"/> without its classifier: <c>conv1</c>, <c>bn1</c>, <c>layer1</c> to <c>layer4</c>.</summary>
internal sealed class ResNetBackbone : nn.Module<Tensor, Tensor>
{
    private static readonly string[] Stem = ["conv1", "bn1", "relu", "maxpool"];
    private readonly nn.Module<Tensor, Tensor>[] stem;
    private readonly nn.Module<Tensor, Tensor>[] stages;

    /// <summary>Takes over the layers of a network, which must not be used any more.</summary>
    /// <param name="model">The network.</param>
    public ResNetBackbone(ResNet model)
        : base("IntermediateLayerGetter")
    {
        var layers = model.named_children().ToDictionary(child => child.name, child => (nn.Module<Tensor, Tensor>)child.module);
        stem = [.. Stem.Select(name => layers[name])];
        stages = [.. Enumerable.Range(1, 4).Select(i => layers[$"layer{i}"])];
        for (var i = 0; i < Stem.Length; i++)
        {
            register_module(Stem[i], stem[i]);
        }

        for (var i = 0; i < stages.Length; i++)
        {
            register_module($"layer{i + 1}", stages[i]);
        }

        layers["fc"].Dispose();
    }

    /// <inheritdoc/>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return Stages(input)[^1].MoveToOuterDisposeScope();
    }

    /// <summary>The map of every stage; the tensors belong to the current dispose scope.</summary>
    /// <param name="input">Images.</param>
    public Tensor[] Stages(Tensor input)
    {
        var x = input;
        foreach (var layer in stem)
        {
            x = layer.call(x);
        }

        var maps = new Tensor[stages.Length];
        for (var i = 0; i < maps.Length; i++)
        {
            maps[i] = x = stages[i].call(x);
        }

        return maps;
    }
}
