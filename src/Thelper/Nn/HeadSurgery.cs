using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>Gives a network of torchvision fresh output layers where a task has another number of classes.</summary>
internal static class HeadSurgery
{
    /// <summary>Replaces the layers that the network names; those that have the number of outputs already keep their weights.</summary>
    /// <param name="network">The network.</param>
    /// <param name="classes">Number of outputs.</param>
    /// <param name="log">Receives which layers are fresh.</param>
    /// <returns>Whether the network names its output layers at all.</returns>
    public static bool Reconnect(nn.Module network, int classes, ModelLog log)
    {
        if (network is not INamedHeads { Heads: var heads })
        {
            return false;
        }

        foreach (var path in heads)
        {
            if (Weight(network.get_submodule(path)).shape[0] != classes)
            {
                log.Information($"reconnecting '{path}' layer for {classes} outputs");
                Replace(network, path, classes);
            }
        }

        return true;
    }

    private static void Replace(nn.Module network, string path, int classes)
    {
        var dot = path.LastIndexOf('.');
        var (parent, name) = dot < 0 ? (network, path) : (network.get_submodule(path[..dot]), path[(dot + 1)..]);
        nn.Module<Tensor, Tensor> fresh = parent.get_submodule(name) switch
        {
            Linear old => nn.Linear(old.in_features, classes, hasBias: old.bias is not null),
            Conv2d old => nn.Conv2d(old.in_channels, classes, [.. old.kernel_size], bias: old.bias is not null),
            var other => throw new ArgumentException($"'{path}' of {network.GetName()} is a {other.GetName()}, no output layer"),
        };
        if (parent is Sequential sequence)
        {
            sequence.ReplaceLayer(sequence.named_children().Select(child => child.name).ToList().IndexOf(name), fresh);
        }
        else
        {
            parent.ReplaceChild(name, fresh);
        }
    }

    private static Parameter Weight(nn.Module layer) => layer.get_parameter("weight") ?? throw new ArgumentException($"a {layer.GetName()} is no output layer");
}
