using System.Collections;
using System.Reflection;
using System.Text;

namespace Thelper.Vision.Models.Detection;

/// <summary>Reads <see cref="FasterRCNNOptions"/> from the keyword parameters of torchvision's functions.</summary>
internal static class DetectorKeywords
{
    private static readonly PropertyInfo[] Properties = typeof(FasterRCNNOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly);

    /// <summary>Changes settings.</summary>
    /// <param name="options">The settings to start from.</param>
    /// <param name="keywords">Names in snake case and plain values; null for none.</param>
    /// <returns>New settings.</returns>
    /// <exception cref="UserErrorException">A name is unknown, or a value does not fit.</exception>
    public static FasterRCNNOptions Apply(FasterRCNNOptions options, IReadOnlyDictionary<string, object?>? keywords)
    {
        var changed = options with { };
        foreach (var (name, value) in keywords ?? new Dictionary<string, object?>())
        {
            var property = Array.Find(Properties, p => SnakeCase(p.Name) == name)
                ?? throw new UserErrorException($"{name}: unknown parameter of a detector (known: {string.Join(", ", Properties.Select(p => SnakeCase(p.Name)))})");
            if (value is null && property.Name is nameof(options.ImageMean) or nameof(options.ImageStd) or nameof(options.BboxRegWeights))
            {
                continue;
            }

            property.SetValue(changed, Convert(value, property.PropertyType)
                ?? throw new UserErrorException($"{name}: expected {Expectation(property.PropertyType)}"));
        }

        Check(changed);
        return changed;
    }

    private static void Check(FasterRCNNOptions options)
    {
        if (options.MinSize.Count == 0 || options.MinSize.Any(s => s < 1) || options.MaxSize < 1)
        {
            throw new UserErrorException("min_size and max_size: expected sizes of at least 1 pixel");
        }

        if (options.ImageMean.Count != 3 || options.ImageStd.Count != 3 || options.ImageStd.Contains(0))
        {
            throw new UserErrorException("image_mean and image_std: expected three numbers each, and no deviation of 0");
        }

        if (options.BboxRegWeights is { } weights && (weights.Count != 4 || weights.Contains(0)))
        {
            throw new UserErrorException("bbox_reg_weights: expected four numbers other than 0");
        }

        if (options.RpnBgIouThresh > options.RpnFgIouThresh || options.BoxBgIouThresh > options.BoxFgIouThresh)
        {
            throw new UserErrorException("rpn_bg_iou_thresh and box_bg_iou_thresh: may not be above rpn_fg_iou_thresh and box_fg_iou_thresh");
        }
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
