namespace Thelper.Web.Annotating;

/// <summary>The state of a sample, its versions, and the ways back and forth. The same edits in the same order give the same state.</summary>
internal sealed class Canvas
{
    // 16 bytes each.
    private const long MaxRuns = 1 << 23;
    private readonly long mostRuns;
    private readonly Queue<Step> steps = new();
    private long runs;
    private readonly List<(string? Name, List<Step> Steps)> done = [];
    private readonly Stack<List<Step>> undone = new();

    /// <summary>Begins.</summary>
    /// <param name="mask">The mask, which is changed from here on.</param>
    /// <param name="objects">Boxes and class.</param>
    /// <param name="version">The version that this is.</param>
    /// <param name="mostRuns">How many runs of changed pixels are kept for looking back.</param>
    public Canvas(LabelMask mask, Objects objects, long version = 0, long mostRuns = MaxRuns) => (Mask, Objects, Version, First, this.mostRuns) = (mask, objects, version, version, mostRuns);

    /// <summary>The mask.</summary>
    public LabelMask Mask { get; }

    /// <summary>Boxes and class.</summary>
    public Objects Objects { get; private set; }

    /// <summary>Counts the edits.</summary>
    public long Version { get; private set; }

    /// <summary>The oldest version that can be looked back at.</summary>
    public long First { get; private set; }

    /// <summary>Whether there is an edit to take back.</summary>
    public bool CanUndo => done.Count > 0;

    /// <summary>Whether there is an edit to make again.</summary>
    public bool CanRedo => undone.Count > 0;

    /// <summary>Makes an edit.</summary>
    /// <param name="edit">An edit without a fault.</param>
    /// <returns>What changed. An undo or redo with nothing to do changes nothing, but counts.</returns>
    public Step Apply(Edit edit)
    {
        var step = edit switch
        {
            Edit.Undo => Back(),
            Edit.Redo => Forth(),
            _ => New(edit),
        };
        steps.Enqueue(step);
        Version++;
        Forget(step.Runs.Count);
        return step;
    }

    /// <summary>A copy of its own of the state at an earlier version, without its history.</summary>
    /// <param name="version">From <see cref="First"/> to <see cref="Version"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such version.</exception>
    public Canvas At(long version)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(version, First);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(version, Version);
        var (mask, objects) = (Mask.Copy(), Objects);
        foreach (var step in steps.Skip((int)(version - First)).Reverse())
        {
            mask.Apply(step.Reversed.Runs);
            objects = step.Before ?? objects;
        }

        return new(mask, objects, version);
    }

    private Step New(Edit edit)
    {
        var changes = new List<PixelRun>();
        switch (edit)
        {
            case Edit.Stroke stroke:
                Strokes.Paint(Mask, stroke.Points, stroke.Radius, (byte)stroke.Label, changes);
                break;
            case Edit.Flood flood:
                Fills.Flood(Mask, flood.X, flood.Y, (byte)flood.Label, changes);
                break;
            case Edit.FillAll fill:
                Mask.Set(0, Mask.Pixels.Length, (byte)fill.Label, changes);
                break;
            case Edit.FillRings polygon:
                Fills.Polygon(Mask, polygon.Rings, (byte)polygon.Label, changes);
                break;
            case Edit.Replace replace:
                var start = 0;
                for (var i = 0; i < replace.Runs.Length; start += replace.Runs[i], i += 2)
                {
                    Mask.Set(start, replace.Runs[i], (byte)replace.Runs[i + 1], changes);
                }

                break;
        }

        var (before, after) = edit is Edit.SetObjects set && !set.Objects.Equals(Objects) ? (Objects, set.Objects) : ((Objects?)null, null);
        Objects = after ?? Objects;
        var step = new Step(changes, before, after);
        if (changes.Count == 0 && before is null)
        {
            return step;
        }

        undone.Clear();
        if (edit.Unit is { } name && done.Count > 0 && done[^1].Name == name)
        {
            done[^1].Steps.Add(step);
        }
        else
        {
            done.Add((edit.Unit, [step]));
        }

        return step;
    }

    // The memory of a sample does not grow without end: what lies furthest back can no longer be taken back.
    private void Forget(int added)
    {
        for (runs += added; runs > mostRuns && steps.Count > 1; First++)
        {
            var oldest = steps.Dequeue();
            runs -= oldest.Runs.Count;
            if (done.Count > 1 && done[0].Steps.Contains(oldest))
            {
                done.RemoveAt(0);
            }
        }
    }

    private Step Back()
    {
        if (done.Count == 0)
        {
            return new([], null, null);
        }

        var unit = done[^1].Steps;
        done.RemoveAt(done.Count - 1);
        undone.Push(unit);
        return Make(Joined(unit).Reversed);
    }

    private Step Forth()
    {
        if (!undone.TryPop(out var unit))
        {
            return new([], null, null);
        }

        // Nothing is added to a stroke that was taken back: its name is gone.
        done.Add((null, unit));
        return Make(Joined(unit));
    }

    private Step Make(Step step)
    {
        Mask.Apply(step.Runs);
        Objects = step.After ?? Objects;
        return step;
    }

    private static Step Joined(List<Step> unit) =>
        new([.. unit.SelectMany(step => step.Runs)], unit.Find(step => step.Before is not null)?.Before, unit.FindLast(step => step.After is not null)?.After);
}
