using Microsoft.Extensions.Logging;
using Thelper.Logging;

namespace Thelper.Tasks;

/// <summary>Finds objects in each input: boxes and their classes.</summary>
[Concept("detection")]
[TypeName("thelper.tasks.detect.Detection", "thelper.tasks.Detection")]
public class Detection : Regression, IClassTask
{
    /// <summary>The class name that stands for image parts without an object.</summary>
    public const string BackgroundName = "background";

    /// <summary>Creates a detection task.</summary>
    /// <param name="classNames">A list of names, a map of names and indices, or the path of a file with these.</param>
    /// <param name="inputKey">Key of the model's input.</param>
    /// <param name="bboxesKey">Key of the list of <see cref="BoundingBox"/> objects.</param>
    /// <param name="metaKeys">Keys of metadata; null for none.</param>
    /// <param name="inputShape">Shape of one input, without the batch; null for any.</param>
    /// <param name="targetShape">Shape of one target, without the batch; null for any.</param>
    /// <param name="targetMin">Smallest corner coordinates (x, y); null for no limit.</param>
    /// <param name="targetMax">Largest corner coordinates (x, y); null for no limit.</param>
    /// <param name="background">
    /// Index of the background. Where a class is named <c>background</c>, that class's index is taken instead; else it must be no class's index.
    /// Null where there is no background.
    /// </param>
    /// <param name="colorMap">Colours by class name or index; see <see cref="Tasks.ColorMap.Read"/>.</param>
    /// <param name="masks">Whether the boxes have masks, which a model may learn.</param>
    /// <param name="keypoints">Names of the key points that every box has, which a model may learn; null for none. Names that differ by left and right change places in a mirror.</param>
    /// <param name="skeleton">Pairs of key points that pictures join by a line, counted from 1 as in COCO; null for none.</param>
    /// <param name="log">Told of renamed classes.</param>
    /// <exception cref="UserErrorException">The names or colours are badly formed, a key is empty, or <paramref name="background"/> is another class's index.</exception>
    public Detection(
        [ConfigValue(Holds = [typeof(List<string>), typeof(Dictionary<string, object>), typeof(string)], Example = "[cat, dog]")] object classNames,
        string inputKey,
        string bboxesKey,
        IReadOnlyList<string>? metaKeys = null,
        IReadOnlyList<long>? inputShape = null,
        IReadOnlyList<long>? targetShape = null,
        object? targetMin = null,
        object? targetMax = null,
        int? background = null,
        object? colorMap = null,
        bool masks = false,
        IReadOnlyList<string>? keypoints = null,
        [ConfigValue(Holds = [typeof(List<List<int>>)], Example = "[[1, 2], [2, 3]]")] object? skeleton = null,
        ILogger? log = null)
        : base(inputKey, bboxesKey, metaKeys, inputShape, targetShape, null, targetMin, targetMax)
    {
        var names = ClassNameList.Read(classNames, warning => log?.Warn(warning));
        if (background is not null && names.IndexOf(BackgroundName) is { } index)
        {
            background = index;
        }
        else if (background >= 0 && background < names.Count)
        {
            throw new UserErrorException(FormattableString.Invariant(
                $"background: {background} is the index of class '{names[background.Value]}'; name that class '{BackgroundName}', or choose a value that no class has"));
        }

        Classes = new ClassTable(names, ColorMap.Read(colorMap, names, background, BackgroundName), background);
        (Masks, Keypoints) = (masks, new KeypointNames(keypoints ?? [], skeleton));
    }

    /// <summary>Whether the boxes have masks.</summary>
    public bool Masks { get; }

    /// <summary>The key points of every box; none where the task has no key points.</summary>
    public KeypointNames Keypoints { get; }

    /// <inheritdoc/>
    public ClassTable Classes { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> ClassNames => Classes.Names;

    /// <summary>Index of the background; null where there is none.</summary>
    public int? Background => Classes.Ignored;

    /// <summary>Colours of classes; may be empty.</summary>
    public ColorMap ColorMap => Classes.Colors;

    /// <summary>Key of the list of boxes.</summary>
    public string BBoxesKey => GtKey!;

    /// <inheritdoc/>
    public override SampleFields Fields => new(InputKey, new Dictionary<string, FieldKind> { [BBoxesKey] = FieldKind.Boxes }) { Pairs = Keypoints.Mirrored };

    /// <inheritdoc/>
    public override IReadOnlyList<KeyValuePair<string, object?>> Parameters =>
    [
        new("class_names", Classes.ToPlain()),
        new("input_key", InputKey),
        new("bboxes_key", BBoxesKey),
        new("meta_keys", MetaKeys),
        new("input_shape", Tuple(InputShape)),
        new("target_shape", Tuple(TargetShape)),
        new("target_min", TargetMin),
        new("target_max", TargetMax),
        new("background", Background),
        new("color_map", ColorMap.ToPlain()),
        .. Masks ? [new("masks", true)] : Array.Empty<KeyValuePair<string, object?>>(),
        .. Keypoints.Names.Count > 0 ? [new("keypoints", Keypoints.Names)] : Array.Empty<KeyValuePair<string, object?>>(),
        .. Keypoints.Bones.Count > 0 ? [new("skeleton", Keypoints.ToPlain())] : Array.Empty<KeyValuePair<string, object?>>(),
    ];

    /// <summary>
    /// Whether a model made for this task can serve another: the rule of regressions, the same background, and the other's classes among mine; with
    /// <paramref name="exact"/>, the same classes and colours. A plain task without ground truth only needs the same input.
    /// </summary>
    /// <param name="task">The other task.</param>
    /// <param name="exact">Whether the two must agree in everything.</param>
    public override bool CheckCompat(Task task, bool exact = false)
    {
        ArgumentNullException.ThrowIfNull(task);
        return task is Detection other
            ? ValuesAgree(other, exact) && Classes.Agrees(other.Classes, exact) && ShapesAgree(other, exact)
            : !exact && CoversPlain(task);
    }

    /// <summary>
    /// The task that covers this one and another: unknown classes of the other come after mine, with new indices; my colours stay. Boxes that give
    /// their class by name follow, and those that know their task; others should belong to classes in the same places of both lists.
    /// </summary>
    /// <param name="task">A detection with the same keys and background and agreeing shapes and limits, or a plain task with the same input.</param>
    /// <exception cref="UserErrorException">The two cannot be combined.</exception>
    public override Task GetCompat(Task task)
    {
        ArgumentNullException.ThrowIfNull(task);
        if (task is not Detection other)
        {
            RequireCompat(task);
            return new Detection(ClassNames, InputKey, BBoxesKey, UnionOfMetaKeys(task), InputShape, TargetShape, TargetMin, TargetMax, Background, ColorMap, Masks, Keypoints.Names, Keypoints.ToPlain());
        }

        if (!ValuesAgree(other, exact: false) || Background != other.Background)
        {
            throw new UserErrorException($"these tasks cannot be combined, their keys, shapes, limits or backgrounds differ:\n  {this}\n  {task}");
        }

        if (!ShapesAgree(other, exact: true))
        {
            throw new UserErrorException($"these tasks cannot be combined, one has masks or key points that the other has not:\n  {this}\n  {task}");
        }

        var classes = Classes.Union(other.Classes);
        return new Detection(
            classes.Names,
            InputKey,
            BBoxesKey,
            UnionOfMetaKeys(other),
            InputShape ?? other.InputShape,
            TargetShape ?? other.TargetShape,
            TargetMin ?? other.TargetMin,
            TargetMax ?? other.TargetMax,
            Background,
            classes.Colors,
            Masks,
            Keypoints.Names,
            Keypoints.ToPlain());
    }

    // What the other has I have too.
    private bool ShapesAgree(Detection other, bool exact) =>
        (exact ? Masks == other.Masks : Masks || !other.Masks) && ((!exact && other.Keypoints.Names.Count == 0) || Keypoints.Names.SequenceEqual(other.Keypoints.Names));

    /// <summary>Counts the boxes of each class.</summary>
    /// <param name="boxes">The boxes of each sample; null where a sample has no ground truth.</param>
    /// <returns>Boxes by class name, in class order.</returns>
    /// <exception cref="UserErrorException">A box belongs to no class.</exception>
    public IReadOnlyDictionary<string, long> GetClassSizes(IEnumerable<IReadOnlyList<BoundingBox>?> boxes)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        var sizes = new OrderedDictionary<string, long>();
        foreach (var name in ClassNames)
        {
            sizes.Add(name, 0);
        }

        foreach (var box in boxes.SelectMany(list => list ?? []))
        {
            sizes[ClassNames[IndexOf(box)]]++;
        }

        return sizes;
    }

    /// <summary>The class of a box, by index or name: by name where the box belongs to another task, whose indices may stand for other classes.</summary>
    internal object ClassOf(BoundingBox box) =>
        box is { ClassId: long index, Task: { } owner } && !ReferenceEquals(owner, this) && index >= 0 && index < owner.ClassNames.Count ? owner.ClassNames[(int)index] : box.ClassId;

    /// <summary>The class index of a box, which may give a class name. Where the box belongs to another task, as in a mixture of data sets, the name counts.</summary>
    /// <param name="box">The box.</param>
    /// <exception cref="UserErrorException">The box belongs to no class.</exception>
    public int IndexOf(BoundingBox box)
    {
        ArgumentNullException.ThrowIfNull(box);
        return ClassOf(box) switch
        {
            long index when index >= 0 && index < ClassNames.Count => (int)index,
            string name when Classes.Indices.TryGetValue(name, out var index) => index,
            string name => throw new UserErrorException($"a box has the class '{name}', which is no class of the task{NearestName.Hint(name, ClassNames)}"),
            var index => throw new UserErrorException(FormattableString.Invariant($"a box has the class index {index}; the indices of {ClassNames.Count} classes are 0 to {ClassNames.Count - 1}")),
        };
    }
}
