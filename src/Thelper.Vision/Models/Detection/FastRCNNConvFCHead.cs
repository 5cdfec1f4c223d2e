using Thelper.Torch;
using Thelper.Torch.Modules;
using Thelper.Vision.Ops;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models.Detection;

/// <summary>Convolutions, then linear layers, over the pooled features of a region.</summary>
public sealed class FastRCNNConvFCHead : Sequential
{
    /// <summary>Builds the head and initialises it from libtorch's generator.</summary>
    /// <param name="inputSize">Channels, rows and columns of a region.</param>
    /// <param name="convLayers">Channels of each 3x3 convolution.</param>
    /// <param name="fcLayers">Features of each linear layer.</param>
    /// <param name="norm">Makes the normalisation of so many channels; null for none.</param>
    public FastRCNNConvFCHead(
        (int Channels, int Rows, int Columns) inputSize, IReadOnlyList<int> convLayers, IReadOnlyList<int> fcLayers, Func<long, nn.Module<Tensor, Tensor>>? norm = null)
    {
        ArgumentNullException.ThrowIfNull(convLayers);
        ArgumentNullException.ThrowIfNull(fcLayers);
        var channels = inputSize.Channels;
        foreach (var next in convLayers)
        {
            append(new Conv2dNormActivation(channels, next, 3, norm: norm, activation: static () => nn.ReLU(inplace: true)));
            channels = next;
        }

        append(nn.Flatten());
        long features = channels * inputSize.Rows * inputSize.Columns;
        foreach (var next in fcLayers)
        {
            append(nn.Linear(features, next));
            append(nn.ReLU(inplace: true));
            features = next;
        }

        foreach (var conv in modules().OfType<Conv2d>())
        {
            nn.init.kaiming_normal_(conv.weight, mode: nn.init.FanInOut.FanOut, nonlinearity: nn.init.NonlinearityType.ReLU);
            if (conv.bias is { } bias)
            {
                nn.init.zeros_(bias);
            }
        }
    }

    /// <inheritdoc/>
    public override string GetName() => nameof(FastRCNNConvFCHead);
}
