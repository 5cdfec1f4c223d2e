using System.Runtime.InteropServices;

namespace Thelper.Torch.Serialization.Pickling;

/// <summary>What a pickle gave, before its tensors exist: checked as a whole, then completed.</summary>
/// <remarks>
/// Containers may be shared, so the tree can look exponentially larger than it is; it may not contain itself.
/// Both are found in one walk that enters every container once and remembers its height and its unfolded size.
/// </remarks>
internal sealed class LoadedTree
{
    private readonly string file;
    private readonly LoadLimits limits;
    private readonly Dictionary<object, (int Height, long Size)> seen = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<object> open = new(ReferenceEqualityComparer.Instance);
    private readonly List<object> leaves = [];

    /// <summary>Checks a value.</summary>
    /// <exception cref="CheckpointException">It contains itself, is nested too deeply, or holds something that is no value.</exception>
    public LoadedTree(object? root, string file, LoadLimits limits)
    {
        this.file = file;
        this.limits = limits;
        Root = root;
        Visit(root, 1);
    }

    /// <summary>The value; after <see cref="Complete"/>, with tensors.</summary>
    public object? Root { get; private set; }

    /// <summary>Each distinct <see cref="TensorRef"/>, <see cref="SparseRef"/> and <see cref="NumpyArray"/> of numbers in the value, in the order of the walk.</summary>
    public IReadOnlyList<object> Leaves => leaves;

    /// <summary>Puts the tensors in the place of their descriptions; null for all of them if there are none.</summary>
    public void Complete(IReadOnlyDictionary<object, torch.Tensor>? tensors)
    {
        Root = Replace(Root, tensors);
        foreach (var container in seen.Keys)
        {
            switch (container)
            {
                case PyTuple tuple:
                    Replace(tuple.Slots, tensors);
                    break;
                case List<object?> list:
                    Replace(CollectionsMarshal.AsSpan(list), tensors);
                    break;
                case PyDict dictionary:
                    for (var i = 0; i < dictionary.Count; i++)
                    {
                        dictionary.SetAt(i, Replace(dictionary.GetAt(i), tensors));
                    }

                    break;
            }
        }
    }

    private static void Replace(Span<object?> slots, IReadOnlyDictionary<object, torch.Tensor>? tensors)
    {
        foreach (ref var slot in slots)
        {
            slot = Replace(slot, tensors);
        }
    }

    private static object? Replace(object? value, IReadOnlyDictionary<object, torch.Tensor>? tensors) =>
        value switch
        {
            NumpyArray { Texts: { } texts } => texts,
            NumpyArray { Type: null } => new SkippedObject("numpy.ndarray"),
            TensorRef or SparseRef or NumpyArray => tensors?[value],
            ForeignObject { Class: var name } => new SkippedObject(name),
            PickleGlobal { Name: var name } => new SkippedObject(name),
            NumpyType => new SkippedObject("numpy.dtype"),
            _ => value,
        };

    private (int Height, long Size) Visit(object? value, int depth)
    {
        if (value is null or bool or long or double or string)
        {
            return (0, 1);
        }

        if (seen.TryGetValue(value, out var known))
        {
            return depth + known.Height <= limits.MaxDepth ? known : throw TooDeep();
        }

        if (depth > limits.MaxDepth)
        {
            throw TooDeep();
        }

        if (!open.Add(value))
        {
            throw new CheckpointException(file, "holds a container that contains itself, which is not read");
        }

        (int Height, long Size) result = value switch
        {
            PyTuple tuple => Children(tuple, depth),
            List<object?> list => Children(list, depth),
            PyDict dictionary => Children(dictionary.Values.Append(dictionary.Attributes), depth),
            HashSet<object?> set => (0, set.Count),
            NumpyArray { Texts: not null } array => (array.Shape.Length, array.Shape.Aggregate(1L, (product, size) => product * size)),
            TensorRef or SparseRef or NumpyArray { Type: not null } => Leaf(value),
            PickleGlobal or ForeignObject or NumpyType or NumpyArray when limits.SkipsObjects => (0, 1),
            PickleGlobal global => throw NoValue($"the Python class or function '{global.Name}' itself"),
            ForeignObject { Class: var name } => throw new CheckpointException(file, Refusals.Of(name[..name.LastIndexOf('.')], name[(name.LastIndexOf('.') + 1)..])),
            StorageRef or StorageSlice => throw NoValue("a bare storage"),
            NumpyType or NumpyArray => throw NoValue("a numpy type without an array"),
            _ => (0, 1),
        };
        open.Remove(value);
        if (result.Size > limits.MaxExpandedValues)
        {
            throw new CheckpointException(file, $"unfolds to more than {limits.MaxExpandedValues} values, which is not read");
        }

        seen.Add(value, result);
        return result;
    }

    private (int Height, long Size) Children(IEnumerable<object?> items, int depth)
    {
        var (height, size) = (0, 1L);
        foreach (var item in items)
        {
            var child = Visit(item, depth + 1);
            height = Math.Max(height, child.Height + 1);
            size = Math.Min(size + child.Size, long.MaxValue / 2);
        }

        return (height, size);
    }

    private (int Height, long Size) Leaf(object value)
    {
        leaves.Add(value);
        return (0, 1);
    }

    private CheckpointException TooDeep() =>
        new(file, $"is nested more than {limits.MaxDepth} levels deep, which is not read");

    private CheckpointException NoValue(string what) =>
        new(file, $"holds {what} as a value, which is not read; save tensors and plain values");
}
