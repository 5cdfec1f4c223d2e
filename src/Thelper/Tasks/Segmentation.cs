using Microsoft.Extensions.Logging;
using Thelper.Logging;
using Thelper.Torch;

namespace Thelper.Tasks;

/// <summary>Assigns a class to each pixel of an input.</summary>
[Concept("segmentation")]
[TypeName("thelper.tasks.segm.Segmentation", "thelper.tasks.Segmentation")]
public class Segmentation : Task, IClassTask
{
    /// <summary>The name that stands for <see cref="DontCare"/> in colour maps and counts; no class can have it.</summary>
    public const string DontCareName = "dontcare";

    /// <summary>Creates a segmentation task.</summary>
    /// <param name="classNames">A list of names, a map of names and indices, or the path of a file with these; a class named <c>dontcare</c> is left out.</param>
    /// <param name="inputKey">Key of the model's input.</param>
    /// <param name="labelMapKey">Key of the label map: an integer tensor of the input's height and width that holds class indices or <paramref name="dontcare"/>.</param>
    /// <param name="metaKeys">Keys of metadata; null for none.</param>
    /// <param name="dontcare">Value in label maps that belongs to no class and is ignored by losses and metrics; null for none.</param>
    /// <param name="colorMap">Colours by class name or index; see <see cref="Tasks.ColorMap.Read"/>.</param>
    /// <param name="log">Told of a class that was left out or renamed.</param>
    /// <exception cref="UserErrorException">The names or colours are badly formed, a key is empty, or <paramref name="dontcare"/> is a class index.</exception>
    public Segmentation(
        [ConfigValue(Holds = [typeof(List<string>), typeof(Dictionary<string, object>), typeof(string)], Example = "[cat, dog]")] object classNames,
        string inputKey,
        string labelMapKey,
        IReadOnlyList<string>? metaKeys = null,
        int? dontcare = null,
        [ConfigValue(Holds = [typeof(Dictionary<string, object>), typeof(List<object>), typeof(string)])] object? colorMap = null,
        ILogger? log = null)
        : base(inputKey, labelMapKey, metaKeys)
    {
        var names = ClassNameList.Read(classNames, warning => log?.Warn(warning));
        if (names.Contains(DontCareName))
        {
            log?.Warn($"removing the class '{DontCareName}' from the class list; it stands for pixels without a class");
            names = [.. names.Where(name => name != DontCareName)];
            if (names.Count == 0)
            {
                throw new UserErrorException($"class names: at least one class besides '{DontCareName}' is needed");
            }
        }

        if (dontcare >= 0 && dontcare < names.Count)
        {
            throw new UserErrorException(FormattableString.Invariant($"dontcare: {dontcare} is the index of class '{names[dontcare.Value]}'; choose a value from {names.Count} on, or a negative one"));
        }

        Classes = new ClassTable(names, ColorMap.Read(colorMap, names, dontcare, DontCareName), dontcare);
    }

    /// <inheritdoc/>
    public ClassTable Classes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => Classes.Names;

    /// <summary>Value in label maps that belongs to no class; null when there is none.</summary>
    public int? DontCare => Classes.Ignored;

    /// <summary>Colours of classes and of <see cref="DontCare"/>; may be empty.</summary>
    public ColorMap ColorMap => Classes.Colors;

    /// <summary>Key of the label map.</summary>
    public string LabelMapKey => GtKey!;

    /// <inheritdoc/>
    public override SampleFields Fields => new(InputKey, new Dictionary<string, FieldKind> { [LabelMapKey] = FieldKind.LabelMap }) { Fill = DontCare ?? 0 };

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, object?>> Parameters =>
    [
        new("class_names", Classes.ToPlain()),
        new("input_key", InputKey),
        new("label_map_key", LabelMapKey),
        new("meta_keys", MetaKeys),
        new("dontcare", DontCare),
        new("color_map", ColorMap.ToPlain()),
    ];

    /// <summary>
    /// Whether a model made for this task can serve another: the other's classes must be among mine and the ignored value the same; with
    /// <paramref name="exact"/>, classes, metadata keys and colours must be the same too. A plain task without ground truth only needs the same input.
    /// </summary>
    /// <param name="task">The other task.</param>
    /// <param name="exact">Whether the two must agree in everything.</param>
    public override bool CheckCompat(Task task, bool exact = false)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task is Segmentation other
            ? KeysAgree(other, exact) && Classes.Agrees(other.Classes, exact)
            : !exact && CoversPlain(task);
    }

    /// <summary>
    /// The task that covers this one and another: unknown classes of the other come after mine, with new indices; my colours stay, and my ignored
    /// value, or the other's where I have none; where it is the index of a class by now, the other's, 255 or the number of classes. Data sets of one session change their label maps to its values.
    /// </summary>
    /// <param name="task">A segmentation with the same keys, or a plain task with the same input.</param>
    /// <exception cref="UserErrorException">The two cannot be combined.</exception>
    public override Task GetCompat(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task is not Segmentation other)
        {
            RequireCompat(task);
            return new Segmentation(ClassNames, InputKey, LabelMapKey, UnionOfMetaKeys(task), DontCare, ColorMap);
        }

        if (!KeysAgree(other, exact: false))
        {
            throw new UserErrorException($"these tasks cannot be combined, their keys differ:\n  {this}\n  {task}");
        }

        var names = Classes.Union(other.Classes).Names;
        var ignored = FreeOf([DontCare, other.DontCare], names.Count);
        var colors = ColorMap.Merge(ColorMap.Moved(DontCare, ignored), other.ColorMap, other.ClassNames, names, ignored, other.DontCare);
        return new Segmentation(names, InputKey, LabelMapKey, UnionOfMetaKeys(other), ignored, colors);
    }

    // The first of some values that is no class index; null where there are none.
    private static int? FreeOf(IEnumerable<int?> values, int count)
    {
        const int usual = 255;
        var known = values.OfType<int>().ToList();
        return known.Count == 0 ? null : known.Append(usual).Append(count).First(value => value < 0 || value >= count);
    }

    /// <summary>Counts the pixels of each class.</summary>
    /// <param name="labelMaps">Integer tensors; each is read once, in order, and stays the caller's.</param>
    /// <param name="warning">Told once when a map holds a value that is neither a class index nor <see cref="DontCare"/>; such pixels are not counted.</param>
    /// <returns>Pixels by class name in class order, then under <c>dontcare</c> if that value is set.</returns>
    /// <exception cref="UserErrorException">A tensor does not hold integers.</exception>
    public IReadOnlyDictionary<string, long> GetClassSizes(IEnumerable<torch.Tensor> labelMaps, Action<string>? warning = null)
    {
        ArgumentNullException.ThrowIfNull(labelMaps);
        var counts = new long[ClassNames.Count];
        var ignored = 0L;
        foreach (var labels in labelMaps)
        {
            foreach (var value in Values(labels))
            {
                if (value >= 0 && value < counts.Length)
                {
                    counts[value]++;
                }
                else if (value == DontCare)
                {
                    ignored++;
                }
                else
                {
                    warning?.Invoke(FormattableString.Invariant($"found the value {value} in a label map, which belongs to no class; it is not counted"));
                    warning = null;
                }
            }
        }

        var sizes = new OrderedDictionary<string, long>();
        for (var i = 0; i < counts.Length; i++)
        {
            sizes.Add(ClassNames[i], counts[i]);
        }

        if (DontCare is not null)
        {
            sizes.Add(DontCareName, ignored);
        }

        return sizes;
    }

    private long[] Values(torch.Tensor labels)
    {
        if (labels.is_floating_point() || labels.dtype == torch.@bool)
        {
            throw new UserErrorException($"the label map under '{LabelMapKey}' must hold whole numbers, it is {labels.dtype}");
        }

        using var scope = torch.NewDisposeScope();
        return labels.to(torch.int64).cpu().contiguous().DataSpan<long>().ToArray();
    }
}
