using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>Makes the first convolution of a network read images of another number of channels, with the weights that it has.</summary>
/// <remarks>
/// The rule: a picture whose channels are all the same is seen as before. Fewer channels than the kernel has share the sum of its channels equally (one gets the sum);
/// where there are more, the first keep theirs, each further one gets their mean, and all are multiplied by old / new.
/// </remarks>
internal static class InputSurgery
{
    /// <summary>The layer that reads the images, and how many channels they have.</summary>
    /// <param name="network">The network.</param>
    /// <returns>Its dotted name, the layer, its channels without coordinates, and those of coordinates behind them; null where the network has no convolution.</returns>
    public static (string Path, Conv2d Layer, int Channels, int Coordinates)? Find(nn.Module network)
    {
        var coordinates = 0;
        foreach (var (path, module) in network.named_modules())
        {
            coordinates = module is CoordConv2d coordinated ? coordinated.Coordinates : coordinates;
            if (module is Conv2d layer)
            {
                return (path, layer, (int)layer.in_channels - coordinates, coordinates);
            }
        }

        return null;
    }

    /// <summary>Adapts a network.</summary>
    /// <param name="network">The network; its first convolution changes, and learns from now on.</param>
    /// <param name="channels">Channels of the images, at least 1.</param>
    /// <param name="name">The model's name, for messages.</param>
    /// <exception cref="UserErrorException">There is no convolution, or one in groups.</exception>
    public static void Adapt(nn.Module network, int channels, string name)
    {
        if (Find(network) is not { } input)
        {
            throw Refusal(name, "it has no convolution that reads the images");
        }

        if (input.Layer.groups != 1)
        {
            throw Refusal(name, $"its first convolution, '{input.Path}', works in {input.Layer.groups} groups");
        }

        if (input.Channels == channels)
        {
            return;
        }

        using var scope = NewDisposeScope();
        using var mode = no_grad();
        var old = input.Layer.weight.detach();
        var adapted = Adapted(old.narrow(1, 0, input.Channels), channels);
        var kernel = input.Coordinates == 0 ? adapted : cat([adapted, old.narrow(1, input.Channels, input.Coordinates)], 1);
        var parameter = new Parameter(kernel.contiguous());
        parameter.DetachFromDisposeScope();
        input.Layer.ReplaceKernel(parameter);
    }

    /// <summary>Why a model cannot be adapted.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="reason">What stands in the way, and the way out.</param>
    public static UserErrorException Refusal(string name, string reason) => new($"adapt_input: the input of the model '{name}' cannot be adapted: {reason}");

    private static Tensor Adapted(Tensor kernel, int channels)
    {
        var before = kernel.shape[1];
        if (channels < before)
        {
            return kernel.sum(1, keepdim: true).expand(-1, channels, -1, -1) / channels;
        }

        var further = kernel.mean([1], keepdim: true).expand(-1, channels - before, -1, -1);
        return cat([kernel, further], 1) * ((double)before / channels);
    }
}
