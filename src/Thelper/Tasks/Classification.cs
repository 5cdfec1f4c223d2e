using System.Collections;
using System.Globalization;

namespace Thelper.Tasks;

/// <summary>Assigns one class, or with <see cref="MultiLabel"/> any number of classes, to each input.</summary>
[Concept("classification")]
[TypeName("thelper.tasks.classif.Classification", "thelper.tasks.Classification")]
public class Classification : Task, IClassTask
{
    /// <summary>Creates a classification task.</summary>
    /// <param name="classNames">A list of names, a map of names and indices, or the path of a file with these; see <see cref="ClassNameList"/>.</param>
    /// <param name="inputKey">Key of the model's input.</param>
    /// <param name="labelKey">Key of the label: a class name or index; with <paramref name="multiLabel"/>, a list of names or a 0/1 vector.</param>
    /// <param name="metaKeys">Keys of metadata; null for none.</param>
    /// <param name="multiLabel">Whether a sample may belong to several classes.</param>
    /// <exception cref="UserErrorException">The names are badly formed or a key is empty.</exception>
    public Classification([ConfigValue(Holds = [typeof(List<string>), typeof(Dictionary<string, object>), typeof(string)], Example = "[cat, dog]")] object classNames, string inputKey, string labelKey, IReadOnlyList<string>? metaKeys = null, bool multiLabel = false)
        : base(inputKey, labelKey, metaKeys)
    {
        Classes = new ClassTable(ClassNameList.Read(classNames));
        MultiLabel = multiLabel;
    }

    /// <inheritdoc/>
    public ClassTable Classes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => Classes.Names;

    /// <summary>Index of each class name.</summary>
    public IReadOnlyDictionary<string, int> ClassIndices => Classes.Indices;

    /// <summary>Whether a sample may belong to several classes.</summary>
    public bool MultiLabel { get; }

    /// <summary>Key of the label.</summary>
    public string LabelKey => GtKey!;

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, object?>> Parameters =>
    [
        new("class_names", ClassNames),
        new("input_key", InputKey),
        new("label_key", LabelKey),
        new("meta_keys", MetaKeys),
        new("multi_label", MultiLabel),
    ];

    /// <summary>
    /// Whether a model made for this task can serve another: the other's classes must be among mine; with <paramref name="exact"/>, the same in the same order.
    /// A plain task without ground truth only needs the same input.
    /// </summary>
    /// <param name="task">The other task.</param>
    /// <param name="exact">Whether the two must agree in everything.</param>
    public override bool CheckCompat(Task task, bool exact = false)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task is Classification other
            ? MultiLabel == other.MultiLabel
                && KeysAgree(other, exact)
                && Classes.Agrees(other.Classes, exact)
            : !exact && CoversPlain(task);
    }

    /// <summary>The task that covers this one and another: unknown classes of the other come after mine.</summary>
    /// <param name="task">A classification with the same keys, or a plain task with the same input.</param>
    /// <exception cref="UserErrorException">The two cannot be combined.</exception>
    public override Task GetCompat(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task is not Classification other)
        {
            RequireCompat(task);
            return new Classification(ClassNames, InputKey, LabelKey, UnionOfMetaKeys(task), MultiLabel);
        }

        if (MultiLabel != other.MultiLabel || !KeysAgree(other, exact: false))
        {
            throw new UserErrorException($"these tasks cannot be combined, their keys or kinds of label differ:\n  {this}\n  {task}");
        }

        return new Classification(Classes.Union(other.Classes).Names, InputKey, LabelKey, UnionOfMetaKeys(other), MultiLabel);
    }

    /// <summary>Groups samples by class.</summary>
    /// <param name="labels">Label of each sample: a class name, an index, with <see cref="MultiLabel"/> a list of names or a 0/1 vector; null where unknown.</param>
    /// <param name="unsetKey">Name of the group that takes samples without a label; null makes such a sample an error.</param>
    /// <returns>Positions in <paramref name="labels"/> by class name, in class order; every class has an entry, <paramref name="unsetKey"/> only when it is used.</returns>
    /// <exception cref="UserErrorException">A label names no class.</exception>
    public IReadOnlyDictionary<string, List<int>> GetClassSampleMap(IReadOnlyList<object?> labels, string? unsetKey = null)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var groups = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var name in ClassNames)
        {
            groups.Add(name, []);
        }

        for (var i = 0; i < labels.Count; i++)
        {
            var indices = labels[i] is not { } label ? null : MultiLabel ? IndicesOf(label, i) : [IndexOf(label, i)];
            if (indices is null && unsetKey is null)
            {
                throw new UserErrorException($"sample {i} has no label under '{LabelKey}'");
            }

            // A sample of several labels may have none of them; it is to be split with the others all the same.
            if (indices is not { Count: > 0 } && unsetKey is not null)
            {
                if (!groups.TryGetValue(unsetKey, out var unset))
                {
                    groups.Add(unsetKey, unset = []);
                }

                unset.Add(i);
                continue;
            }

            foreach (var index in indices ?? [])
            {
                groups[ClassNames[index]].Add(i);
            }
        }

        return groups;
    }

    /// <summary>Number of samples of each class; see <see cref="GetClassSampleMap"/>.</summary>
    /// <param name="labels">Label of each sample.</param>
    public IReadOnlyDictionary<string, int> GetClassSizes(IReadOnlyList<object?> labels) =>
        GetClassSampleMap(labels, unsetKey: "").Where(group => group.Key.Length > 0 || ClassIndices.ContainsKey("")).ToDictionary(group => group.Key, group => group.Value.Count);

    private int IndexOf(object label, int sample)
    {
        switch (PlainValues.Normalize(label))
        {
            case string name when ClassIndices.TryGetValue(name, out var index):
                return index;
            case string name:
                throw new UserErrorException($"sample {sample} has the label '{name}', which is no class of the task{NearestName.Hint(name, ClassNames)}");
            case long index when index >= 0 && index < ClassNames.Count:
                return (int)index;
            case long index:
                throw new UserErrorException(string.Create(CultureInfo.InvariantCulture, $"sample {sample} has the label {index}; the indices of {ClassNames.Count} classes are 0 to {ClassNames.Count - 1}"));
            default:
                throw new UserErrorException($"sample {sample}: a label must be a class name or index, got {PythonRepr.Of(label)}");
        }
    }

    private List<int> IndicesOf(object label, int sample)
    {
        if (label is not IEnumerable list || label is string)
        {
            throw new UserErrorException($"sample {sample}: a label of several classes must be a list of names or a 0/1 vector, got {PythonRepr.Of(label)}");
        }

        var values = list.Cast<object?>().Select(PlainValues.Normalize).ToList();
        if (values.TrueForAll(value => value is string))
        {
            return [.. values.Select(value => IndexOf(value!, sample)).Distinct()];
        }

        var flags = values.ConvertAll(value => value switch { bool flag => flag ? 1 : 0, long number => number, double number => number, _ => double.NaN });
        return flags.Count == ClassNames.Count && flags.TrueForAll(flag => flag is 0 or 1)
            ? [.. Enumerable.Range(0, flags.Count).Where(index => flags[index] == 1)]
            : throw new UserErrorException($"sample {sample}: a label of several classes must be a list of names or {ClassNames.Count} values 0 or 1, got {PythonRepr.Of(label)}");
    }
}
