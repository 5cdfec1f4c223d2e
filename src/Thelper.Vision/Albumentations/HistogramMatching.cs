using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Gives each channel the histogram of a reference image's, and mixes the result with the image.</summary>
[TypeName("albumentations.HistogramMatching")]
public sealed class HistogramMatching : PixelOperation<(int Reference, double Blend)>
{
    private readonly ReferenceImages references;
    private readonly RealRange blend;

    /// <summary>Creates the operation.</summary>
    /// <param name="referenceImages">The path of an image file, or a list of paths to draw from.</param>
    /// <param name="blendRatio">Least and greatest share of the matched image, 0 to 1, or the one share; 0.5 to 1 by default.</param>
    /// <param name="readFn">Accepted where it is null: files are read as the data sets read theirs.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public HistogramMatching(object? referenceImages, object? blendRatio = null, object? readFn = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        ReferenceImages.RefuseReader(readFn);
        references = new(referenceImages, "reference_images");
        blend = Ranges.Real(blendRatio ?? new List<object?> { 0.5, 1.0 }, "blend_ratio", TransformArguments.Number(blendRatio), least: 0, most: 1);
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.GrayOrColor;

    /// <inheritdoc/>
    public override (int Reference, double Blend) Draw(torch.Tensor image, TransformRandom random) => (random.NextInt(references.Count), blend.Draw(random));

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (int Reference, double Blend) draw)
    {
        var reference = references.Read(draw.Reference, image);
        var planes = Enumerable.Range(0, Pixels.Channels(image)).Select(channel => Matched(Pixels.Plane(image, channel), Pixels.Plane(reference, channel))).ToArray();
        var matched = planes.Length == 1 ? Pixels.As(planes[0], image) : torch.stack(planes, 2);
        return ImageFilters.AddWeighted(matched, draw.Blend, image, 1 - draw.Blend);
    }

    // The value at which the reference's distribution function is the image's; linear between its values.
    private static torch.Tensor Matched(torch.Tensor plane, torch.Tensor reference)
    {
        if (!Pixels.IsBytes(plane))
        {
            return MatchedReal(plane, reference);
        }

        var (from, to) = (new double[256], new double[256]);
        Count(plane.DataSpan<byte>(), from);
        Count(reference.DataSpan<byte>(), to);
        var present = Enumerable.Range(0, 256).Where(i => to[i] > 0).ToArray();
        var (values, shares) = (Array.ConvertAll(present, i => (double)i), Cumulative(Array.ConvertAll(present, i => to[i])));
        var own = Cumulative(from);
        return ImageFilters.Lookup(plane, Pixels.Table(i => Pixels.Truncated(Interpolated(own[i], shares, values))));
    }

    private static torch.Tensor MatchedReal(torch.Tensor plane, torch.Tensor reference)
    {
        var (from, to) = (Sorted(plane), Sorted(reference));
        var (values, shares) = (to.Values, to.Shares);
        var targets = Array.ConvertAll(from.Shares, share => (float)Interpolated(share, shares, values));
        var result = plane.clone();
        foreach (ref var value in result.DataSpan<float>())
        {
            value = targets[Array.BinarySearch(from.Values, value)];
        }

        return result;
    }

    private static (double[] Values, double[] Shares) Sorted(torch.Tensor plane)
    {
        var groups = plane.DataSpan<float>().ToArray().GroupBy(value => value).OrderBy(group => group.Key).ToArray();
        return (Array.ConvertAll(groups, group => (double)group.Key), Cumulative(Array.ConvertAll(groups, group => (double)group.Count())));
    }

    private static void Count(ReadOnlySpan<byte> plane, double[] counts)
    {
        foreach (var value in plane)
        {
            counts[value]++;
        }
    }

    private static double[] Cumulative(double[] counts)
    {
        var (sum, total) = (0.0, counts.Sum());
        return Array.ConvertAll(counts, count => (sum += count) / total);
    }

    private static double Interpolated(double at, double[] places, double[] values)
    {
        var found = Array.BinarySearch(places, at);
        var next = found < 0 ? ~found : found;
        return found >= 0 ? values[found] : next == 0 ? values[0] : next == places.Length ? values[^1]
            : values[next - 1] + ((values[next] - values[next - 1]) * (at - places[next - 1]) / (places[next] - places[next - 1]));
    }
}
