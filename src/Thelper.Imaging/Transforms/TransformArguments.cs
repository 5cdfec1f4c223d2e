using System.Globalization;
using Thelper.Torch;

namespace Thelper.Imaging.Transforms;

/// <summary>Reads the loosely typed arguments of the original's operations: sizes, OpenCV flags, border values, element types.</summary>
public static class TransformArguments
{
    private static readonly Dictionary<string, int> OpenCvNames = new(StringComparer.Ordinal)
    {
        ["INTER_NEAREST"] = 0,
        ["INTER_LINEAR"] = 1,
        ["INTER_CUBIC"] = 2,
        ["INTER_AREA"] = 3,
        ["INTER_LANCZOS4"] = 4,
        ["INTER_LINEAR_EXACT"] = 5,
        ["INTER_NEAREST_EXACT"] = 6,
        ["WARP_INVERSE_MAP"] = 16,
        ["BORDER_CONSTANT"] = 0,
        ["BORDER_REPLICATE"] = 1,
        ["BORDER_REFLECT"] = 2,
        ["BORDER_WRAP"] = 3,
        ["BORDER_REFLECT_101"] = 4,
        ["BORDER_REFLECT101"] = 4,
        ["BORDER_DEFAULT"] = 4,
    };

    /// <summary>A number, or null for anything else.</summary>
    public static double? Number(object? value) => value switch
    {
        int number => number,
        long number => number,
        float number => number,
        double number => number,
        _ => null,
    };

    /// <summary>Whether the value is an integer.</summary>
    public static bool IsInteger(object? value) => value is int or long;

    /// <summary>A list of numbers; a single number makes a list of one.</summary>
    /// <exception cref="UserErrorException">The value is none.</exception>
    public static double[] Numbers(object? value, string name)
    {
        if (Number(value) is { } one)
        {
            return [one];
        }

        var items = Items(value) ?? throw new UserErrorException($"'{name}' must be a number or a list of numbers, got {PythonRepr.Of(value)}");
        return [.. items.Select(item => Number(item) ?? throw new UserErrorException($"'{name}' must hold numbers, got {PythonRepr.Of(item)}"))];
    }

    /// <summary>The elements of a list of any type, or null for anything else.</summary>
    public static IReadOnlyList<object?>? Items(object? value) => value switch
    {
        string => null,
        IReadOnlyList<object?> list => list,
        System.Collections.IList list => [.. list.Cast<object?>()],
        System.Runtime.CompilerServices.ITuple tuple => [.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i])],
        _ => null,
    };

    /// <summary>Two values; a single one stands for both.</summary>
    /// <exception cref="UserErrorException">The value is neither one number nor two.</exception>
    public static (object X, object Y) Pair(object? value, string name)
    {
        if (Number(value) is not null)
        {
            return (value!, value!);
        }

        return Items(value) is [{ } x, { } y] && Number(x) is not null && Number(y) is not null
            ? (x, y)
            : throw new UserErrorException($"'{name}' must be a number or a list of two numbers (width, height), got {PythonRepr.Of(value)}");
    }

    /// <summary>A flag of OpenCV: its number, or its name with or without <c>cv2.</c> in front; several names may be joined by <c>|</c>.</summary>
    /// <exception cref="UserErrorException">The value is none.</exception>
    public static int Flag(object? value, string name, int missing)
    {
        switch (value)
        {
            case null:
                return missing;
            case long or int:
                return (int)Number(value)!.Value;
            case string text:
                var flag = 0;
                foreach (var part in text.Split('|', '+'))
                {
                    var bare = part.Trim();
                    bare = bare[(bare.LastIndexOf('.') + 1)..];
                    flag |= OpenCvNames.TryGetValue(bare, out var number)
                        ? number
                        : throw new UserErrorException($"'{name}': unknown OpenCV flag '{part.Trim()}'{NearestName.Hint(bare, OpenCvNames.Keys)}");
                }

                return flag;
            default:
                throw new UserErrorException($"'{name}' must be an OpenCV flag (a number or a name such as cv2.INTER_LINEAR), got {PythonRepr.Of(value)}");
        }
    }

    /// <summary>A flag that must be an interpolation.</summary>
    /// <exception cref="UserErrorException">The value is none.</exception>
    public static Imaging.Interpolation Interpolation(object? value, string name)
    {
        var flag = Flag(value, name, (int)Imaging.Interpolation.Linear);
        return flag is >= 0 and <= (int)Imaging.Interpolation.NearestExact
            ? (Imaging.Interpolation)flag
            : throw new UserErrorException($"'{name}': {flag} is not an interpolation of OpenCV (0 to 6)");
    }

    /// <summary>A flag that must be a border type.</summary>
    /// <exception cref="UserErrorException">The value is none.</exception>
    public static BorderMode Border(object? value, string name)
    {
        var flag = Flag(value, name, (int)BorderMode.Constant);
        return flag is >= 0 and <= (int)BorderMode.Reflect101
            ? (BorderMode)flag
            : throw new UserErrorException($"'{name}': {flag} is not a border type of OpenCV (0 to 4)");
    }

    /// <summary>Border values. As in OpenCV a single number sets the first channel and leaves the others 0; a list sets each.</summary>
    /// <exception cref="UserErrorException">The value is no number, nor a list of one to four.</exception>
    public static double[] BorderValue(object? value, string name)
    {
        var numbers = value is null ? [0] : Numbers(value, name);
        return numbers.Length is >= 1 and <= 4
            ? numbers
            : throw new UserErrorException($"'{name}' must hold one to four numbers, got {numbers.Length}");
    }

    /// <summary>An element type by NumPy's or PyTorch's name, with or without the package in front.</summary>
    /// <exception cref="UserErrorException">There is no such type, or it cannot be a result.</exception>
    public static torch.ScalarType ElementType(string name)
    {
        var bare = name[(name.LastIndexOf('.') + 1)..];
        return bare switch
        {
            "float32" or "float" or "single" => torch.ScalarType.Float32,
            "float64" or "double" => torch.ScalarType.Float64,
            "float16" or "half" => torch.ScalarType.Float16,
            _ => throw new UserErrorException($"'out_type': '{name}' is not supported (expected one of: numpy.float32, numpy.float64, numpy.float16)"),
        };
    }

    /// <summary>Whether OpenCV knows images of this element type.</summary>
    public static bool IsImageType(torch.ScalarType type) => type is torch.ScalarType.Byte or torch.ScalarType.Int16
        or torch.ScalarType.Int32 or torch.ScalarType.Float32 or torch.ScalarType.Float64;

    /// <summary>An element type as NumPy prints it.</summary>
    public static string TypeText(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Float64 => "<class 'numpy.float64'>",
        torch.ScalarType.Float16 => "<class 'numpy.float16'>",
        _ => "<class 'numpy.float32'>",
    };

    /// <summary>A Python tuple: <c>(128, 128)</c>, <c>(0.5,)</c>.</summary>
    public static string Tuple(params IReadOnlyList<object?> values) =>
        values.Count == 1 ? $"({PythonRepr.Of(values[0])},)" : $"({string.Join(", ", values.Select(PythonRepr.Of))})";

    /// <summary>A value as Python prints it.</summary>
    public static string Text(object? value) => value switch
    {
        int number => number.ToString(CultureInfo.InvariantCulture),
        _ => PythonRepr.Of(value),
    };
}
