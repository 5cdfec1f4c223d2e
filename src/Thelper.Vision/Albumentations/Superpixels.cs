using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Torch;

namespace Thelper.Vision.Albumentations;

/// <summary>Gives random superpixels their mean colour.</summary>
/// <remarks>Superpixels are found by <see cref="Slic"/>; those of scikit-image, which albumentations takes, may differ at some pixels of their edges.</remarks>
[TypeName("albumentations.Superpixels")]
public sealed class Superpixels : PixelOperation<(int Count, bool[] Replaced)>
{
    private readonly RealRange share;
    private readonly WholeRange count;
    private readonly int? maxSize;
    private readonly Interpolation interpolation;

    /// <summary>Creates the operation.</summary>
    /// <param name="pReplace">Least and greatest share of superpixels that are replaced, or the one share; 0.1 by default.</param>
    /// <param name="nSegments">Least and greatest number of superpixels, 1 or more, or the one number; 100 by default.</param>
    /// <param name="maxSize">Longest side at which superpixels are looked for; larger images are made smaller, and the result larger again; null for any.</param>
    /// <param name="interpolation">Interpolation of that; linear by default.</param>
    /// <param name="alwaysApply">Whether it is applied whatever <paramref name="p"/> says.</param>
    /// <param name="p">How often it is applied, 0 to 1.</param>
    /// <exception cref="UserErrorException">A value has another form, or is out of range.</exception>
    public Superpixels(object? pReplace = null, object? nSegments = null, int? maxSize = 128, object? interpolation = null, bool alwaysApply = false, double p = 0.5)
        : base(alwaysApply, p)
    {
        share = Ranges.Real(pReplace ?? 0.1, "p_replace", TransformArguments.Number(pReplace ?? 0.1), least: 0, most: 1);
        count = Ranges.Whole(nSegments ?? 100L, "n_segments", (int)(TransformArguments.Number(nSegments ?? 100L) ?? 0), least: 1, most: 100_000);
        this.maxSize = maxSize is { } size ? Ranges.Between(size, "max_size", 1) : null;
        this.interpolation = TransformArguments.Interpolation(interpolation, "interpolation");
    }

    /// <inheritdoc/>
    protected override Needs Needs => Needs.GrayOrColor;

    /// <summary>Draws how many superpixels are looked for, and which are replaced; at least one of them is looked at.</summary>
    /// <param name="image">The image.</param>
    /// <param name="random">What chance decides.</param>
    public override (int Count, bool[] Replaced) Draw(torch.Tensor image, TransformRandom random)
    {
        var (segments, often) = (count.Draw(random), share.Draw(random));
        return (segments, [.. Enumerable.Range(0, segments).Select(_ => random.NextDouble() < often)]);
    }

    /// <inheritdoc/>
    public override torch.Tensor Change(torch.Tensor image, (int Count, bool[] Replaced) draw)
    {
        if (!Array.Exists(draw.Replaced, replaced => replaced))
        {
            return image;
        }

        var longest = Math.Max(Pixels.Width(image), Pixels.Height(image));
        var small = maxSize is { } most && longest > most
            ? ImageOps.Resize(image, Math.Max(1, image.shape[1] * most / longest), Math.Max(1, image.shape[0] * most / longest), interpolation)
            : Pixels.Copy(image);
        var segments = Slic.Segment(small, draw.Count);
        if (Pixels.IsBytes(small))
        {
            Flatten(small.DataSpan<byte>(), Pixels.Channels(image), segments, draw.Replaced, value => Pixels.Truncated(value));
        }
        else
        {
            Flatten(small.DataSpan<float>(), Pixels.Channels(image), segments, draw.Replaced, value => (float)value);
        }

        return small.shape.AsSpan().SequenceEqual(image.shape) ? small : ImageOps.Resize(small, image.shape[1], image.shape[0], interpolation);
    }

    private static void Flatten<T>(Span<T> values, int channels, int[] segments, bool[] replaced, Func<double, T> of)
        where T : System.Numerics.INumberBase<T>
    {
        var sums = new double[(segments.Max() + 1) * channels];
        var counts = new int[segments.Max() + 1];
        for (var i = 0; i < segments.Length; i++)
        {
            counts[segments[i]]++;
            for (var c = 0; c < channels; c++)
            {
                sums[(segments[i] * channels) + c] += double.CreateChecked(values[(i * channels) + c]);
            }
        }

        for (var i = 0; i < segments.Length; i++)
        {
            for (var c = 0; c < channels && replaced[segments[i] % replaced.Length]; c++)
            {
                values[(i * channels) + c] = of(sums[(segments[i] * channels) + c] / counts[segments[i]]);
            }
        }
    }
}
