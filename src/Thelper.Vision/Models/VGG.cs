using Thelper.Torch;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Vision.Models;

/// <summary>torchvision's VGG: same state-dict keys, same initial weights for a seed.</summary>
/// <remarks>
/// Simonyan, Zisserman: "Very Deep Convolutional Networks for Large-Scale Image Recognition", arXiv:1409.1556, table 1. Input: float32 (batch, 3,
/// height, width), at least 32 pixels each way; output: (batch, <c>num_classes</c>) scores.
/// </remarks>
public sealed class VGG : FeatureClassifier
{
    private const int Hidden = 4096;
    private const int Cells = 7;
    private static readonly int[] Channels = [64, 128, 256, 512, 512];

    /// <summary>Builds the network and draws its weights from libtorch's generator.</summary>
    /// <param name="convolutions">Number of 3x3 convolutions in each of the five stages; every stage ends by halving the map.</param>
    /// <param name="batchNorm">Whether convolutions are followed by batch normalisation.</param>
    /// <param name="numClasses">Number of outputs.</param>
    /// <param name="initWeights">Whether weights are drawn as the network's authors did; otherwise every layer keeps its own first weights.</param>
    /// <param name="dropout">Share of the values dropped behind both hidden layers while training.</param>
    /// <exception cref="UserErrorException">There are not five stages.</exception>
    public VGG(IReadOnlyList<int> convolutions, bool batchNorm, int numClasses = 1000, bool initWeights = true, double dropout = 0.5)
        : base(nameof(VGG), Convolutions(convolutions, batchNorm), nn.AdaptiveAvgPool2d(Cells), Scores(numClasses, dropout))
    {
        if (initWeights)
        {
            Initialisation.Draw(this, Initialisation.KaimingFanOut, Initialisation.SmallNormal);
        }
    }

    private static Sequential Convolutions(IReadOnlyList<int> counts, bool batchNorm)
    {
        if (counts.Count != Channels.Length)
        {
            throw new UserErrorException($"a VGG has {Channels.Length} stages, not {counts.Count}");
        }

        var features = nn.Sequential();
        var before = 3;
        foreach (var (count, channels) in counts.Zip(Channels))
        {
            for (var i = 0; i < count; i++)
            {
                features.append(nn.Conv2d(before, channels, 3, padding: 1));
                if (batchNorm)
                {
                    features.append(nn.BatchNorm2d(channels));
                }

                features.append(nn.ReLU(inplace: true));
                before = channels;
            }

            features.append(nn.MaxPool2d(2, stride: 2));
        }

        return features;
    }

    private static Sequential Scores(int classes, double dropout) => nn.Sequential(
        nn.Linear(Channels[^1] * Cells * Cells, Hidden), nn.ReLU(inplace: true), nn.Dropout(dropout),
        nn.Linear(Hidden, Hidden), nn.ReLU(inplace: true), nn.Dropout(dropout),
        nn.Linear(Hidden, classes));
}
