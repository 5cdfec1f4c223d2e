using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>The functions of <c>thelper.nn.srm</c>: high-pass filters that show the noise of an image, as a convolution that training may change.</summary>
/// <remarks>
/// Three 5x5 kernels of the "spatial rich model": Fridrich, Kodovsky: "Rich Models for Steganalysis of Digital Images", 2012; used in networks by
/// Zhou et al., "Learning Rich Features for Image Manipulation Detection", arXiv:1805.04953.
/// </remarks>
public static class Srm
{
    /// <summary>Channels of noise.</summary>
    public const int Count = 3;

    private const int Side = 5;

    // The kernels' numbers, then what all of them are divided by.
    private static readonly float[][] Kernels =
    [
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, -2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2],
        [0, 0, 0, 0, 0, 0, -1, 2, -1, 0, 0, 2, -4, 2, 0, 0, -1, 2, -1, 0, 0, 0, 0, 0, 0, 4],
        [-1, 2, -2, 2, -1, 2, -6, 8, -6, 2, -2, 8, -12, 8, -2, 2, -6, 8, -6, 2, -1, 2, -2, 2, -1, 12],
    ];

    /// <summary>The kernels (<c>setup_srm_weights</c>).</summary>
    /// <param name="inputChannels">Channels of the images, at least 1; each is filtered alike.</param>
    /// <returns>A float32 tensor (3, <paramref name="inputChannels"/>, 5, 5).</returns>
    /// <exception cref="UserErrorException">There are no channels.</exception>
    public static Tensor SetupSrmWeights(int inputChannels = 3)
    {
        if (inputChannels < 1)
        {
            throw new UserErrorException($"input_channels: {inputChannels} is no number of channels (at least 1)");
        }

        using var scope = NewDisposeScope();
        return cat([.. Kernels.Select(k => tensor(k[..^1].Select(v => v / k[^1]).ToArray()).view(1, 1, Side, Side).expand(1, inputChannels, Side, Side))])
            .MoveToOuterDisposeScope();
    }

    /// <summary>A convolution with these kernels (<c>setup_srm_layer</c>): (batch, <paramref name="inputChannels"/>, height, width) to (batch, 3, height, width), without bias.</summary>
    /// <param name="inputChannels">Channels of the images, at least 1.</param>
    /// <exception cref="UserErrorException">There are no channels.</exception>
    public static Conv2d SetupSrmLayer(int inputChannels = 3)
    {
        using var kernels = SetupSrmWeights(inputChannels);
        var conv = nn.Conv2d(inputChannels, Count, Side, padding: Side / 2, bias: false);
        using var noGrad = no_grad();
        conv.weight.copy_(kernels);
        return conv;
    }
}
