namespace Thelper.Vision.Models;

/// <summary>The sizes of a <see cref="MaxVit"/>.</summary>
public sealed record MaxVitOptions
{
    /// <summary>Rows and columns of the images.</summary>
    public (int Rows, int Columns) InputSize { get; init; } = (224, 224);

    /// <summary>Channels of the first two convolutions.</summary>
    public int StemChannels { get; init; } = 64;

    /// <summary>Rows and columns of the windows, and of the grid.</summary>
    public int PartitionSize { get; init; } = 7;

    /// <summary>Channels of each block, multiples of <see cref="HeadDim"/>.</summary>
    public IReadOnlyList<int> BlockChannels { get; init; } = [64, 128, 256, 512];

    /// <summary>Layers of each block.</summary>
    public IReadOnlyList<int> BlockLayers { get; init; } = [2, 2, 5, 2];

    /// <summary>Channels of an attention head.</summary>
    public int HeadDim { get; init; } = 32;

    /// <summary>Probability that the last layer's branches are dropped while training; that of the others grows to it.</summary>
    public double StochasticDepthProb { get; init; } = 0.2;

    /// <summary>Channels between in squeeze and excitation, as a share of those out.</summary>
    public double SqueezeRatio { get; init; } = 0.25;

    /// <summary>Channels between in the convolutions, as a multiple of those out.</summary>
    public double ExpansionRatio { get; init; } = 4;

    /// <summary>Values between in the perceptrons, as a multiple of those in.</summary>
    public int MlpRatio { get; init; } = 4;

    /// <summary>Share of the perceptrons' values dropped while training.</summary>
    public double MlpDropout { get; init; }

    /// <summary>Share of the attention's values dropped while training.</summary>
    public double AttentionDropout { get; init; }

    /// <summary>Number of outputs.</summary>
    public int NumClasses { get; init; } = 1000;

    /// <summary>The size behind a 3x3 convolution of stride 2.</summary>
    internal static (int Rows, int Columns) Halved((int Rows, int Columns) size) => ((size.Rows + 1) / 2, (size.Columns + 1) / 2);

    /// <summary>Refuses sizes that make no network.</summary>
    /// <exception cref="UserErrorException">They do not fit one another.</exception>
    internal void Check()
    {
        if (BlockChannels.Count == 0 || BlockChannels.Count != BlockLayers.Count || BlockLayers.Any(layers => layers < 1) || PartitionSize < 1 || HeadDim < 1)
        {
            throw new UserErrorException("a MaxViT needs blocks with as many numbers of channels as of layers, at least one layer each, and a partition_size and head_dim of at least 1");
        }

        if (BlockChannels.FirstOrDefault(channels => channels % HeadDim != 0) is > 0 and var odd)
        {
            throw new UserErrorException($"a MaxViT with {odd} channels cannot be divided into attention heads of {HeadDim}");
        }

        var sizes = new List<(int Rows, int Columns)>();
        var size = Halved(InputSize);
        foreach (var _ in BlockChannels)
        {
            size = Halved(size);
            sizes.Add(size);
        }

        if (sizes.Exists(one => one.Rows % PartitionSize != 0 || one.Columns % PartitionSize != 0))
        {
            throw new UserErrorException(
                $"input_size: images of {InputSize.Rows} x {InputSize.Columns} pixels become maps of {string.Join(", ", sizes.Select(one => $"{one.Rows} x {one.Columns}"))} cells, which windows of {PartitionSize} cells do not divide; multiples of {PartitionSize << (sizes.Count + 1)} pixels do");
        }
    }
}
