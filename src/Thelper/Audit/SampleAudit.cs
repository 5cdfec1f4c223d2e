using Thelper.Data;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Transforms;

namespace Thelper.Audit;

/// <summary>Takes one sample through the steps of its pipeline and measures each of them, and all together.</summary>
internal sealed class SampleAudit
{
    private const double HalfPixel = 0.5;
    private readonly SampleFields fields;

    private SampleAudit(SampleFields fields, string set, int index, string name) => (this.fields, Set, Index, Name) = (fields, set, index, name);

    /// <summary>The set that the sample was loaded for.</summary>
    public string Set { get; }

    /// <summary>Its index in the set's data.</summary>
    public int Index { get; }

    /// <summary>What messages call it.</summary>
    public string Name { get; }

    /// <summary>The steps in their order.</summary>
    public IReadOnlyList<StepFinding> Steps { get; private set; } = [];

    /// <summary>All steps as one.</summary>
    public StepFinding Whole { get; private set; } = new(WholeName, null);

    /// <summary>What the row of all steps is called.</summary>
    public const string WholeName = "whole pipeline";

    /// <summary>Boxes at the beginning.</summary>
    public int BoxesIn { get; private set; }

    /// <summary>Boxes at the end.</summary>
    public int BoxesOut { get; private set; }

    /// <summary>The steps of which labels are off, but for those that a later step has put right.</summary>
    public IEnumerable<StepFinding> Faults => (IsPutRight ? [] : Steps.SelectMany(step => step.Single).Where(step => step.IsOff)).Concat(IsWholeOff ? [Whole] : []);

    // Boxes about boxes grow where images are turned twice: only what reaches beyond them is wrong in the end.
    // And each step may round them by half a pixel.
    private bool IsWholeOff => !Steps.Any(step => step.IsOff) && Whole.Readings.Any(reading => reading.IsWrong
        || (reading.Kind == "box" ? reading.Excess - (HalfPixel * Math.Max(0, Steps.SelectMany(step => step.Single).Count(step => step.Moved > HalfPixel) - 1)) : reading.Drift) >= Reading.Limit);

    // One step for the image and another for its labels is a way to do it.
    private bool IsPutRight => Whole is { Problem: null, IsOff: false } && Whole.Readings.Count > 0 && Whole.Readings.All(reading => reading is { Drift: not null, IsStrict: true })
        && !Steps.SelectMany(step => step.Single).Any(step => step.Readings.Any(reading => reading.IsWrong));

    /// <summary>Measures.</summary>
    /// <param name="dataset">The set's data.</param>
    /// <param name="index">The sample.</param>
    /// <param name="set">The set's name.</param>
    /// <param name="steps">The steps that the sample takes.</param>
    /// <param name="fields">What its fields are.</param>
    /// <param name="draw">Receives the sample before each step and at the end, and what was found; null for nobody.</param>
    /// <exception cref="UserErrorException">The sample cannot be loaded, or does not suit a step.</exception>
    public static SampleAudit Run(Dataset dataset, int index, string set, IReadOnlyList<PipelineStep> steps, SampleFields fields, Action<SampleAudit, IReadOnlyList<Sample>>? draw)
    {
        var audit = new SampleAudit(fields, set, index, dataset.Describe(index));
        using var scope = torch.NewDisposeScope();
        var (home, local) = dataset.Locate(index);
        var sample = audit.Tagged(home.LoadRaw(local));
        List<Sample> samples = [sample];
        var found = new List<StepFinding>();
        foreach (var step in steps)
        {
            var before = audit.Tagged(samples[^1]);
            var after = step.Apply(before);
            found.Add(audit.MeasureParts(step, before) ?? audit.Measure(step, before, after, dropped: true));
            samples.Add(after);
        }

        audit.Steps = found;
        audit.Whole = audit.Measure(PipelineStep.Whole(WholeName, steps), samples[0], samples[^1], dropped: false);
        (audit.BoxesIn, audit.BoxesOut) = (audit.Count(samples[0]), audit.Count(samples[^1]));
        draw?.Invoke(audit, samples);
        return audit;
    }

    private int Count(Sample sample) => fields.Moving.Where(key => fields.Of(key) == FieldKind.Boxes).Sum(key => BoxGauge.Boxes(sample.GetValueOrDefault(key))?.Count ?? 0);

    // Boxes that have their names keep them.
    private Sample Tagged(Sample sample)
    {
        var result = new Sample();
        foreach (var (key, value) in sample)
        {
            result.Add(key, fields.Of(key) == FieldKind.Boxes && !BoxGauge.IsTagged(value) ? BoxGauge.Tagged(value) : value);
        }

        return result;
    }

    // A composition bounds boxes anew at each of its parts, so each is looked at by itself.
    private StepFinding? MeasureParts(PipelineStep step, Sample sample)
    {
        var found = new List<StepFinding>();
        foreach (var part in step.PartsFor(sample))
        {
            var before = Tagged(sample);
            sample = part.Apply(before);
            found.Add(Measure(part, before, sample, dropped: true));
        }

        return found.Count == 0 ? null : found[^1] with
        {
            Name = step.Name,
            Parts = found,
            DidNothing = found.TrueForAll(part => part.DidNothing),
            Moved = found.Max(part => part.Moved),
        };
    }

    private StepFinding Measure(PipelineStep step, Sample before, Sample after, bool dropped)
    {
        var finding = new StepFinding(step.Name, step.Place);
        var keys = fields.Moving.Prepend(fields.ImageKey).Where(before.ContainsKey).ToList();
        if (keys.TrueForAll(key => ReferenceEquals(before[key], after.GetValueOrDefault(key))))
        {
            return finding with { DidNothing = true };
        }

        try
        {
            using var scope = torch.NewDisposeScope();
            var (probe, problem) = Probe.Of(step, before, after, fields.ImageKey);
            return probe is null ? finding with { Problem = problem } : finding with
            {
                Moved = probe.Cells.Moved,
                Survives = probe.Cells.Survives,
                Readings = [.. keys.Skip(1).SelectMany(key => Readings(probe, step, before, after, key, dropped))],
            };
        }
        catch (Exception error) when (error is UserErrorException or TorchException { IsOutOfMemory: false })
        {
            return finding with { Problem = error.Message };
        }
    }

    // What the step makes of boxes as small as their marks; null where there are none, or where the step looks at boxes to choose a part of the image.
    private IReadOnlyList<BoundingBox>? Inner(Probe probe, PipelineStep step, Sample before, Sample after, string key)
    {
        if (before[key] is not IReadOnlyList<object?> list || !list.All(box => box is BoundingBox) || BoxGauge.Inner([.. list.Cast<BoundingBox>()], probe.Height, probe.Width) is not { } inner)
        {
            return null;
        }

        var changed = new Sample();
        foreach (var (name, value) in before)
        {
            changed.Add(name, name == key ? inner : value);
        }

        var result = step.Apply(changed);
        return Probe.First(result.GetValueOrDefault(fields.ImageKey)) is torch.Tensor image && Probe.First(after.GetValueOrDefault(fields.ImageKey)) is torch.Tensor same && torch.equal(image, same)
            ? BoxGauge.Boxes(result.GetValueOrDefault(key)) : null;
    }

    private IEnumerable<Reading> Readings(Probe probe, PipelineStep step, Sample before, Sample after, string key, bool dropped)
    {
        var (from, to) = (before[key], after.GetValueOrDefault(key));
        switch (fields.Of(key))
        {
            case FieldKind.Boxes when BoxGauge.Boxes(from) is { } boxes && BoxGauge.Boxes(to) is { } left:
                var asked = dropped ? boxes : [.. boxes.Where(box => left.Any(one => Equals(one.ImageId, box.ImageId)))];
                return BoxGauge.Measure(probe, asked, left, Inner(probe, step, before, after, key), step.Limits);
            case FieldKind.LabelMap when from is not null:
                return MapGauge.Measure(probe, from, to, fields.Fill);
            case FieldKind.HeatMap when from is not null:
                return [HeatGauge.Measure(probe, from, to, key)];
            case FieldKind.Points when Probe.First(from) is torch.Tensor { ndim: >= 2 } points && Probe.First(to) is torch.Tensor { ndim: >= 2 } moved:
                return PointGauge.Measure(probe, points, moved, fields.Pairs);
            case FieldKind.Twin when Probe.Of(step, before, after, key) is { Probe: { } twin }:
                return [TwinGauge.Measure(probe, twin, key)];
            default:
                return from is null ? [] : [new(fields.Of(key).ToString(), key, null, Note: "is not measured")];
        }
    }
}
