using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Exchanges pixels with others nearby, between two slight blurs, as frosted glass does.</summary>
[TypeName("albumentations.GlassBlur")]
public sealed class GlassBlur : PixelOperation<int[]>
{
    private readonly double sigma;
    private readonly int maxDelta;
    private readonly int iterations;
    private readonly bool exact;

    /// <summary>Creates the operation.</summary>
    /// <param name="sigma">Standard deviation of the blurs in pixels, above 0.</param>
    /// <param name="maxDelta">How far pixels go, 1 or more.</param>
    /// <param name="iterations">How often they are exchanged, 1 or more.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="mode"><c>fast</c> to exchange all at once, <c>exact</c> one after the other.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public GlassBlur(double sigma = 0.7, int maxDelta = 4, int iterations = 2, bool alwaysApply = false, string mode = "fast", double p = 0.5)
        : base(alwaysApply, p)
    {
        this.sigma = Ranges.Between(sigma, "sigma", 0.01);
        this.maxDelta = Ranges.Between(maxDelta, "max_delta", 1, 1000);
        this.iterations = Ranges.Between(iterations, "iterations", 1, 1000);
        exact = Ranges.OneOf(mode, "mode", "fast", "exact") == "exact";
    }

    /// <summary>Draws how far each pixel's partner lies: for each iteration dy and dx of each pixel, columns from the right, rows from below.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override int[] Draw(torch.Tensor image, TransformRandom random)
    {
        var steps = new int[iterations * Inner(Pixels.Width(image)) * Inner(Pixels.Height(image)) * 2];
        for (var i = 0; i < steps.Length; i++)
        {
            steps[i] = random.NextInt(2 * maxDelta) - maxDelta;
        }

        return steps;
    }

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, int[] draw)
    {
        ArgumentNullException.ThrowIfNull(draw);
        var blurred = Pixels.Copy(ImageFilters.GaussianBlur(image, 0, sigma));
        if (Pixels.IsBytes(image))
        {
            Exchange(blurred.DataSpan<byte>(), image, draw);
        }
        else
        {
            Exchange(blurred.DataSpan<float>(), image, draw);
        }

        return ImageFilters.GaussianBlur(blurred, 0, sigma);
    }

    private int Inner(int side) => Math.Max(0, side - (2 * maxDelta));

    private void Exchange<T>(Span<T> values, torch.Tensor image, int[] steps)
    {
        var (height, width, channels) = (Pixels.Height(image), Pixels.Width(image), Pixels.Channels(image));
        var places = new List<(int Here, int There)>(exact ? 1 : Inner(width) * Inner(height));
        for (int iteration = 0, next = 0; iteration < iterations; iteration++)
        {
            for (var x = width - maxDelta; x > maxDelta; x--)
            {
                for (var y = height - maxDelta; y > maxDelta; y--, next += 2)
                {
                    places.Add((((y * width) + x) * channels, (((y + steps[next]) * width) + x + steps[next + 1]) * channels));
                    if (exact)
                    {
                        ExchangeAll(values, places, channels);
                    }
                }
            }

            ExchangeAll(values, places, channels);
        }
    }

    // All at once: where pixels are named twice, the last one counts.
    private static void ExchangeAll<T>(Span<T> values, List<(int Here, int There)> places, int channels)
    {
        var (here, there) = (new T[places.Count * channels], new T[places.Count * channels]);
        for (var i = 0; i < places.Count; i++)
        {
            values.Slice(places[i].Here, channels).CopyTo(here.AsSpan(i * channels));
            values.Slice(places[i].There, channels).CopyTo(there.AsSpan(i * channels));
        }

        for (var i = 0; i < places.Count; i++)
        {
            there.AsSpan(i * channels, channels).CopyTo(values[places[i].Here..]);
        }

        for (var i = 0; i < places.Count; i++)
        {
            here.AsSpan(i * channels, channels).CopyTo(values[places[i].There..]);
        }

        places.Clear();
    }
}
