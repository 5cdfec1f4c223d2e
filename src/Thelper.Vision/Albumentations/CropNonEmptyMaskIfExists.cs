using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Cuts out a region of a given size that shows something of the mask, if the mask has anything; else any.</summary>
[TypeName("albumentations.CropNonEmptyMaskIfExists")]
public sealed class CropNonEmptyMaskIfExists : MovingAlbumentation<(long Left, long Top)>
{
    private readonly (int Height, int Width) size;
    private readonly double[] ignoredValues;
    private readonly long[] ignoredChannels;

    /// <summary>Creates the operation.</summary>
    /// <param name="height">Height of the crop; images that are lower keep theirs.</param>
    /// <param name="width">Width of the crop; images that are narrower keep theirs.</param>
    /// <param name="ignoreValues">Labels that count as nothing, besides 0.</param>
    /// <param name="ignoreChannels">Channels of the mask that count as nothing.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public CropNonEmptyMaskIfExists(int height, int width, object? ignoreValues = null, object? ignoreChannels = null, bool alwaysApply = false, double p = 1.0)
        : base(alwaysApply, p)
    {
        size = (Moves.Side(height, "height"), Moves.Side(width, "width"));
        ignoredValues = ignoreValues is null ? [] : TransformArguments.Numbers(ignoreValues, "ignore_values");
        ignoredChannels = ignoreChannels is null ? [] : [.. TransformArguments.Numbers(ignoreChannels, "ignore_channels").Select(channel => (long)Ranges.Between(channel, "ignore_channels", 0))];
    }

    /// <summary>Draws the upper left corner.</summary>
    /// <param name="scene">The image's size and its mask.</param>
    /// <param name="random">What chance decides.</param>
    /// <exception cref="UserErrorException">There is no mask.</exception>
    public override (long Left, long Top) DrawParameters(Scene scene, TransformRandom random)
    {
        ArgumentNullException.ThrowIfNull(scene);
        if (scene.LabelMap is not { } mask)
        {
            throw new UserErrorException("needs a mask, and the sample has none");
        }

        using var scope = torch.NewDisposeScope();
        var (roomX, roomY) = ((int)(scene.Width - Math.Min(size.Width, scene.Width)), (int)(scene.Height - Math.Min(size.Height, scene.Height)));
        var something = mask.ne(0);
        foreach (var value in ignoredValues)
        {
            something = something.logical_and(mask.ne(value));
        }

        if (something.ndim == 3)
        {
            var kept = Enumerable.Range(0, (int)mask.shape[2]).Select(i => (long)i).Except(ignoredChannels).ToArray();
            something = something.index_select(2, torch.tensor(kept)).any(2);
        }

        var places = something.nonzero();
        if (places.shape[0] == 0)
        {
            return (random.Whole(0, roomX), random.Whole(0, roomY));
        }

        var place = places[random.NextInt((int)places.shape[0])];
        var (x, y) = ((int)place[1].ToInt64(), (int)place[0].ToInt64());
        return (Math.Clamp(x - random.NextInt(size.Width), 0, roomX), Math.Clamp(y - random.NextInt(size.Height), 0, roomY));
    }

    /// <inheritdoc/>
    public override Warp WarpOf(Scene scene, (long Left, long Top) draw)
    {
        ArgumentNullException.ThrowIfNull(scene);
        return Moves.Crop(scene, draw.Left, draw.Top, Math.Min(size.Height, scene.Height), Math.Min(size.Width, scene.Width));
    }
}
