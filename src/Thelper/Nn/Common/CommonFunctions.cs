using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn.Common;

/// <summary>The functions of <c>thelper.nn.common</c>.</summary>
public static class CommonFunctions
{
    /// <summary>Draws the weights of a layer as He et al. do (arXiv:1502.01852, normal, fan-in) and sets its bias to 0; a normalisation starts near 1 (deviation 0.02). Other modules stay.</summary>
    /// <param name="module">One layer; for a whole network: <c>network.apply(CommonFunctions.WeightsInitKaiming)</c>.</param>
    public static void WeightsInitKaiming(nn.Module module) => Initialise(module, static weight => nn.init.kaiming_normal_(weight));

    /// <summary>The same by Glorot and Bengio (normal).</summary>
    /// <param name="module">One layer.</param>
    public static void WeightsInitXavier(nn.Module module) => Initialise(module, static weight => nn.init.xavier_normal_(weight));

    /// <summary>Cuts pixels from every side of images.</summary>
    /// <param name="images">A tensor (..., height, width).</param>
    /// <param name="borderSize">Pixels to cut from each side; 0 for none.</param>
    /// <returns>A view of the middle.</returns>
    /// <exception cref="UserErrorException">Nothing would be left.</exception>
    public static Tensor Shave(Tensor images, int borderSize = 0)
    {
        ArgumentNullException.ThrowIfNull(images);
        var (height, width) = (images.shape[^2] - (2 * borderSize), images.shape[^1] - (2 * borderSize));
        if (borderSize < 0 || height < 1 || width < 1)
        {
            throw new UserErrorException($"border_size: {borderSize} pixels cannot be cut from each side of {images.shape[^2]}x{images.shape[^1]}");
        }

        using var rows = images.narrow(-2, borderSize, height);
        return rows.narrow(-1, borderSize, width);
    }

    private static void Initialise(nn.Module module, Action<Tensor> draw)
    {
        ArgumentNullException.ThrowIfNull(module);
        switch (module)
        {
            case Linear linear:
                Set(linear.weight, linear.bias, draw);
                break;
            case Convolution convolution:
                Set(convolution.weight!, convolution.bias, draw);
                break;
            case BatchNorm norm when norm.weight is { } weight:
                Set(weight, norm.bias, static weight => nn.init.normal_(weight, 1, 0.02));
                break;
        }
    }

    private static void Set(Tensor weight, Tensor? bias, Action<Tensor> draw)
    {
        draw(weight);
        if (bias is not null)
        {
            nn.init.zeros_(bias);
        }
    }
}
