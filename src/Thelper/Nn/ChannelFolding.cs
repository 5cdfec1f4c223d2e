using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>What the super-resolution networks share: every channel of an image is an image of its own, so colour images work as grey ones do.</summary>
internal static class ChannelFolding
{
    /// <summary>Runs a network over single channels (or groups of <paramref name="channels"/>) of a batch.</summary>
    /// <param name="input">Images (batch, C, height, width); C is a multiple of <paramref name="channels"/>.</param>
    /// <param name="channels">Channels that the network takes and gives.</param>
    /// <param name="network">The network.</param>
    public static Tensor Run(Tensor input, int channels, Func<Tensor, Tensor> network)
    {
        if (input.dim() != 4 || input.shape[1] % channels != 0)
        {
            throw new UserErrorException(
                $"super-resolution networks take images (batch, channels, height, width) whose channels are a multiple of num_channels ({channels}); got ({string.Join(", ", input.shape)})");
        }

        var images = input.reshape(-1, channels, input.shape[2], input.shape[3]);
        var output = network(images);
        return output.reshape(input.shape[0], -1, output.shape[2], output.shape[3]);
    }

    /// <summary>Checks that a task predicts images.</summary>
    public static void Check(Tasks.Task task, string model)
    {
        if (task is not Regression || task is Detection)
        {
            throw new UserErrorException($"model '{model}' predicts images; it needs a super-resolution or regression task, not {task}");
        }
    }

    /// <summary>Checks sizes.</summary>
    public static void Check(params ReadOnlySpan<(string Name, int Value, int Least)> sizes)
    {
        foreach (var (name, value, least) in sizes)
        {
            if (value < least)
            {
                throw new UserErrorException($"{name}: {value} is too small (at least {least})");
            }
        }
    }
}
