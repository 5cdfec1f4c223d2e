using System.Globalization;

namespace Thelper.Transforms;

/// <summary>Arrays as NumPy 1.x prints them: <c>[123.7 116.3 103.5]</c>, <c>[2 0 1]</c>.</summary>
/// <remarks>Shortest digits that identify each number, at most eight after the point, columns aligned, lines of 75 characters.</remarks>
internal static class NumpyText
{
    private const int Precision = 8;
    private const int LineWidth = 75;

    /// <summary>A one-dimensional array of integers.</summary>
    public static string Of(IReadOnlyList<long> values)
    {
        var texts = values.Select(value => value.ToString(CultureInfo.InvariantCulture)).ToArray();
        var width = texts.Max(text => text.Length);
        return Row([.. texts.Select(text => text.PadLeft(width))], "");
    }

    /// <summary>A one-dimensional array of float32.</summary>
    public static string Of(IReadOnlyList<float> values) => Row(Floats([.. values.Select(Shortest)]), "");

    /// <summary>A two-dimensional array of float64, given row after row.</summary>
    public static string Of(IReadOnlyList<double> values, int columns)
    {
        var texts = Floats([.. values]);
        return "[" + string.Join("\n ", texts.Chunk(columns).Select(row => Row(row, " "))) + "]";
    }

    // The value of the shortest digits, which is another double than the float32 itself.
    private static double Shortest(float value) => double.Parse(value.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    private static string[] Floats(double[] values)
    {
        var magnitudes = values.Where(value => value != 0 && double.IsFinite(value)).Select(Math.Abs).ToArray();
        var (low, high) = magnitudes.Length == 0 ? (0, 0) : (magnitudes.Min(), magnitudes.Max());
        return magnitudes.Length > 0 && (high >= 1e8 || low < 1e-4 || high / low > 1000) ? Scientific(values) : Positional(values);
    }

    private static string[] Positional(double[] values)
    {
        var parts = values.Where(double.IsFinite).Select(value =>
        {
            var text = Math.Round((decimal)value, Precision).ToString("0.########", CultureInfo.InvariantCulture);
            var point = text.IndexOf('.');
            return point < 0 ? (Whole: text, Fraction: "") : (Whole: text[..point], Fraction: text[(point + 1)..]);
        }).ToArray();
        var left = parts.Select(part => part.Whole.Length).DefaultIfEmpty().Max();
        var right = parts.Select(part => part.Fraction.Length).DefaultIfEmpty().Max();
        left = Math.Max(left, values.Where(value => !double.IsFinite(value)).Select(value => PythonRepr.Of(value).Length - right - 1).DefaultIfEmpty().Max());
        var finite = new Queue<string>(parts.Select(part => part.Whole.PadLeft(left) + "." + part.Fraction.PadRight(right)));
        return [.. values.Select(value => double.IsFinite(value) ? finite.Dequeue() : PythonRepr.Of(value).PadLeft(left + 1 + right))];
    }

    private static string[] Scientific(double[] values)
    {
        var digits = values.Where(double.IsFinite).Max(FractionDigits);
        var format = "0." + new string('0', digits) + "e+00";
        var texts = values.Select(value =>
        {
            if (!double.IsFinite(value))
            {
                return PythonRepr.Of(value);
            }

            var text = value.ToString(format, CultureInfo.InvariantCulture);
            return digits == 0 ? text.Replace("e", ".e", StringComparison.Ordinal) : text;
        }).ToArray();
        var width = texts.Max(text => text.Length);
        return [.. texts.Select(text => text.PadLeft(width))];
    }

    private static int FractionDigits(double value)
    {
        var text = value.ToString("0.########e+00", CultureInfo.InvariantCulture);
        var point = text.IndexOf('.');
        return point < 0 ? 0 : text.IndexOf('e') - point - 1;
    }

    private static string Row(string[] texts, string indent)
    {
        var result = new System.Text.StringBuilder("[");
        var column = indent.Length + 1;
        for (var i = 0; i < texts.Length; i++)
        {
            if (i > 0)
            {
                if (column + 1 + texts[i].Length >= LineWidth)
                {
                    result.Append('\n').Append(indent);
                    column = indent.Length;
                }

                result.Append(' ');
                column++;
            }

            result.Append(texts[i]);
            column += texts[i].Length;
        }

        return result.Append(']').ToString();
    }
}
