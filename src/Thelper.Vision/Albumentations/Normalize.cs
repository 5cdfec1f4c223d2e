using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Subtracts means and divides by deviations, which are shares of the greatest value: float32.</summary>
[TypeName("albumentations.Normalize")]
public sealed class Normalize : PixelOperation<bool>
{
    private readonly float[] mean;
    private readonly float[] std;

    /// <summary>Creates the operation.</summary>
    /// <param name="mean">One for each channel, or one for all; those of ImageNet by default, red first.</param>
    /// <param name="std">As many, none of them 0; those of ImageNet by default.</param>
    /// <param name="maxPixelValue">The greatest value, above 0; 1 for images of real numbers.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Normalize(object? mean = null, object? std = null, double maxPixelValue = 255.0, bool alwaysApply = false, double p = 1.0)
        : base(alwaysApply, p)
    {
        var most = Ranges.Between(maxPixelValue, "max_pixel_value", 1e-9);
        this.mean = [.. TransformArguments.Numbers(mean ?? new List<object?> { 0.485, 0.456, 0.406 }, "mean").Select(value => (float)(value * most))];
        this.std = [.. TransformArguments.Numbers(std ?? new List<object?> { 0.229, 0.224, 0.225 }, "std").Select(value => (float)(value * most))];
        if (Array.IndexOf(this.std, 0f) >= 0)
        {
            throw new UserErrorException("'std' must not hold 0");
        }
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.AnyType;

    /// <summary>Chance decides nothing.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override bool Draw(torch.Tensor image, TransformRandom random) => true;

    /// <inheritdoc/>
    public override unsafe torch.Tensor Change(torch.Tensor image, bool draw)
    {
        var channels = Pixels.Channels(image);
        if (Array.Exists([mean.Length, std.Length], count => count != 1 && count != channels))
        {
            throw new UserErrorException($"has {mean.Length} means and {std.Length} deviations, the image {channels} channels");
        }

        var (offsets, scales) = (Each(mean, channels), Each(std, channels));
        var source = (Pixels.IsBytes(image) ? image : image.to(torch.float32)).contiguous();
        var result = torch.empty(image.shape, torch.float32);
        var count = image.numel();
        var from = (byte*)source.DataPointer;
        var to = (float*)result.DataPointer;
        var many = ChannelNormalizer.Of(offsets, scales);
        var done = many is null ? 0 : Pixels.IsBytes(image) ? many.Map(from, to, count) : many.Map((float*)from, to, count);
        for (; done < count; done++)
        {
            var channel = done % channels;
            to[done] = ((Pixels.IsBytes(image) ? from[done] : ((float*)from)[done]) - offsets[channel]) / scales[channel];
        }

        return result;
    }

    private static float[] Each(float[] values, int channels) => values.Length == channels ? values : [.. Enumerable.Repeat(values[0], channels)];
}
