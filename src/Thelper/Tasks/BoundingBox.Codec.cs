namespace Thelper.Tasks;

/// <summary>Vectors of plain values that stand for a box.</summary>
public sealed partial class BoundingBox
{
    private const int DefaultLength = 11;

    /// <summary>Writes the box as a vector.</summary>
    /// <param name="format">
    /// <c>coco</c>: left, top, width, height, class; <c>pascal_voc</c>: left, top, right, bottom, class, difficult, occluded, truncated;
    /// null: the four coordinates, class, include_margin, difficult, occluded, truncated, iscrowd, image id, then the confidence values if any.
    /// </param>
    /// <returns>Plain values; <c>coco</c> and <c>pascal_voc</c> lose what they have no place for.</returns>
    /// <exception cref="UserErrorException">There is no such format.</exception>
    public IReadOnlyList<object?> Encode(string? format = null)
    {
        var box = ToList();
        switch (format)
        {
            case "coco":
                object?[] size = box[0] is long ? [(long)Width, (long)Height] : [Width, Height];
                return [box[0], box[1], .. size, ClassId];
            case "pascal_voc":
                return [.. box, ClassId, Difficult, Occluded, Truncated];
            case null:
                IEnumerable<object?> confidence = Confidence switch { null => [], IReadOnlyList<object?> list => list, var number => [number] };
                return [.. box, ClassId, IncludeMargin, Difficult, Occluded, Truncated, IsCrowd, ImageId, .. confidence];
            default:
                throw UnknownFormat(format);
        }
    }

    /// <summary>Reads a vector that <see cref="Encode"/> wrote.</summary>
    /// <param name="vector">Plain values.</param>
    /// <param name="format">As for <see cref="Encode"/>. In <c>coco</c> and <c>pascal_voc</c> the coordinates are rounded, and the box has a margin.</param>
    /// <returns>The box; a confidence comes back as a list.</returns>
    /// <exception cref="UserErrorException">There is no such format, the vector is too short, or a value has the wrong type.</exception>
    public static BoundingBox Decode(IReadOnlyList<object?> vector, string? format = null)
    {
        ArgumentNullException.ThrowIfNull(vector);
        var least = format switch { "coco" => 5, "pascal_voc" => 8, null => DefaultLength, _ => throw UnknownFormat(format) };
        if (vector.Count < least)
        {
            throw new UserErrorException(FormattableString.Invariant($"a bounding box in format {format ?? "default"} needs at least {least} values, got {vector.Count}"));
        }

        var box = new double[4];
        for (var i = 0; i < 4; i++)
        {
            box[i] = PlainValues.Normalize(vector[i]) switch
            {
                long number => number,
                double number when double.IsFinite(number) => number,
                var other => throw new UserErrorException($"a bounding box needs numbers for its coordinates, got {PythonRepr.Of(other)}"),
            };
        }

        var classId = vector[4] switch { double number when double.IsInteger(number) => (long)number, float number when float.IsInteger(number) => (long)number, var other => other! };
        switch (format)
        {
            case "coco":
                var (left, top) = (Math.Round(box[0]), Math.Round(box[1]));
                return new BoundingBox(classId, [left, top, left + Math.Max(0, Math.Round(box[2]) - 1), top + Math.Max(0, Math.Round(box[3]) - 1)]);
            case "pascal_voc":
                return new BoundingBox(classId, Array.ConvertAll(box, Math.Round), difficult: Flag(vector[5]), occluded: Flag(vector[6]), truncated: Flag(vector[7]));
            default:
                var confidence = vector.Count > DefaultLength ? vector.Skip(DefaultLength).ToList() : null;
                var imageId = vector[10] switch { double number when double.IsInteger(number) => (long)number, var other => other };
                return new BoundingBox(
                    classId, box, Flag(vector[5]), Flag(vector[6]), Flag(vector[7]), Flag(vector[8]), Flag(vector[9]), confidence, imageId, null, whole: false);
        }
    }

    private static bool Flag(object? value) => PlainValues.Normalize(value) switch
    {
        bool flag => flag,
        long number => number != 0,
        double number => number != 0,
        null => false,
        var other => throw new UserErrorException($"a flag of a bounding box must be true or false, got {PythonRepr.Of(other)}"),
    };

    private static UserErrorException UnknownFormat(string format) =>
        new($"unknown format of bounding boxes '{format}'{NearestName.Hint(format, ["coco", "pascal_voc"])}");
}
