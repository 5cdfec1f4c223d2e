using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Models;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Zoo;

/// <summary>Counts what the layers of a network do in a forward pass.</summary>
/// <remarks>
/// Counted are products of matrices, which are nearly all of the work, as fvcore and thop count them: of convolutions, linear layers and attention; a multiplication with its addition is one.
/// Normalisation, activations, pooling, biases and resizing are not.
/// </remarks>
public static class CostCounter
{
    /// <summary>Runs a forward pass and counts.</summary>
    /// <param name="network">The network.</param>
    /// <param name="run">Calls it.</param>
    /// <returns>Its layers that have no layers within, or parameters or products of their own, in the order of their names.</returns>
    public static IReadOnlyList<LayerCost> Measure(nn.Module network, Action run)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(run);
        var tallies = network.modules().ToDictionary(module => module, _ => new Tally());
        var hook = nn.modules.module.register_module_forward_hook((module, inputs, result) =>
        {
            if (tallies.TryGetValue(module, out var tally))
            {
                tally.Add(Tensors(result), MacsOf(module, inputs, result));
            }

            return null;
        });
        try
        {
            run();
        }
        finally
        {
            hook.remove();
        }

        return [.. network.named_modules()
            .Select(entry => (entry.name, entry.module, Tally: tallies[entry.module], Own: entry.module.named_parameters(recurse: false).Sum(p => p.parameter.numel())))
            .Where(entry => entry.Tally.Calls > 0 && (!entry.module.children().Any() || entry.Own > 0 || entry.Tally.Macs > 0))
            .Select(entry => new LayerCost(entry.name, entry.module.GetName(), entry.Tally.Shape, entry.Own, entry.Tally.Macs, entry.Tally.Bytes))];
    }

    private static long MacsOf(nn.Module module, object?[] inputs, object? result) => module switch
    {
        ConvolutionTranspose layer => ((Tensor)inputs[0]!).numel() * PerElement(layer.weight),
        Convolution layer => ((Tensor)result!).numel() * PerElement(layer.weight),
        Linear layer => ((Tensor)result!).numel() * layer.weight.shape[1],
        DeformConv2d layer => ((Tensor)result!).numel() * PerElement(layer.get_parameter("weight")!),
        MultiheadAttention attention => OfAttention((Tensor)inputs[0]!, attention.embed_dim),
        IMatrixProducts own => own.ProductsOf((Tensor)inputs[0]!),
        _ => 0,
    };

    private static long PerElement(Tensor kernel) => kernel.numel() / kernel.shape[0];

    // Queries, keys, values and the projection of each place, then every place with every other, twice.
    private static long OfAttention(Tensor query, long width)
    {
        var (batch, length) = (query.shape[0], query.shape[1]);
        return batch * ((4 * length * width * width) + (2 * length * length * width));
    }

    private static IEnumerable<Tensor> Tensors(object? value) => value switch
    {
        Tensor tensor => [tensor],
        IEnumerable<KeyValuePair<string, Tensor>> named => named.Select(entry => entry.Value),
        System.Runtime.CompilerServices.ITuple tuple => Enumerable.Range(0, tuple.Length).SelectMany(i => Tensors(tuple[i])),
        IEnumerable<object?> items => items.SelectMany(Tensors),
        _ => [],
    };

    private sealed class Tally
    {
        public int Calls { get; private set; }

        public long[] Shape { get; private set; } = [];

        public long Macs { get; private set; }

        public long Bytes { get; private set; }

        public void Add(IEnumerable<Tensor> results, long macs)
        {
            var all = results.ToList();
            Shape = Calls == 0 && all.Count > 0 ? all[0].shape : Shape;
            Calls++;
            Macs += macs;
            Bytes += all.Sum(tensor => tensor.numel() * tensor.element_size());
        }
    }
}
