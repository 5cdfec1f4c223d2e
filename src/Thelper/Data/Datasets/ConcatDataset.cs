using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Transforms;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Datasets;

/// <summary>Several datasets in a row, each with its own transforms, as one loader sees them.</summary>
internal sealed class ConcatDataset : Dataset
{
    private readonly (Dataset Dataset, ITransform? Transforms)[] parts;
    private readonly int[] ends;

    /// <param name="parts">The datasets, each with the transforms of its samples.</param>
    /// <param name="task">The task that covers them all.</param>
    public ConcatDataset(IReadOnlyList<(Dataset Dataset, ITransform? Transforms)> parts, Task task)
    {
        this.parts = [.. parts.Select(part => (part.Dataset, SamplePipeline.For(part.Transforms, task.Fields)))];
        Task = task;
        ends = new int[this.parts.Length];
        for (var i = 0; i < ends.Length; i++)
        {
            ends[i] = checked((i == 0 ? 0 : ends[i - 1]) + this.parts[i].Dataset.Count);
        }
    }

    public override Task Task { get; }

    // A picture has one order: that of the first part.
    public override bool IsBgr => parts.Length > 0 && parts[0].Dataset.IsBgr;

    public override int Count => ends.Length == 0 ? 0 : ends[^1];

    public override bool HasLabels => Array.TrueForAll(parts, part => part.Dataset.HasLabels);

    public override Sample GetItem(int index, TransformRandom random)
    {
        var (part, local) = Find(index);
        return part.Dataset.GetItem(local, part.Transforms, random);
    }

    public override object? LabelOf(int index)
    {
        var (part, local) = Find(index);
        return part.Dataset.LabelInTask(local);
    }

    public override string Describe(int index)
    {
        var (part, local) = Find(index);
        return part.Dataset.Describe(local);
    }

    internal override string? KnownFault(int index)
    {
        var (part, local) = Find(index);
        return part.Dataset.KnownFault(local);
    }

    internal override ITransform? PipelineOf(int index) => Find(index).Part.Transforms;

    public override (Dataset Dataset, int Index) Locate(int index)
    {
        var (part, local) = Find(index);
        return (part.Dataset, local);
    }

    public override string ToString() => string.Join(" + ", parts.Select(part => part.Dataset.ToString()));

    protected override Sample Load(int index) => throw new NotSupportedException("samples are loaded by the parts");

    private ((Dataset Dataset, ITransform? Transforms) Part, int Local) Find(int index)
    {
        var place = index < 0 ? index + Count : index;
        ArgumentOutOfRangeException.ThrowIfNegative(place, nameof(index));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(place, Count, nameof(index));
        var part = Array.BinarySearch(ends, place + 1);
        part = part < 0 ? ~part : part;
        while (part > 0 && ends[part - 1] == ends[part])
        {
            part--;
        }

        return (parts[part], place - (part == 0 ? 0 : ends[part - 1]));
    }
}
