using Thelper.Torch.Serialization;

namespace Thelper.Nn;

/// <summary>Values of a checkpoint that are no tensors.</summary>
internal static class PickledValues
{
    /// <summary>Turns a pickled value into a plain one: dictionaries with text keys, lists, scalars.</summary>
    /// <param name="value">The value; tuples become lists.</param>
    /// <returns>The plain value.</returns>
    public static object? Plain(object? value)
    {
        switch (value)
        {
            case PyDict dict:
                var map = new Dictionary<string, object?>(StringComparer.Ordinal);
                foreach (var (key, item) in dict)
                {
                    map[PlainValues.KeyText(key)] = Plain(item);
                }

                return map;
            case PyTuple or IReadOnlyList<object?>:
                var list = new List<object?>();
                foreach (var item in (IReadOnlyList<object?>)value)
                {
                    list.Add(Plain(item));
                }

                return list;
            default:
                return value;
        }
    }
}
