using Thelper.Imaging;

namespace Thelper.Tasks;

/// <summary>One sample, or one batch of samples: named values in a fixed order.</summary>
/// <remarks>
/// Values are tensors, strings, whole and real numbers, booleans, null, boxes, or lists and dictionaries of these. A sample owns
/// the tensors that it holds: <see cref="Dispose"/> frees all of them, however deep they are nested.
/// </remarks>
public sealed class Sample : OrderedDictionary<string, object?>, IDisposable
{
    /// <summary>Creates an empty sample.</summary>
    public Sample()
        : base(StringComparer.Ordinal)
    {
    }

    /// <summary>Frees every tensor of the sample.</summary>
    public void Dispose()
    {
        foreach (var value in Values)
        {
            Free(value);
        }
    }

    /// <summary>Puts decoded images in the place of <see cref="ImageFile"/> values, which stand at the top level.</summary>
    internal void DecodeImages()
    {
        for (var i = 0; i < Count; i++)
        {
            if (GetAt(i).Value is ImageFile file)
            {
                SetAt(i, file.Decode());
            }
        }
    }

    /// <summary>Visits every leaf value, depth first, in order.</summary>
    /// <param name="visit">Called with each value that is neither a list nor a dictionary.</param>
    internal void ForEachLeaf(Action<object?> visit)
    {
        foreach (var value in Values)
        {
            Visit(value, visit);
        }
    }

    private static void Visit(object? value, Action<object?> visit)
    {
        switch (value)
        {
            case IReadOnlyDictionary<string, object?> map:
                foreach (var entry in map.Values)
                {
                    Visit(entry, visit);
                }

                break;
            case IReadOnlyList<object?> list:
                foreach (var entry in list)
                {
                    Visit(entry, visit);
                }

                break;
            default:
                visit(value);
                break;
        }
    }

    private static void Free(object? value) => Visit(value, static leaf => (leaf as IDisposable)?.Dispose());
}
