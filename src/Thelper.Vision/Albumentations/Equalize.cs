using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;
using Thelper.Vision.Transforms;

namespace Thelper.Vision.Albumentations;

/// <summary>Equalises the histogram of each channel, or that of the luma.</summary>
[TypeName("albumentations.Equalize")]
public sealed class Equalize : PixelOperation<bool>
{
    private readonly bool pil;
    private readonly bool byChannels;

    /// <summary>Creates the operation.</summary>
    /// <param name="mode"><c>cv</c> for OpenCV's arithmetic, <c>pil</c> for PIL's.</param>
    /// <param name="byChannels">Whether each channel has its own histogram, or else the luma.</param>
    /// <param name="mask">Accepted where it is null: an array or a function cannot stand in a configuration.</param>
    /// <param name="maskParams">Accepted for old configurations.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Equalize(string mode = "cv", bool byChannels = true, object? mask = null, object? maskParams = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        _ = maskParams;
        pil = Ranges.OneOf(mode, "mode", "cv", "pil") == "pil";
        this.byChannels = byChannels;
        if (mask is not null)
        {
            throw new UserErrorException("'mask' is an array or a function in albumentations, which a configuration cannot hold; leave it out to equalise the whole image");
        }
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.Bytes | Needs.GrayOrColor;

    /// <summary>Chance decides nothing.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override bool Draw(torch.Tensor image, TransformRandom random) => true;

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, bool draw)
    {
        if (Pixels.Channels(image) == 1)
        {
            return Pixels.As(Plane(image, 0), image);
        }

        return byChannels ? pil ? PilColor.Equalize(image) : ByChannels(image) : Pixels.InSpace(image, ColorConversion.RgbToYCrCb, ColorConversion.YCrCbToRgb, luma =>
            {
                using var plane = Plane(luma, 0);
                Pixels.SetPlane(luma, 0, plane);
                return luma;
            });
    }

    // The tables that OpenCV's equalizeHist makes, for all channels in one pass.
    private static unsafe torch.Tensor ByChannels(torch.Tensor image)
    {
        using var source = image.contiguous();
        var values = (byte*)source.DataPointer;
        var count = source.numel();
        // Two tables a channel: neighbours are often alike, and adding to the same count twice in a row waits.
        var counts = new int[6 * 256];
        fixed (int* table = counts)
        {
            var i = 0L;
            for (; i + 5 < count; i += 6)
            {
                table[values[i]]++;
                table[256 + values[i + 1]]++;
                table[512 + values[i + 2]]++;
                table[768 + values[i + 3]]++;
                table[1024 + values[i + 4]]++;
                table[1280 + values[i + 5]]++;
            }

            for (; i < count; i++)
            {
                table[(256 * (i % 3)) + values[i]]++;
            }
        }

        var pixels = (int)(count / 3);
        return ImageFilters.Lookup(source, Pixels.Tables(
            [.. Enumerable.Range(0, 3).Select(channel => Even([.. Enumerable.Range(256 * channel, 256).Select(i => counts[i] + counts[768 + i])], pixels))]));
    }

    private static byte[] Even(int[] counts, int all)
    {
        var first = Array.FindIndex(counts, count => count > 0);
        var table = new byte[256];
        if (counts[first] == all)
        {
            Array.Fill(table, (byte)first);
            return table;
        }

        var (scale, sum) = (255f / (all - counts[first]), 0);
        for (var i = first + 1; i < table.Length; i++)
        {
            sum += counts[i];
            table[i] = (byte)Math.Clamp(MathF.Round(sum * scale), 0, 255);
        }

        return table;
    }

    private torch.Tensor Plane(torch.Tensor image, int channel)
    {
        var plane = Pixels.Plane(image, channel);
        return pil ? PilColor.Equalize(plane.unsqueeze(2)).squeeze(2) : ImageFilters.Equalize(plane);
    }
}
