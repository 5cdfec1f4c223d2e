using System.Globalization;

namespace Thelper.Torch.Printing;

/// <summary>How all elements of a printed tensor look: one width, one notation, chosen from their values as PyTorch chooses.</summary>
internal sealed class ElementFormat
{
    private readonly PrintOptions options;
    private readonly bool floating;
    private readonly bool integral = true;
    private readonly bool scientific;

    /// <summary>Chooses the format for floating-point elements.</summary>
    public ElementFormat(IReadOnlyCollection<double> values, PrintOptions options)
    {
        this.options = options;
        floating = true;
        var sizes = values.Where(v => double.IsFinite(v) && v != 0).ToList();
        if (sizes.Count > 0)
        {
            var smallest = sizes.Min(Math.Abs);
            var largest = sizes.Max(Math.Abs);
            integral = sizes.All(v => v == Math.Ceiling(v));
            scientific = largest / smallest > 1000 || largest > 1e8 || (!integral && smallest < 1e-4);
            Width = Math.Max(1, sizes.Max(v => scientific ? PythonFloat.Scientific(v, options.Precision).Length
                : integral ? PythonFloat.Fixed(v, 0).Length + 1
                : PythonFloat.Fixed(v, options.Precision).Length));
            scientific = options.SciMode ?? scientific;
        }
    }

    /// <summary>Chooses the width for integers.</summary>
    public ElementFormat(IEnumerable<long> values, PrintOptions options)
    {
        this.options = options;
        Width = Math.Max(1, values.Select(v => v.ToString(CultureInfo.InvariantCulture).Length).DefaultIfEmpty().Max());
    }

    /// <summary>Chooses the width for truth values.</summary>
    public ElementFormat(IEnumerable<bool> values, PrintOptions options)
    {
        this.options = options;
        Width = Math.Max(1, values.Select(v => v ? 4 : 5).DefaultIfEmpty().Max());
    }

    /// <summary>Characters that every element takes at least.</summary>
    public int Width { get; } = 1;

    /// <summary>An element as text.</summary>
    public string Text(object value) => (value switch
    {
        double number when floating => scientific ? PythonFloat.Scientific(number, options.Precision)
            : integral ? PythonFloat.Fixed(number, 0) + (double.IsFinite(number) ? "." : string.Empty)
            : PythonFloat.Fixed(number, options.Precision),
        bool truth => truth ? "True" : "False",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    }).PadLeft(Width);
}
