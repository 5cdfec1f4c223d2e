using System.Globalization;
using Thelper.Torch.Serialization;

namespace Thelper.Torch.Printing;

/// <summary>Values as Python's <c>str()</c> spells them, for the text forms of modules, optimizers and schedulers.</summary>
internal static class PythonText
{
    /// <summary>The value as Python prints it. An array of sizes is a tuple, a list is a list.</summary>
    public static string Of(object? value) => value switch
    {
        null => "None",
        bool flag => flag ? "True" : "False",
        double number => PythonFloat.Of(number),
        string text => text,
        PyTuple items => Tuple(items.Select(Of).ToArray()),
        long[] items => Tuple(items.Select(item => item.ToString(CultureInfo.InvariantCulture)).ToArray()),
        IReadOnlyList<object?> items => "[" + string.Join(", ", items.Select(Of)) + "]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>One number for one element, else a tuple: the way PyTorch keeps a size that may be given either way.</summary>
    public static string Size(long[] size) => size.Length == 1 ? Of((object)size[0]) : Of(size);

    /// <summary>A number that PyTorch's users usually write as an integer: without decimals if it has none.</summary>
    public static string Number(double value) => Math.Abs(value) < 1e15 && Math.Floor(value) == value ? Of((object)(long)value) : Of(value);

    private static string Tuple(string[] items) => items.Length == 1 ? $"({items[0]},)" : $"({string.Join(", ", items)})";
}
