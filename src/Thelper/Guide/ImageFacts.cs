using Thelper.Data.Statistics;
using Thelper.Imaging;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Guide;

/// <summary>What a few images of a folder have in common: sizes, channel means, whether they are grey.</summary>
internal sealed class ImageFacts
{
    // Evenly spaced over all; enough for means, quick for any number of files.
    private const int MostLookedAt = 200;
    private readonly ChannelMoments moments = new();
    private readonly List<(long Width, long Height)> sizes = [];

    private ImageFacts()
    {
    }

    /// <summary>How many images were looked at.</summary>
    public int Count => sizes.Count;

    /// <summary>Whether all of them have the same value in all channels.</summary>
    public bool IsGrey { get; private set; } = true;

    /// <summary>Whether all have one size.</summary>
    public bool HaveOneSize => sizes.Distinct().Count() == 1;

    /// <summary>The smallest side of any image.</summary>
    public long SmallestSide => sizes.Min(size => Math.Min(size.Width, size.Height));

    /// <summary>Width and height in the middle, were the images sorted by them.</summary>
    public (long Width, long Height) Median => (sizes.Select(size => size.Width).Order().ElementAt(Count / 2), sizes.Select(size => size.Height).Order().ElementAt(Count / 2));

    /// <summary>Mean of each channel (blue, green, red), or of the one channel of grey images, in [0, 255], with one decimal.</summary>
    public List<object?> Mean => Channels(moments.Mean, 0);

    /// <summary>Standard deviation likewise, at least 1.</summary>
    public List<object?> Deviation => Channels(moments.Deviation, 1);

    /// <summary>Looks at images.</summary>
    /// <param name="files">Their paths.</param>
    /// <exception cref="UserErrorException">None can be read.</exception>
    public static ImageFacts Of(IReadOnlyList<string> files)
    {
        var facts = new ImageFacts();
        UserErrorException? failure = null;
        var step = Math.Max(1, files.Count / MostLookedAt);
        for (var i = 0; i < files.Count; i += step)
        {
            try
            {
                facts.Add(files[i]);
            }
            catch (UserErrorException error)
            {
                failure = error;
            }
        }

        return facts.Count > 0 || failure is null ? facts : throw new UserErrorException($"none of the images can be read; the last one: {failure.Message}", failure);
    }

    /// <summary>Sizes in words.</summary>
    public string Sizes()
    {
        var (width, height) = Median;
        return HaveOneSize ? FormattableString.Invariant($"all of {width} x {height} pixels")
            : FormattableString.Invariant($"from {sizes.Min(size => size.Width)} x {sizes.Min(size => size.Height)} to {sizes.Max(size => size.Width)} x {sizes.Max(size => size.Height)} pixels, {width} x {height} in the middle");
    }

    private void Add(string file)
    {
        using var scope = torch.NewDisposeScope();
        var image = ImageCodec.Decode(file);
        sizes.Add((image.shape[1], image.shape[0]));
        var pixels = image.reshape(-1, image.shape[2]).to(ScalarType.Float64);
        IsGrey &= pixels.select(1, 0).equal(pixels.select(1, 1)) && pixels.select(1, 0).equal(pixels.select(1, 2));
        var mean = pixels.mean([0L]);
        var squares = (pixels - mean).pow(2).sum([0L]);
        moments.Add(pixels.shape[0], mean.data<double>().ToArray(), squares.data<double>().ToArray());
    }

    private List<object?> Channels(IReadOnlyList<double> values, double least)
        => [.. values.Take(IsGrey ? 1 : values.Count).Select(value => (object?)Math.Max(least, Math.Round(value, 1)))];
}
