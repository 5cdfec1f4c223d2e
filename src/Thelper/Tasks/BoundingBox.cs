namespace Thelper.Tasks;

/// <summary>A rectangle around one object in an image, with the object's class: a truth, or what a model predicts.</summary>
/// <remarks>Immutable. Coordinates are pixels from the left and top edge of the image.</remarks>
[Concept("detection")]
[TypeName("thelper.tasks.detect.BoundingBox", "thelper.data.BoundingBox")]
public sealed partial class BoundingBox
{
    /// <summary>Creates a box.</summary>
    /// <param name="classId">Class index or name.</param>
    /// <param name="bbox">Left, top, right and bottom; left ≤ right and top ≤ bottom. Whole numbers when <paramref name="includeMargin"/> is set.</param>
    /// <param name="includeMargin">Whether the pixels at right and bottom belong to the box, as in PASCAL VOC.</param>
    /// <param name="difficult">Whether the data set calls the object difficult.</param>
    /// <param name="occluded">Whether something hides part of the object.</param>
    /// <param name="truncated">Whether the object reaches beyond the image.</param>
    /// <param name="iscrowd">Whether the box covers many objects.</param>
    /// <param name="confidence">A number or a list of numbers, the score of a prediction; null for a truth.</param>
    /// <param name="imageId">Number or text that identifies the image; null when unknown.</param>
    /// <param name="task">The task that knows the class; null when unknown.</param>
    /// <exception cref="UserErrorException">The coordinates are not finite, not in order, or not whole where they must be; or the task does not know the class.</exception>
    public BoundingBox(
        object classId,
        IReadOnlyList<double> bbox,
        bool includeMargin = true,
        bool difficult = false,
        bool occluded = false,
        bool truncated = false,
        bool iscrowd = false,
        object? confidence = null,
        object? imageId = null,
        Detection? task = null)
        : this(classId, bbox, includeMargin, difficult, occluded, truncated, iscrowd, confidence, imageId, task, whole: includeMargin)
    {
    }

    private BoundingBox(
        object classId,
        IReadOnlyList<double> bbox,
        bool includeMargin,
        bool difficult,
        bool occluded,
        bool truncated,
        bool iscrowd,
        object? confidence,
        object? imageId,
        Detection? task,
        bool whole)
    {
        ArgumentNullException.ThrowIfNull(bbox);
        if (bbox.Count != 4)
        {
            throw new UserErrorException(FormattableString.Invariant($"a bounding box needs four numbers (left, top, right, bottom), got {bbox.Count}"));
        }

        ClassId = PlainValues.Normalize(classId) is long or string
            ? PlainValues.Normalize(classId)!
            : throw new UserErrorException($"the class of a bounding box must be an index or a name, got {PythonRepr.Of(classId)}");
        (Left, Top, Right, Bottom) = (bbox[0], bbox[1], bbox[2], bbox[3]);
        if (!(Left <= Right && Top <= Bottom) || !double.IsFinite(Left + Top + Right + Bottom))
        {
            throw new UserErrorException($"a bounding box needs left ≤ right and top ≤ bottom, got {Text(bbox)}");
        }

        if (whole && !bbox.All(double.IsInteger))
        {
            throw new UserErrorException($"a bounding box with margin (one that includes the pixels at its right and bottom) needs whole coordinates, got {Text(bbox)}; round them, or set include_margin to false");
        }

        IncludeMargin = includeMargin;
        Difficult = difficult;
        Occluded = occluded;
        Truncated = truncated;
        IsCrowd = iscrowd;
        Confidence = ReadConfidence(confidence);
        ImageId = PlainValues.Normalize(imageId) is null or long or string
            ? PlainValues.Normalize(imageId)
            : throw new UserErrorException($"the image id of a bounding box must be a whole number or a text, got {PythonRepr.Of(imageId)}");
        Task = task;
        task?.IndexOf(this);
    }

    /// <summary>Class index (<c>long</c>) or name (<c>string</c>).</summary>
    public object ClassId { get; }

    /// <summary>Left edge.</summary>
    public double Left { get; }

    /// <summary>Top edge.</summary>
    public double Top { get; }

    /// <summary>Right edge; with margin the last column inside.</summary>
    public double Right { get; }

    /// <summary>Bottom edge; with margin the last row inside.</summary>
    public double Bottom { get; }

    /// <summary>Whether the pixels at right and bottom belong to the box.</summary>
    public bool IncludeMargin { get; }

    /// <summary>Whether the data set calls the object difficult.</summary>
    public bool Difficult { get; }

    /// <summary>Whether something hides part of the object.</summary>
    public bool Occluded { get; }

    /// <summary>Whether the object reaches beyond the image.</summary>
    public bool Truncated { get; }

    /// <summary>Whether the box covers many objects.</summary>
    public bool IsCrowd { get; }

    /// <summary>Score of a prediction, a <c>double</c> or a list of them; null for a truth.</summary>
    public object? Confidence { get; }

    /// <summary>Number (<c>long</c>) or text that identifies the image; null when unknown.</summary>
    public object? ImageId { get; }

    /// <summary>The task that knows the class; null when unknown.</summary>
    public Detection? Task { get; }

    /// <summary>Mask and key points of the object; null where there are none.</summary>
    public ObjectShape? Shape { get; private init; }

    /// <summary>Left, top, right, bottom.</summary>
    public IReadOnlyList<double> BBox => [Left, Top, Right, Bottom];

    /// <summary>Left and top.</summary>
    public (double X, double Y) TopLeft => (Left, Top);

    /// <summary>Right and bottom.</summary>
    public (double X, double Y) BottomRight => (Right, Bottom);

    /// <summary>Width in pixels, the last column included when the box has a margin.</summary>
    public double Width => Right - Left + Margin;

    /// <summary>Height in pixels, the last row included when the box has a margin.</summary>
    public double Height => Bottom - Top + Margin;

    /// <summary>Width times height.</summary>
    public double Area => Width * Height;

    /// <summary>The middle of the box.</summary>
    public (double X, double Y) Centroid => ((Left + Right + Margin) / 2, (Top + Bottom + Margin) / 2);

    private double Margin => IncludeMargin ? 1 : 0;

    /// <summary>A model's prediction, whose coordinates may be fractions although it is measured with margin, as the original's detectors report them.</summary>
    /// <param name="classId">Class index.</param>
    /// <param name="bbox">Left, top, right and bottom.</param>
    /// <param name="confidence">Score.</param>
    /// <param name="imageId">Number or text that identifies the image; null when unknown.</param>
    /// <param name="task">The task that knows the class; null when unknown.</param>
    /// <exception cref="UserErrorException">The coordinates are not finite or not in order, or the task does not know the class.</exception>
    public static BoundingBox Predicted(long classId, IReadOnlyList<double> bbox, double confidence, object? imageId = null, Detection? task = null) =>
        new(classId, bbox, includeMargin: true, false, false, false, false, confidence, imageId, task, whole: false);

    /// <summary>The same object with another rectangle.</summary>
    /// <param name="bbox">Left, top, right and bottom.</param>
    /// <exception cref="UserErrorException">As for the constructor; coordinates must be whole if they are now and the box has a margin.</exception>
    public BoundingBox WithBBox(IReadOnlyList<double> bbox) =>
        new(ClassId, bbox, IncludeMargin, Difficult, Occluded, Truncated, IsCrowd, Confidence, ImageId, Task, whole: IncludeMargin && BBox.All(double.IsInteger)) { Shape = Shape };

    /// <summary>The same object in a moved image.</summary>
    /// <param name="bbox">Left, top, right and bottom.</param>
    /// <param name="cut">Whether part of it has left the image.</param>
    internal BoundingBox Moved(IReadOnlyList<double> bbox, bool cut) =>
        new(ClassId, bbox, IncludeMargin, Difficult, Occluded, Truncated || cut, IsCrowd, Confidence, ImageId, Task, whole: false) { Shape = Shape };

    /// <summary>The same box with another identification.</summary>
    /// <param name="imageId">A text or a number; null for none.</param>
    internal BoundingBox WithImageId(object? imageId) =>
        new(ClassId, BBox, IncludeMargin, Difficult, Occluded, Truncated, IsCrowd, Confidence, imageId, Task, whole: false) { Shape = Shape };

    /// <summary>The same box for a task.</summary>
    /// <param name="task">The task; null for none.</param>
    /// <exception cref="UserErrorException">The task does not know the class.</exception>
    public BoundingBox WithTask(Detection? task) =>
        new(ClassId, BBox, IncludeMargin, Difficult, Occluded, Truncated, IsCrowd, Confidence, ImageId, task, whole: false) { Shape = Shape };

    /// <summary>The same box with another mask and other key points.</summary>
    /// <param name="shape">They; null for none.</param>
    public BoundingBox WithShape(ObjectShape? shape) =>
        new(ClassId, BBox, IncludeMargin, Difficult, Occluded, Truncated, IsCrowd, Confidence, ImageId, Task, whole: false) { Shape = shape };

    /// <summary>Whether a point lies in the box or on its edge.</summary>
    /// <param name="x">Pixels from the left.</param>
    /// <param name="y">Pixels from the top.</param>
    public bool Intersects(double x, double y) => x >= Left && x <= Right && y >= Top && y <= Bottom;

    /// <summary>Whether two boxes share at least an edge or a corner.</summary>
    /// <param name="other">The other box.</param>
    public bool Intersects(BoundingBox other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Left <= other.Right && other.Left <= Right && Top <= other.Bottom && other.Top <= Bottom;
    }

    /// <summary>The coordinates as plain values: <c>long</c> where the box has a margin and they are whole, else <c>double</c>.</summary>
    public IReadOnlyList<object?> ToList() =>
        IncludeMargin && BBox.All(double.IsInteger) ? [(long)Left, (long)Top, (long)Right, (long)Bottom] : [Left, Top, Right, Bottom];

    /// <summary>The box as plain values under the names that reports use.</summary>
    public IReadOnlyDictionary<string, object?> ToJson() => new OrderedDictionary<string, object?>
    {
        ["class_id"] = ClassId,
        ["image_id"] = ImageId,
        ["bbox"] = ToList(),
        ["confidence"] = Confidence,
        ["include_margin"] = IncludeMargin,
        ["difficult"] = Difficult,
        ["occluded"] = Occluded,
        ["truncated"] = Truncated,
        ["is_crowd"] = IsCrowd,
    };

    /// <summary>The constructor call that makes this box, without the task.</summary>
    public override string ToString() =>
        $"thelper.tasks.detect.BoundingBox(class_id={PythonRepr.Of(ClassId)}, bbox={PythonRepr.Of(ToList().ToArray())}, include_margin={PythonRepr.Of(IncludeMargin)}, "
        + $"difficult={PythonRepr.Of(Difficult)}, occluded={PythonRepr.Of(Occluded)}, truncated={PythonRepr.Of(Truncated)}, iscrowd={PythonRepr.Of(IsCrowd)}, "
        + $"confidence={PythonRepr.Of(Confidence)}, image_id={PythonRepr.Of(ImageId)})";

    private static object? ReadConfidence(object? value) => PlainValues.Normalize(value) switch
    {
        null => null,
        long number => (double)number,
        double number => number,
        System.Collections.IEnumerable list and not string => list.Cast<object?>().Select(entry => PlainValues.Normalize(entry) switch
        {
            long number => (object?)(double)number,
            double number => number,
            var other => throw new UserErrorException($"the confidence of a bounding box must be a number or a list of numbers, got {PythonRepr.Of(other)}"),
        }).ToList(),
        var other => throw new UserErrorException($"the confidence of a bounding box must be a number or a list of numbers, got {PythonRepr.Of(other)}"),
    };

    private static string Text(IReadOnlyList<double> bbox) => PythonRepr.Of(bbox);
}
