using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Nn;

/// <summary>The last layer of a classifier for every place of a map.</summary>
internal static class PixelClassifier
{
    /// <summary>A 1x1 convolution that shares the weights of a linear layer.</summary>
    /// <param name="linear">The linear layer.</param>
    public static Conv2d Of(Linear linear)
    {
        var (outputs, inputs) = (linear.weight.shape[0], linear.weight.shape[1]);
        var layer = nn.Conv2d(inputs, outputs, 1);
        using var scope = NewDisposeScope();
        using var own = layer.weight;
        using var ownBias = layer.bias;
        layer.weight = new Parameter(linear.weight.detach().view(outputs, inputs, 1, 1));
        layer.bias = new Parameter(linear.bias!.detach());
        return layer;
    }
}
