using System.Collections;
using System.Reflection;
using System.Text;

namespace Thelper.Vision.Models.Detection;

/// <summary>Reads the settings of detectors from the keyword parameters of torchvision's functions.</summary>
internal static class DetectorKeywords
{
    /// <summary>Changes settings.</summary>
    /// <param name="options">The settings to start from.</param>
    /// <param name="keywords">Names in snake case and plain values; null for none.</param>
    /// <typeparam name="T">The kind of settings.</typeparam>
    /// <returns>New settings.</returns>
    /// <exception cref="UserErrorException">A name is unknown, or a value does not fit.</exception>
    public static T Apply<T>(T options, IReadOnlyDictionary<string, object?>? keywords)
        where T : DetectorOptions
    {
        var properties = PropertiesOf(typeof(T));
        var changed = (T)((DetectorOptions)options with { });
        foreach (var (name, value) in keywords ?? new Dictionary<string, object?>())
        {
            var property = properties.Find(p => SnakeCase(p.Name) == name)
                ?? throw new UserErrorException($"{name}: unknown parameter of a detector (known: {string.Join(", ", properties.Select(p => SnakeCase(p.Name)))})");
            if (value is null && property.Name is nameof(DetectorOptions.ImageMean) or nameof(DetectorOptions.ImageStd) or nameof(FasterRCNNOptions.BboxRegWeights))
            {
                continue;
            }

            property.SetValue(changed, Convert(value, property.PropertyType)
                ?? throw new UserErrorException($"{name}: expected {Expectation(property.PropertyType)}"));
        }

        changed.Check();
        return changed;
    }

    // What resizes images comes first, what is the detector's own last.
    private static List<PropertyInfo> PropertiesOf(Type type)
    {
        static PropertyInfo[] Own(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);
        return type == typeof(DetectorOptions) ? [.. Own(type)] : type == typeof(ScaledDetectorOptions) ? [.. Own(type), .. PropertiesOf(type.BaseType!)] : [.. PropertiesOf(type.BaseType!), .. Own(type)];
    }

    private static object? Convert(object? value, Type type)
    {
        if (type == typeof(int))
        {
            return Whole(value);
        }

        if (type == typeof(double))
        {
            return Real(value);
        }

        var items = value is IEnumerable list and not string ? list.Cast<object?>().ToList() : [value];
        if (type == typeof(IReadOnlyList<int>))
        {
            return items.TrueForAll(i => Whole(i) is not null) ? items.ConvertAll(i => Whole(i)!.Value) : null;
        }

        return items.TrueForAll(i => Real(i) is not null) ? items.ConvertAll(i => Real(i)!.Value) : null;
    }

    private static string Expectation(Type type) => type == typeof(int) ? "a whole number of at least 0"
        : type == typeof(double) ? "a number"
        : type == typeof(IReadOnlyList<int>) ? "a whole number or a list of whole numbers" : "a list of numbers";

    private static int? Whole(object? value) => value switch
    {
        long number and >= 0 and <= int.MaxValue => (int)number,
        int number and >= 0 => number,
        _ => null,
    };

    private static double? Real(object? value) => value switch
    {
        double number when double.IsFinite(number) => number,
        long number => number,
        int number => number,
        _ => null,
    };

    private static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            // A run of capitals is one word, but for the last: RpnPreNmsTopNTrain is rpn_pre_nms_top_n_train.
            if (i > 0 && char.IsUpper(name[i]) && (char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
            {
                text.Append('_');
            }

            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }
}
