using Thelper.Draw;
using Thelper.Sessions;
using Thelper.Tasks;
using Thelper.Torch;
using static Thelper.Torch.torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Web.Viewing;

/// <summary>Tells which classes occur in samples.</summary>
/// <param name="task">The task.</param>
internal sealed class ClassReader(Task task)
{
    private readonly IReadOnlyDictionary<string, int> indices = (task as IClassTask)?.Classes.Indices ?? new Dictionary<string, int>();

    /// <summary>The classes that a label names.</summary>
    /// <param name="label">A class's name or index, a list of these, or null.</param>
    public SampleClasses OfLabel(object? label) => new([.. Indices(label).Distinct()]);

    /// <summary>The classes that occur in a sample as it was read.</summary>
    /// <param name="set">The set.</param>
    /// <param name="position">The sample.</param>
    public SampleClasses OfSample(ViewedSet set, int position)
    {
        using var scope = NewDisposeScope();
        using var sample = set.LoadRaw(position);
        var truth = task.GtKey is { } key ? sample.GetValueOrDefault(key) : null;
        return task switch
        {
            Segmentation segmentation when truth is Tensor labels => new([.. LabelLayer.Count(segmentation, labels).Where(count => count.Value >= 0 && count.Value < indices.Count).Select(count => (int)count.Value)]),
            Detection detection when truth is IReadOnlyList<object?> boxes => new([.. boxes.OfType<BoundingBox>().Select(detection.IndexOf).Distinct()]),
            _ => OfLabel(truth),
        };
    }

    private IEnumerable<int> Indices(object? label) => label switch
    {
        string name => indices.TryGetValue(name, out var index) ? [index] : [],
        int index => Known(index),
        long index => Known(index),
        Tensor { ndim: 0 } scalar => Known(scalar.to(ScalarType.Int64).ToInt64()),
        Tensor { ndim: 1 } flags when flags.shape[0] == indices.Count => flags.to(ScalarType.Float32).cpu().DataSpan<float>().ToArray().Index().Where(flag => flag.Item > 0.5f).Select(flag => flag.Index),
        IReadOnlyList<object?> list => list.SelectMany(Indices),
        _ => [],
    };

    private int[] Known(long index) => index >= 0 && index < indices.Count ? [(int)index] : [];
}
