using Thelper.Data;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Tests.Data;

/// <summary>Samples made on demand: field <c>x</c> is [index, random number], field <c>y</c> the label, <c>name</c> a text.</summary>
internal sealed class MemoryDataset(int count, IReadOnlyList<object?>? labels = null, Task? task = null, ITransform? transforms = null, bool hasLabels = true) : Dataset(transforms)
{
    private int loaded;

    public int Loaded => Volatile.Read(ref loaded);

    public Action<int>? OnLoad { get; init; }

    public override Task Task { get; } = task ?? new Task("x", "y", ["name"]);

    public override int Count { get; } = count;

    public override bool HasLabels => hasLabels && labels is not null;

    public override object? LabelOf(int index) => labels?[index];

    public override string Describe(int index) => FormattableString.Invariant($"memory/{index}.bin");

    protected override Sample Load(int index)
    {
        Interlocked.Increment(ref loaded);
        OnLoad?.Invoke(index);
        return new Sample { ["x"] = torch.tensor(new double[] { index, 0 }), ["y"] = labels?[index] ?? (long)index, ["name"] = Describe(index) };
    }
}
