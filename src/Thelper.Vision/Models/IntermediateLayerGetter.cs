using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>Runs the children of a network one after another and keeps the outputs of some of them.</summary>
/// <remarks>Takes over the children up to the last one that is wanted; the others are disposed.</remarks>
public sealed class IntermediateLayerGetter : nn.Module<Tensor, OrderedDictionary<string, Tensor>>
{
    private readonly List<(nn.Module<Tensor, Tensor> Layer, string? Output)> layers = [];

    /// <summary>Takes a network apart.</summary>
    /// <param name="model">The network, whose children run in the order of their registration. It is not used afterwards.</param>
    /// <param name="returnLayers">Names of children, and the names of their outputs.</param>
    /// <exception cref="UserErrorException">A child is missing, or does not turn one tensor into one.</exception>
    public IntermediateLayerGetter(nn.Module model, IReadOnlyDictionary<string, string> returnLayers)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(returnLayers);
        var children = model.named_children().ToList();
        var wanted = returnLayers.Keys.Where(name => !children.Exists(c => c.name == name)).ToList();
        if (wanted.Count > 0)
        {
            throw new UserErrorException($"{model.GetName()} has no layer '{wanted[0]}' (it has {string.Join(", ", children.Select(c => c.name))})");
        }

        var missing = returnLayers.Count;
        foreach (var (name, child) in children)
        {
            if (missing == 0)
            {
                child.Dispose();
                continue;
            }

            var layer = child as nn.Module<Tensor, Tensor>
                ?? throw new UserErrorException($"the layer '{name}' of {model.GetName()} does not turn one tensor into one");
            var output = returnLayers.GetValueOrDefault(name);
            missing -= output is null ? 0 : 1;
            layers.Add((layer, output));
            register_module(name, layer);
        }
    }

    /// <inheritdoc/>
    protected override long StateVersion => 2;

    /// <inheritdoc/>
    public override OrderedDictionary<string, Tensor> forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        var outputs = new OrderedDictionary<string, Tensor>();
        foreach (var (layer, output) in layers)
        {
            input = layer.call(input);
            if (output is not null)
            {
                outputs.Add(output, input);
            }
        }

        foreach (var output in outputs.Values)
        {
            output.MoveToOuterDisposeScope();
        }

        return outputs;
    }
}
