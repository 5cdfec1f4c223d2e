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
    private readonly torch.Tensor contrast;
    private readonly torch.Tensor early;
    private readonly torch.Tensor shown;

    private Probe(PipelineStep step, Sample sample, string key, torch.Tensor image, ImagePlanes before)
    {
        (this.step, this.sample, this.key, this.image, planar) = (step, sample, key, image, before.IsPlanar);
        (Height, Width) = (before.Height, before.Width);
        var bytes = image.dtype == torch.ScalarType.Byte;
        var (low, high) = bytes ? (0.0, 255.0) : (before.Planes.min().ToDouble(), before.Planes.max().ToDouble());
        var range = high > low ? high - low : 1;
        strength = Strength * range;
        // Whole numbers of more than 24 bits need the wider type.
        dull = ((image.to(bytes || image.dtype == torch.ScalarType.Float32 ? torch.float32 : torch.float64) - low) * Kept) + (low + (Floor * range));
        grounds = [.. Prepare(0, before.Channels), .. Prepare(1, before.Channels)];
        contrast = torch.maximum(grounds[0].Contrast, grounds[2].Contrast);
        early = grounds[0].Contrast.eq(contrast);
        var usual = Quantile(contrast);
        shown = contrast.gt(Blind * usual).logical_and(contrast.gt(0));
        Seen = shown.DataSpan<bool>().ToArray();
    }

    /// <summary>Height of the image before the step.</summary>
    public int Height { get; }

    /// <summary>Its width.</summary>
    public int Width { get; }

    /// <summary>Height of the image behind the step.</summary>
    public int OutHeight => (int)contrast.shape[0];

    /// <summary>Its width.</summary>
    public int OutWidth => (int)contrast.shape[1];

    /// <summary>Which pixels behind the step show something of the image.</summary>
    public bool[] Seen { get; }

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

        if (image.dtype == torch.ScalarType.Bool || image.is_complex() || !before.IsFinite || !result.IsFinite)
        {
            return (null, "its values cannot be marked");
        }

        var probe = new Probe(step, sample, key, image, before);
        if (probe.Seen.Count(one => one) < 4)
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
        var part = torch.tensor(mark, [Height, Width], dtype: torch.float32);
        var differences = Array.ConvertAll(grounds, ground => ground.Along(Step(ground.Marked(part), ground.Channels) - ground.Plain));
        var share = torch.where(early, torch.minimum(differences[0], differences[1]), torch.minimum(differences[2], differences[3])).div(contrast).clamp(0, 1);
        return new(OutHeight, OutWidth, torch.where(shown, share, torch.zeros_like(share)).DataSpan<float>().ToArray(), Seen);
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

    // The planes behind the step of the image with weights of the mark.
    private torch.Tensor Step(torch.Tensor weights, int channels)
    {
        using var scope = torch.NewDisposeScope();
        var values = dull + ((image.ndim == 2 ? weights : weights.unsqueeze(planar ? 0 : 2)) * strength);
        var changed = (image.is_floating_point() ? values : values.round_()).to(image.dtype);
        var planes = ImagePlanes.Of(First(step.Apply(With(changed)).GetValueOrDefault(key)), channels)?.Planes
            ?? throw new UserErrorException($"{step.Name}: made an image once, and none the next time");
        return grounds is [{ Plain: var plain }, ..] && !plain.shape.AsSpan().SequenceEqual(planes.shape)
            ? throw new UserErrorException($"{step.Name}: the size of the result depends on the image's values")
            : planes.MoveToOuterDisposeScope();
    }

    // Stripes, and the other half of the image.
    private Ground[] Prepare(int phase, int channels)
    {
        using var scope = torch.NewDisposeScope();
        var period = Math.Max(LeastStripe, Width / Stripes);
        var row = new float[Width];
        for (var x = 0; x < row.Length; x++)
        {
            row[x] = ((x + (phase * period / 2)) / period) & 1;
        }

        var stripes = torch.tensor(row, [1, Width], dtype: torch.float32).expand(Height, Width).contiguous();
        var others = 1 - stripes;
        var (one, other) = (Step(stripes, channels), Step(others, channels));
        var turned = other - one;
        return [new(stripes, one, turned), new(others, other, turned.neg())];
    }

    private static double Quantile(torch.Tensor contrast)
    {
        var count = contrast.numel();
        return contrast.flatten().kthvalue((count * 9 / 10) + 1).values.ToDouble();
    }

    // Stripes, the result where they are marked, and in which direction each value changes where all stripes and gaps change places.
    private sealed class Ground
    {
        private readonly torch.Tensor stripes;
        private readonly torch.Tensor away;
        private readonly torch.Tensor direction;

        public Ground(torch.Tensor stripes, torch.Tensor plain, torch.Tensor turned)
        {
            (this.stripes, Plain) = (stripes.MoveToOuterDisposeScope(), plain.MoveToOuterDisposeScope());
            away = (1 - (2 * stripes)).MoveToOuterDisposeScope();
            direction = turned.sign().MoveToOuterDisposeScope();
            Contrast = turned.abs().sum(0).MoveToOuterDisposeScope();
        }

        public torch.Tensor Plain { get; }

        public torch.Tensor Contrast { get; }

        public int Channels => (int)Plain.shape[0];

        // Of a pixel that is marked by half, half changes.
        public torch.Tensor Marked(torch.Tensor mark) => stripes + (mark * away);

        // How much each pixel changes in the direction in which it does where all stripes change places.
        public torch.Tensor Along(torch.Tensor change) => (change * direction).sum(0);
    }
}
