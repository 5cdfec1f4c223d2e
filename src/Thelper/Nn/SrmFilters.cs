using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>The high-pass filters that show the noise of an image, as a convolution that training may change.</summary>
/// <remarks>
/// Three 5x5 kernels of the "spatial rich model": Fridrich, Kodovsky: "Rich Models for Steganalysis of Digital Images", 2012; used in networks by
/// Zhou et al., "Learning Rich Features for Image Manipulation Detection", arXiv:1805.04953.
/// </remarks>
internal static class SrmFilters
{
    /// <summary>Channels of the result.</summary>
    public const int Count = 3;

    private static readonly float[][] Kernels =
    [
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, -2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2],
        [0, 0, 0, 0, 0, 0, -1, 2, -1, 0, 0, 2, -4, 2, 0, 0, -1, 2, -1, 0, 0, 0, 0, 0, 0, 4],
        [-1, 2, -2, 2, -1, 2, -6, 8, -6, 2, -2, 8, -12, 8, -2, 2, -6, 8, -6, 2, -1, 2, -2, 2, -1, 12],
    ];

    /// <summary>Makes the convolution: (batch, <paramref name="channels"/>, height, width) to (batch, 3, height, width), without bias.</summary>
    /// <param name="channels">Channels of the images; each is filtered alike.</param>
    public static Conv2d Create(int channels)
    {
        var conv = nn.Conv2d(channels, Count, 5, padding: 2, bias: false);
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var kernels = Kernels.Select(k => tensor(k[..25].Select(v => v / k[25]).ToArray()).view(1, 1, 5, 5).expand(1, channels, 5, 5)).ToArray();
        conv.weight.copy_(cat(kernels));
        return conv;
    }
}
