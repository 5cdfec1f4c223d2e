using Thelper.Config;

namespace Thelper.Tasks;

/// <summary>What is to be learned from samples: which key of a sample is the input, which the ground truth, which are metadata.</summary>
[TypeName("thelper.tasks.utils.Task", "thelper.tasks.Task")]
public class Task
{
    /// <summary>Creates a task.</summary>
    /// <param name="inputKey">Key of the model's input.</param>
    /// <param name="gtKey">Key of the ground truth, or null where there is none.</param>
    /// <param name="metaKeys">Keys of metadata that samples carry along; null for none.</param>
    /// <exception cref="UserErrorException">A key is empty.</exception>
    public Task(string inputKey, string? gtKey = null, IReadOnlyList<string>? metaKeys = null)
    {
        if (string.IsNullOrEmpty(inputKey))
        {
            throw new UserErrorException("a task needs an input key: the name of the model's input in each sample");
        }

        InputKey = inputKey;
        GtKey = gtKey;
        MetaKeys = metaKeys is null ? [] : [.. metaKeys];
        if (MetaKeys.Any(string.IsNullOrEmpty))
        {
            throw new UserErrorException("a task's meta keys must not be empty");
        }
    }

    /// <summary>Key of the model's input.</summary>
    public string InputKey { get; }

    /// <summary>Key of the ground truth, or null where there is none.</summary>
    public string? GtKey { get; }

    /// <summary>Keys of metadata.</summary>
    public IReadOnlyList<string> MetaKeys { get; }

    /// <summary>Input, ground truth and metadata keys, each once, in this order.</summary>
    public IReadOnlyList<string> Keys => [.. MetaKeys.Prepend(GtKey).Prepend(InputKey).OfType<string>().Distinct()];

    /// <summary>What of a sample moves with its image. A task of one's own says here what its fields are.</summary>
    public virtual SampleFields Fields => new(InputKey, new Dictionary<string, FieldKind>());

    /// <summary>Canonical dotted name of the task's type.</summary>
    public string TypeName => TypeRegistry.NameOf(GetType()) ?? GetType().FullName!;

    /// <summary>The constructor's arguments in the order of the text form, under their configuration names, as plain values.</summary>
    public virtual IReadOnlyList<KeyValuePair<string, object?>> Parameters =>
    [
        new("input_key", InputKey),
        new("gt_key", GtKey),
        new("meta_keys", MetaKeys),
    ];

    /// <summary>Whether a model made for this task can serve another.</summary>
    /// <param name="task">The other task.</param>
    /// <param name="exact">Whether the two must agree in everything.</param>
    public virtual bool CheckCompat(Task task, bool exact = false)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task.GetType() == GetType() ? KeysAgree(task, exact)
            : !exact && (GetType() == typeof(Task) ? task.CheckCompat(this) : CoversPlain(task));
    }

    /// <summary>The task that covers this one and another.</summary>
    /// <param name="task">A compatible task.</param>
    /// <exception cref="UserErrorException">The two are not compatible.</exception>
    public virtual Task GetCompat(Task task)
    {
        RequireCompat(task);
        if (GetType() != typeof(Task))
        {
            return this;
        }

        return task.GetType() == typeof(Task)
            ? new Task(InputKey, GtKey ?? task.GtKey, UnionOfMetaKeys(task))
            : task.GetCompat(this);
    }

    /// <summary>The text form, a constructor call that <see cref="TaskFactory"/> reads back.</summary>
    public override string ToString() =>
        $"{TypeName}({string.Join(", ", Parameters.Select(parameter => $"{parameter.Key}={PythonRepr.Of(parameter.Value)}"))})";

    /// <summary>Whether the other is a plain task that only names the same input, which every specialised task can stand for.</summary>
    /// <param name="task">The other task.</param>
    protected bool CoversPlain(Task task) => task.GetType() == typeof(Task) && task.GtKey is null && InputKey == task.InputKey;

    /// <summary>Whether input and ground truth keys agree; a missing ground truth agrees with any unless <paramref name="exact"/>.</summary>
    /// <param name="task">The other task.</param>
    /// <param name="exact">Whether metadata keys must be the same too.</param>
    protected bool KeysAgree(Task task, bool exact) =>
        InputKey == task.InputKey
        && (exact
            ? GtKey == task.GtKey && MetaKeys.ToHashSet().SetEquals(task.MetaKeys)
            : GtKey is null || task.GtKey is null || GtKey == task.GtKey);

    /// <summary>Metadata keys of both tasks, mine first.</summary>
    /// <param name="task">The other task.</param>
    protected IReadOnlyList<string> UnionOfMetaKeys(Task task) => [.. MetaKeys.Union(task.MetaKeys)];

    /// <summary>Throws unless the other task is compatible.</summary>
    /// <param name="task">The other task.</param>
    /// <exception cref="UserErrorException">It is not.</exception>
    protected void RequireCompat(Task task)
    {
        if (!CheckCompat(task))
        {
            throw new UserErrorException($"these tasks cannot be combined:\n  {this}\n  {task}");
        }
    }
}
