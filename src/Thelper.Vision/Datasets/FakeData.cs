using Thelper.Torch;

namespace Thelper.Vision.Datasets;

/// <summary>Images of noise with random labels, the same ones as torchvision's: for trying things out without data.</summary>
[TypeName("torchvision.datasets.fakedata.FakeData", "torchvision.datasets.FakeData")]
public sealed class FakeData : IVisionDataset
{
    private readonly long[] imageSize;
    private readonly int numClasses;
    private readonly long randomOffset;

    /// <summary>Draws nothing yet.</summary>
    /// <param name="size">Number of images.</param>
    /// <param name="imageSize">Channels (1 to 4), height and width; [3, 224, 224] unless given.</param>
    /// <param name="numClasses">Number of classes.</param>
    /// <param name="randomOffset">Added to a sample's number to make the seed that it is drawn with.</param>
    /// <exception cref="UserErrorException">A size is not positive, or there are too many channels.</exception>
    public FakeData(int size = 1000, IReadOnlyList<int>? imageSize = null, int numClasses = 10, int randomOffset = 0)
    {
        imageSize ??= [3, 224, 224];
        if (imageSize.Count != 3 || imageSize.Any(value => value < 1) || imageSize[0] > 4 || imageSize.Aggregate(1L, (product, value) => product * value) > 1L << 28)
        {
            throw new UserErrorException($"image_size must be [channels, height, width] with 1 to 4 channels, got [{string.Join(", ", imageSize)}]");
        }

        if (size < 0 || numClasses < 1)
        {
            throw new UserErrorException(FormattableString.Invariant($"size must not be negative and num_classes must be positive, got {size} and {numClasses}"));
        }

        Count = size;
        this.imageSize = [.. imageSize.Select(value => (long)value)];
        this.numClasses = numClasses;
        this.randomOffset = randomOffset;
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <summary>Null: the classes have no names.</summary>
    public IReadOnlyList<string>? Classes => null;

    /// <summary>Draws a sample.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    /// <returns>A uint8 tensor height x width x channels (height x width for one channel), and the class index.</returns>
    public IReadOnlyList<object?> GetItem(int index)
    {
        using var noise = Draw(index, out var label);
        var (channels, pixels) = ((int)imageSize[0], (int)(imageSize[1] * imageSize[2]));
        var image = torch.empty(channels == 1 ? [imageSize[1], imageSize[2]] : [imageSize[1], imageSize[2], channels], torch.uint8);
        var source = noise.DataSpan<float>();
        var target = image.DataSpan<byte>();
        for (var channel = 0; channel < channels; channel++)
        {
            for (var i = 0; i < pixels; i++)
            {
                // As PyTorch converts: the low byte of the whole part, so that negative numbers come round from 255.
                target[(i * channels) + channel] = unchecked((byte)(int)(source[(channel * pixels) + i] * 255f));
            }
        }

        return [image, label];
    }

    /// <summary>The class index of a sample. The label is drawn after the image, so this takes as long as drawing it.</summary>
    /// <param name="index">From 0 to <see cref="Count"/> - 1.</param>
    public long LabelOf(int index)
    {
        using var noise = Draw(index, out var label);
        return label;
    }

    /// <inheritdoc/>
    public string Describe(int index) => FormattableString.Invariant($"image {index} of {Count} random ones");

    private torch.Tensor Draw(int index, out long label)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
        using var generator = new torch.Generator(unchecked((ulong)(index + randomOffset)));
        var noise = torch.randn(imageSize, generator: generator);
        using var drawn = torch.randint(0, numClasses, [1], generator: generator);
        label = drawn.DataSpan<long>()[0];
        return noise;
    }
}
