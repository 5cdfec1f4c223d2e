using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Audit;

/// <summary>Plants marks into the pixels of a sample before a step, and finds them in the pixels behind it. What the step says of itself is never asked.</summary>
/// <remarks>
/// The step is taken with one draw on images of the sample's own with less contrast, so that there is room for marks, on which stripes are marked: half of the image. A mark takes stripes away where they
/// are and sets them where they are not. Where the result differs as it does where all stripes change places, the mark is; where that makes no difference, nothing of the image is seen. So neither
/// colours nor what is in the image matters, nor noise, which is drawn alike. Operations that look at how often each value occurs change other places, too, but the other way, or only on one of two
/// images whose stripes are each other's gaps; the mark is where both differ. At the edges of stripes a blur mixes them, so other stripes are used there.
/// </remarks>
internal sealed class Probe
{
    // Of the range of values: what the image keeps of it, where that begins, and how much brighter a mark is. Nothing is clipped.
    private const double Kept = 0.55;
    private const double Floor = 0.1;
    private const double Strength = 0.25;

    // Of the usual difference: below it a pixel shows nothing.
    private const float Blind = 0.2f;
    private const float MostUnclear = 0.3f;

    // Over the width; narrow ones would be lost in a blur.
    private const int Stripes = 4;
    private const int LeastStripe = 8;

    private readonly PipelineStep step;
    private readonly Sample sample;
    private readonly string key;
    private readonly torch.Tensor image;
    private readonly torch.Tensor dull;
    private readonly double strength;
    private readonly bool planar;
    private readonly Ground[] grounds;
    private readonly float[] contrast;
    private readonly bool[] seen;

    private Probe(PipelineStep step, Sample sample, string key, torch.Tensor image, ImagePlanes before)
    {
        (this.step, this.sample, this.key, this.image, planar) = (step, sample, key, image, before.IsPlanar);
        (Height, Width) = (before.Height, before.Width);
        var bytes = image.dtype == torch.ScalarType.Byte;
        var (low, high) = bytes ? (0.0, 255.0) : (before.Values.Min(), before.Values.Max());
        var range = high > low ? high - low : 1;
        strength = Strength * range;
        dull = low + (Floor * range) + ((image.to(torch.float64) - low) * Kept);
        grounds = [.. Prepare(0, before.Channels), .. Prepare(1, before.Channels)];
        contrast = [.. grounds[0].Contrast.Zip(grounds[2].Contrast, Math.Max)];
        var usual = contrast.Order().ElementAt(contrast.Length * 9 / 10);
        seen = Array.ConvertAll(contrast, value => value > Blind * usual && value > 0);
    }

    /// <summary>Height of the image before the step.</summary>
    public int Height { get; }

    /// <summary>Its width.</summary>
    public int Width { get; }

    /// <summary>Height of the image behind the step.</summary>
    public int OutHeight => grounds[0].Plain.Height;

    /// <summary>Its width.</summary>
    public int OutWidth => grounds[0].Plain.Width;

    /// <summary>Which pixels behind the step show something of the image.</summary>
    public bool[] Seen => seen;

    /// <summary>Where the cells of the image have gone; null for a probe that cannot tell.</summary>
    public CellMap Cells { get; private set; } = null!;

    /// <summary>Prepares to look at a step.</summary>
    /// <param name="step">The step.</param>
    /// <param name="sample">What comes to it.</param>
    /// <param name="after">What it made of that.</param>
    /// <param name="key">The field of the image.</param>
    /// <returns>The probe; or why nothing can be measured.</returns>
    public static (Probe? Probe, string? Problem) Of(PipelineStep step, Sample sample, Sample after, string key)
    {
        if (First(sample.GetValueOrDefault(key)) is not torch.Tensor image || ImagePlanes.Of(image) is not { } before)
        {
            return (null, $"there is no image under '{key}'");
        }

        if (ImagePlanes.Of(First(after.GetValueOrDefault(key)), before.Channels) is not { } result)
        {
            return (null, $"the result under '{key}' is no image");
        }

        if (image.dtype == torch.ScalarType.Bool || image.is_complex() || before.Values.Concat(result.Values).Any(value => !float.IsFinite(value)))
        {
            return (null, "its values cannot be marked");
        }

        var probe = new Probe(step, sample, key, image, before);
        if (probe.seen.Count(one => one) < 4)
        {
            return (null, "marks do not show in the result");
        }

        probe.Cells = CellMap.Measure(probe);
        return probe.Cells.Unclear > MostUnclear ? (null, "marks are too blurred in the result") : (probe, null);
    }

    /// <summary>Plants a mark and finds it.</summary>
    /// <param name="mark">How much of each pixel before the step is of the mark, 0 to 1, row after row.</param>
    public Coverage Look(float[] mark)
    {
        using var scope = torch.NewDisposeScope();
        var differences = Array.ConvertAll(grounds, ground => Along(ground, Minus(Step(Marked(ground.Stripes, mark), ground.Plain.Channels), ground.Plain)));
        var share = new float[contrast.Length];
        for (var i = 0; i < share.Length; i++)
        {
            var first = grounds[0].Contrast[i] == contrast[i] ? 0 : 2;
            share[i] = seen[i] ? Math.Clamp(Math.Min(differences[first][i], differences[first + 1][i]) / contrast[i], 0, 1) : 0;
        }

        return new(OutHeight, OutWidth, share, seen);
    }

    /// <summary>The first of copies or tiles; anything else itself.</summary>
    public static object? First(object? value) => value is IReadOnlyList<object?> { Count: > 0 } list ? First(list[0]) : value;

    private static object WithFirst(object? value, torch.Tensor image)
    {
        if (value is IReadOnlyList<object?> { Count: > 0 } list)
        {
            var copies = list.ToList();
            copies[0] = WithFirst(list[0], image);
            return copies;
        }

        return image;
    }

    private Sample With(torch.Tensor changed)
    {
        var result = new Sample();
        foreach (var (name, value) in sample)
        {
            result.Add(name, name == key ? WithFirst(value, changed) : value);
        }

        return result;
    }

    private ImagePlanes Step(torch.Tensor values, int channels)
    {
        using var scope = torch.NewDisposeScope();
        var changed = (image.is_floating_point() ? values : values.round()).to(image.dtype);
        return ImagePlanes.Of(First(step.Apply(With(changed)).GetValueOrDefault(key)), channels)
            ?? throw new UserErrorException($"{step.Name}: made an image once, and none the next time");
    }

    // Stripes, and the other half of the image.
    private Ground[] Prepare(int phase, int channels)
    {
        using var scope = torch.NewDisposeScope();
        var period = Math.Max(LeastStripe, Width / Stripes);
        var stripes = new float[Height * Width];
        for (var i = 0; i < stripes.Length; i++)
        {
            stripes[i] = (((i % Width) + (phase * period / 2)) / period) & 1;
        }

        var others = Array.ConvertAll(stripes, stripe => 1 - stripe);
        var none = new float[stripes.Length];
        var (one, other) = (Step(Marked(stripes, none), channels), Step(Marked(others, none), channels));
        return [new(stripes, one, Minus(other, one)), new(others, other, Minus(one, other))];
    }

    // Of a pixel that is marked by half, half changes.
    private torch.Tensor Marked(float[] stripes, float[] mark)
    {
        using var scope = torch.NewDisposeScope();
        float[] values = [.. stripes.Zip(mark, (stripe, part) => stripe + part - (2 * stripe * part))];
        var weights = torch.tensor(values, [Height, Width], dtype: torch.float32).to(torch.float64);
        return (dull + ((image.ndim == 2 ? weights : weights.unsqueeze(planar ? 0 : 2)) * strength)).MoveToOuterDisposeScope();
    }

    private static float[] Minus(ImagePlanes one, ImagePlanes other)
    {
        var result = new float[other.Values.Length];
        for (var i = 0; i < Math.Min(result.Length, one.Values.Length); i++)
        {
            result[i] = one.Values[i] - other.Values[i];
        }

        return result;
    }

    // How much each pixel changes in the direction in which it does where all stripes change places.
    private static float[] Along(Ground ground, float[] change)
    {
        var sums = new float[ground.Contrast.Length];
        for (var i = 0; i < change.Length; i++)
        {
            sums[i % sums.Length] += change[i] * Math.Sign(ground.Turned[i]);
        }

        return sums;
    }

    // Stripes, the result where they are marked, and what changes there where all of them change places.
    private sealed class Ground
    {
        public Ground(float[] stripes, ImagePlanes plain, float[] turned)
        {
            (Stripes, Plain, Turned, Contrast) = (stripes, plain, turned, new float[plain.Height * plain.Width]);
            Contrast = Along(this, turned);
        }

        public float[] Stripes { get; }

        public ImagePlanes Plain { get; }

        public float[] Turned { get; }

        public float[] Contrast { get; }
    }
}
