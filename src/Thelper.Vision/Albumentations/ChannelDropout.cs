using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Fills random channels.</summary>
[TypeName("albumentations.ChannelDropout")]
public sealed class ChannelDropout : PixelOperation<int[]>
{
    private readonly WholeRange count;
    private readonly double fillValue;

    /// <summary>Creates the operation.</summary>
    /// <param name="channelDropRange">Least and greatest number of channels, 1 or more; 1 by default. An image must have more.</param>
    /// <param name="fillValue">What they are filled with.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public ChannelDropout(object? channelDropRange = null, double fillValue = 0, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        count = Ranges.Whole(channelDropRange ?? new List<object?> { 1L, 1L }, "channel_drop_range", 1, least: 1);
        this.fillValue = fillValue;
    }

    /// <summary>Draws the channels.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    /// <exception cref="UserErrorException">The image has too few channels.</exception>
    public override int[] Draw(torch.Tensor image, TransformRandom random)
    {
        var channels = Pixels.Channels(image);
        return count.High < channels
            ? random.Sample(channels, count.Draw(random))
            : throw new UserErrorException($"an image of {channels} channels cannot lose {count.High}; 'channel_drop_range' must stay below their number");
    }

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, int[] draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        var result = Pixels.Copy(image);
        foreach (var channel in draw)
        {
            result.select(2, channel).fill_(fillValue);
        }

        return result;
    }
}
