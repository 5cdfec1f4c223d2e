using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's AlexNet: same state-dict keys, same initial weights for a seed.</summary>
/// <remarks>
/// Krizhevsky: "One weird trick for parallelizing convolutional neural networks", arXiv:1404.5997. Input: float32 (batch, 3, height, width), at
/// least 63 pixels each way; output: (batch, <c>num_classes</c>) scores.
/// </remarks>
public sealed class AlexNet : FeatureClassifier
{
    private const int Hidden = 4096;
    private const int Cells = 6;

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="numClasses">Number of outputs.</param>
    /// <param name="dropout">Share of the values dropped before both hidden layers while training.</param>
    public AlexNet(int numClasses = 1000, double dropout = 0.5)
        : base(nameof(AlexNet), Convolutions(), nn.AdaptiveAvgPool2d(Cells), Scores(numClasses, dropout))
    {
    }

    private static Sequential Convolutions()
    {
        // Channels out, kernel, stride, padding, and whether the map is halved afterwards.
        (int Out, int Kernel, int Stride, int Padding, bool Halves)[] layers =
            [(64, 11, 4, 2, true), (192, 5, 1, 2, true), (384, 3, 1, 1, false), (256, 3, 1, 1, false), (256, 3, 1, 1, true)];
        var features = nn.Sequential();
        var channels = 3;
        foreach (var layer in layers)
        {
            features.append(nn.Conv2d(channels, layer.Out, layer.Kernel, stride: layer.Stride, padding: layer.Padding));
            features.append(nn.ReLU(inplace: true));
            if (layer.Halves)
            {
                features.append(nn.MaxPool2d(3, stride: 2));
            }

            channels = layer.Out;
        }

        return features;
    }

    private static Sequential Scores(int classes, double dropout) => nn.Sequential(
        nn.Dropout(dropout), nn.Linear(256 * Cells * Cells, Hidden), nn.ReLU(inplace: true),
        nn.Dropout(dropout), nn.Linear(Hidden, Hidden), nn.ReLU(inplace: true),
        nn.Linear(Hidden, classes));
}
