using Thelper.Config;
using Thelper.Imaging;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Torch;

namespace Thelper.Transforms;

/// <summary>Applies an operation on one image to the right values of a sample, and to lists element by element, with a given probability.</summary>
/// <remarks>
/// Without target keys the operation meets every value of a sample that is no scalar (number, text, null, tensor of one element).
/// With a linked fate one draw decides for all of them, and a random operation treats all alike; without, each value has its own.
/// Where all values are lists of one length, it is the elements with the same index that share their fate.
/// </remarks>
[TypeName("thelper.transforms.wrappers.TransformWrapper", "thelper.transforms.TransformWrapper")]
public sealed class TransformWrapper : ITransform, IRegionTransform
{
    private readonly ITransform operation;
    private readonly double probability;
    private readonly bool convertPil;
    private readonly string[] targetKeys;
    private readonly bool linkedFate;
    private readonly BoxLimits limits;
    private readonly MovingOperation? moving;
    private readonly SampleFields? fields;

    /// <summary>Wraps an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="probability">How often it is applied, 0 to 1.</param>
    /// <param name="convertPil">Accepted for old configurations: operations work on image arrays here, never on PIL images.</param>
    /// <param name="targetKeys">Keys of the values in a sample; null or none for every value that is no scalar.</param>
    /// <param name="linkedFate">Whether all values share one draw.</param>
    /// <param name="movesTruth">Whether what belongs to the image must move with it; false insists on target keys that leave it behind.</param>
    /// <param name="minArea">Boxes of which fewer pixels are left are dropped.</param>
    /// <param name="minVisibility">Boxes of which a smaller share is left are dropped, 0 to 1; 1 keeps whole boxes.</param>
    /// <exception cref="UserErrorException">The probability or a limit of boxes is out of range.</exception>
    public TransformWrapper(
        ITransform operation,
        double probability = 1,
        bool convertPil = false,
        IReadOnlyList<string>? targetKeys = null,
        bool linkedFate = true,
        bool movesTruth = true,
        double minArea = BoxLimits.DefaultArea,
        double minVisibility = BoxLimits.DefaultVisibility)
    {
        this.operation = operation;
        this.probability = probability is >= 0 and <= 1 ? probability : throw new UserErrorException("'probability' must lie between 0 and 1");
        this.convertPil = convertPil;
        this.targetKeys = [.. targetKeys ?? []];
        this.linkedFate = linkedFate;
        MovesTruth = movesTruth;
        limits = new BoxLimits(
            minArea >= 0 ? minArea : throw new UserErrorException("'min_area' is a number of pixels, 0 or more"),
            minVisibility is >= 0 and <= 1 ? minVisibility : throw new UserErrorException("'min_visibility' must lie between 0 and 1"));
        moving = SpatialPipeline.Of(operation);
    }

    private TransformWrapper(TransformWrapper other, SampleFields fields)
    {
        (operation, probability, convertPil, targetKeys, linkedFate) = (other.operation, other.probability, other.convertPil, other.targetKeys, other.linkedFate);
        (limits, moving, MovesTruth, Place) = (other.limits, other.moving, other.MovesTruth, other.Place);
        this.fields = fields;
    }

    /// <summary>Wraps an operation that a configuration names.</summary>
    /// <param name="operation">Its type.</param>
    /// <param name="types">Finds it.</param>
    /// <param name="params">Its parameters.</param>
    /// <param name="probability">As above.</param>
    /// <param name="convertPil">As above.</param>
    /// <param name="targetKeys">A key or a list of keys.</param>
    /// <param name="linkedFate">As above.</param>
    /// <param name="movesTruth">As above.</param>
    /// <param name="minArea">As above.</param>
    /// <param name="minVisibility">As above.</param>
    /// <exception cref="UserErrorException">As above, or the operation or a key is badly formed.</exception>
    [ConfigConstructor]
    public TransformWrapper(
        ConfigNode operation,
        TypeRegistry types,
        ConfigNode? @params = null,
        double probability = 1,
        bool convertPil = false,
        object? targetKeys = null,
        bool linkedFate = true,
        bool movesTruth = true,
        double minArea = BoxLimits.DefaultArea,
        double minVisibility = BoxLimits.DefaultVisibility)
        : this(TransformsFactory.CreateOperation(operation, @params, types), probability, convertPil, TransformsFactory.Keys(targetKeys), linkedFate, movesTruth, minArea, minVisibility) =>
        Place = operation.Where;

    /// <summary>What is applied.</summary>
    internal ITransform Operation => operation;

    /// <summary>Keys of the values in a sample; none for every value that is no scalar.</summary>
    internal IReadOnlyList<string> TargetKeys => targetKeys;

    /// <summary>Whether values have one draw together.</summary>
    internal bool LinkedFate => linkedFate;

    /// <summary>Whether what belongs to the image must be among the target keys.</summary>
    internal bool MovesTruth { get; }

    /// <summary>Whether the operation is applied each time.</summary>
    internal bool IsCertain => probability >= 1;

    /// <summary>Which boxes are kept.</summary>
    internal BoxLimits Limits => limits;

    /// <summary>Whether pixels move.</summary>
    internal bool MovesPixels => moving is not null;

    /// <summary>What moves them; null where nothing does.</summary>
    internal MovingOperation? Moving => moving;

    /// <summary>Whether two images of one size may be moved differently.</summary>
    internal bool IsRandom => moving is not null && (probability < 1 || moving.IsRandom);

    /// <summary>File and line of the stage; null outside configurations.</summary>
    internal string? Place { get; init; }

    /// <inheritdoc/>
    bool IRegionTransform.TakesImageFiles => operation is IRegionTransform { TakesImageFiles: true };

    /// <inheritdoc/>
    public object? Apply(object? value, TransformRandom random)
    {
        try
        {
            return value switch
            {
                null => null,
                IDictionary<string, object?> sample => ApplyToSample(sample, random),
                IReadOnlyList<object?> list => ApplyToList(list, random),
                _ => Fires(random) ? operation.Apply(value, random.Fork(1)) : value,
            };
        }
        catch (UserErrorException error) when (Place is not null && error is not TransformException)
        {
            throw new TransformException(Place, error);
        }
    }

    /// <summary>Undoes the operation on the same values. Whether chance had applied it is not known: it counts as applied.</summary>
    /// <param name="value">What <see cref="Apply"/> returned.</param>
    public object? Invert(object? value)
    {
        switch (value)
        {
            case null:
                return null;
            case IDictionary<string, object?> sample:
                var result = Copy(sample);
                foreach (var key in Selected(sample))
                {
                    result[key] = Invert(sample[key]);
                }

                return result;
            case IReadOnlyList<object?> list:
                return list.Select(Invert).ToList();
            default:
                return operation.Invert(value);
        }
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var keys = targetKeys.Length == 0 ? "None" : PythonRepr.Of(targetKeys.ToList());
        return $"thelper.transforms.wrappers.TransformWrapper(operation={operation}, params={{}}, probability={Probability()}, " +
            $"convert_pil={TransformArguments.Text(convertPil)}, target_keys={keys}, linked_fate={TransformArguments.Text(linkedFate)})";
    }

    /// <summary>The same stage for samples whose fields are known: what belongs to the image moves with it.</summary>
    /// <param name="fields">What the fields are.</param>
    internal TransformWrapper For(SampleFields fields) => new(this, fields);

    private Sample ApplyToSample(IDictionary<string, object?> sample, TransformRandom random)
    {
        var keys = Selected(sample);
        var values = keys.ConvertAll(key => sample[key]);
        var result = Copy(sample);
        var copies = ListLength(keys, values);
        var fires = linkedFate && Fires(random);
        List<object?> Together(List<string> names, List<object?> group, object? image, TransformRandom own) =>
            (linkedFate ? fires : Fires(own)) ? ApplyTogether(names, group, image, own) : group;
        object? ImageOf(int? copy) => fields is not null && sample.TryGetValue(fields.ImageKey, out var image)
            ? copy is { } i && image is IReadOnlyList<object?> list && i < list.Count ? list[i] : image
            : null;

        if (copies is { } length)
        {
            // Copies of one sample: those with one index share their fate.
            var columns = keys.ConvertAll(_ => new List<object?>(length));
            for (var i = 0; i < length; i++)
            {
                var row = Together(keys, values.ConvertAll(list => ((IReadOnlyList<object?>)list!)[i]), ImageOf(i), linkedFate ? random : random.Fork(2 + i));
                for (var k = 0; k < row.Count; k++)
                {
                    columns[k].Add(row[k]);
                }
            }

            values = columns.ConvertAll(column => (object?)column);
        }
        else if (linkedFate)
        {
            values = Together(keys, values, ImageOf(null), random);
        }
        else
        {
            values = [.. keys.Select((key, i) => Together([key], [values[i]], ImageOf(null), random.Fork(2 + i))[0])];
        }

        for (var i = 0; i < keys.Count; i++)
        {
            result[keys[i]] = values[i];
        }

        return result;
    }

    // Values that share a fate.
    private List<object?> ApplyTogether(List<string> keys, List<object?> values, object? image, TransformRandom random)
    {
        var kinds = keys.ConvertAll(key => fields?.Of(key) ?? FieldKind.Other);
        if (moving is null || fields is null || kinds.TrueForAll(kind => kind is FieldKind.Other or FieldKind.Image))
        {
            return [.. values.Select((value, i) => moving is null && operation is Operation && kinds[i] is FieldKind.Boxes or FieldKind.Points ? value : ApplyToAll(value, random))];
        }

        if (image is ImageFile file)
        {
            image = file.Decode();
            values = [.. values.Select((value, i) => kinds[i] == FieldKind.Image ? image : value)];
        }

        var fate = new Fate(moving, random, fields, limits, SceneOf(image, kinds, values));
        return [.. values.Select((value, i) => fate.Move(keys[i], value))];
    }

    private Scene? SceneOf(object? image, List<FieldKind> kinds, List<object?> values)
    {
        while (image is IReadOnlyList<object?> { Count: > 0 } frames)
        {
            image = frames[0];
        }

        if (image is not torch.Tensor pixels)
        {
            return null;
        }

        var boxes = kinds.IndexOf(FieldKind.Boxes) is >= 0 and var b && values[b] is IReadOnlyList<object?> list ? list.OfType<BoundingBox>().Select(MovedFields.Edges).ToList() : [];
        return moving!.SceneOf(pixels) with { Boxes = boxes, LabelMap = kinds.IndexOf(FieldKind.LabelMap) is >= 0 and var m ? values[m] as torch.Tensor : null };
    }

    private List<object?> ApplyToList(IReadOnlyList<object?> list, TransformRandom random)
    {
        var result = new List<object?>(list.Count);
        var fires = linkedFate && Fires(random);
        for (var i = 0; i < list.Count; i++)
        {
            var own = linkedFate ? random : random.Fork(2 + i);
            result.Add((linkedFate ? fires : Fires(own)) ? ApplyToAll(list[i], own) : list[i]);
        }

        return result;
    }

    // The stream starts anew for each value, so that a random operation does the same to all that share a fate.
    private object? ApplyToAll(object? value, TransformRandom random) => value switch
    {
        null => null,
        IDictionary<string, object?> => throw new UserErrorException($"{operation}: a list must not hold whole samples"),
        IReadOnlyList<object?> list => list.Select(item => ApplyToAll(item, random)).ToList(),
        _ => operation.Apply(value, random.Fork(1)),
    };

    // The original rounds the draw to one digit, so that 0.5 fires 55 times in 100 there; here it fires as often as it says.
    private bool Fires(TransformRandom random) => probability >= 1 || (probability > 0 && random.Fork(0).NextDouble() < probability);

    private List<string> Selected(IDictionary<string, object?> sample)
    {
        var keys = targetKeys.Length > 0
            ? targetKeys.Where(sample.ContainsKey).ToList()
            : sample.Where(entry => !IsScalar(entry.Value)).Select(entry => entry.Key).ToList();
        if (keys.Count > 0)
        {
            return keys;
        }

        var wanted = targetKeys.Length > 0 ? $"none of the target keys '{string.Join("', '", targetKeys)}'" : "no array";
        throw new UserErrorException($"{operation}: the sample has {wanted}; its keys are '{string.Join("', '", sample.Keys)}'");
    }

    private static bool IsScalar(object? value) => value switch
    {
        null or string or bool or int or long or float or double => true,
        torch.Tensor tensor => tensor.numel() == 1,
        _ => false,
    };

    private static Sample Copy(IDictionary<string, object?> sample)
    {
        var result = new Sample();
        foreach (var (key, value) in sample)
        {
            result.Add(key, value);
        }

        return result;
    }

    private int? ListLength(List<string> keys, List<object?> values)
    {
        int? length = null;
        for (var i = 0; i < values.Count; i++)
        {
            // The boxes of one image are one value.
            var isBoxes = fields?.Of(keys[i]) == FieldKind.Boxes && values[i] is IReadOnlyList<object?> boxes && boxes.All(box => box is BoundingBox);
            if (isBoxes || values[i] is not IReadOnlyList<object?> list || (length is not null && list.Count != length))
            {
                return null;
            }

            length = list.Count;
        }

        return length;
    }

    private string Probability() => probability == 1 ? "1" : TransformArguments.Text(probability);
}
