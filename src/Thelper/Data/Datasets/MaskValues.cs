using System.Globalization;
using Thelper.Tasks;
using Thelper.Torch;
using Thelper.Vision.Formats;

namespace Thelper.Data.Datasets;

/// <summary>What the values stored in masks stand for.</summary>
internal sealed class MaskValues
{
    private const string Index = "index";
    private const string Binary = "binary";
    private const string Others = "others";
    private const int Values = 1 << 16;
    private const int Half = 128;

    private readonly Segmentation classes;
    private readonly short[] ofValue = new short[Values];
    private readonly bool isBinary;

    /// <summary>Reads the option.</summary>
    /// <param name="option"><c>index</c> (values are class indices), <c>binary</c> (0 is the first of two classes, all else the second; in JPEGs, which blur, the second begins at 128), or a map of values, and <c>others</c> for all that it does not name, and class names; null is <c>index</c>.</param>
    /// <param name="classes">The classes, at most 256, and the value of pixels without one.</param>
    /// <exception cref="UserErrorException">It is none of these.</exception>
    public MaskValues(object? option, Segmentation classes)
    {
        this.classes = classes;
        Array.Fill(ofValue, (short)-1);
        IsIndex = option is null or Index;
        if (IsIndex)
        {
            for (short i = 0; i < classes.ClassNames.Count; i++)
            {
                ofValue[i] = i;
            }

            if (classes.DontCare is { } ignored)
            {
                ofValue[ignored] = (short)ignored;
            }
        }
        else if (option is Binary)
        {
            if (classes.ClassNames.Count != 2)
            {
                throw new UserErrorException(FormattableString.Invariant($"mask_values: '{Binary}' is for two classes, there are {classes.ClassNames.Count}; give a map of values and class names"));
            }

            isBinary = true;
            Array.Fill(ofValue, (short)1);
            ofValue[0] = 0;
        }
        else
        {
            ReadMap(option);
        }
    }

    /// <summary>Whether values are class indices.</summary>
    public bool IsIndex { get; }

    /// <summary>Whether values are read from a mask as they were written: not where a JPEG's compression may have changed them.</summary>
    /// <param name="path">The mask.</param>
    public bool Keeps(string path) => isBinary || !IsJpeg(path);

    /// <summary>The class indices of a mask.</summary>
    /// <param name="stored">height x width, as <see cref="LabelImage"/> reads it; stays the caller's.</param>
    /// <param name="path">The mask, for messages.</param>
    /// <returns>uint8, height x width.</returns>
    /// <exception cref="AnnotationException">The mask is coloured, of an unusual type, or has a value that stands for nothing.</exception>
    public torch.Tensor Apply(torch.Tensor stored, string path)
    {
        if (stored.dim() != 2)
        {
            throw new AnnotationException($"{path}: the mask is coloured; say by color_map which class has which colour");
        }

        if (stored.dtype != torch.uint8 && stored.dtype != torch.int32)
        {
            throw new AnnotationException($"{path}: a mask must have whole numbers of 8 or 16 bits, this one is {stored.dtype}");
        }

        var labels = torch.empty(stored.shape, torch.uint8);
        var target = labels.DataSpan<byte>();
        if (stored.dtype == torch.uint8)
        {
            var source = stored.DataSpan<byte>();
            var half = isBinary && IsJpeg(path) ? Half : 0;
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = Class(source[i] < half ? 0 : source[i], path, labels);
            }
        }
        else
        {
            var source = stored.DataSpan<int>();
            for (var i = 0; i < target.Length; i++)
            {
                target[i] = Class(source[i], path, labels);
            }
        }

        return labels;
    }

    private byte Class(int value, string path, torch.Tensor unfinished)
    {
        if ((uint)value < Values && ofValue[value] is >= 0 and var known)
        {
            return (byte)known;
        }

        unfinished.Dispose();
        throw new AnnotationException(Unknown(value, path));
    }

    private string Unknown(int value, string path)
    {
        var count = classes.ClassNames.Count;
        var remedy = !IsIndex ? $"add it to mask_values, with its class{(classes.DontCare is null ? ", or set dontcare and give it 'dontcare'" : " or 'dontcare'")}; all that are not named are '{Others}'"
            : IsJpeg(path) ? "a JPEG does not keep values: save masks as PNG"
            : count == 2 ? "for pixels without a class set dontcare; where other values stand for the classes, say so by mask_values: 'binary', or a map of values and classes"
            : "for pixels without a class set dontcare; where other values stand for the classes, say so by mask_values";
        return IsIndex
            ? FormattableString.Invariant($"{path}: the mask holds the value {value}; the indices of {count} classes are 0 to {count - 1} ({remedy})")
            : FormattableString.Invariant($"{path}: the mask holds the value {value}, which stands for no class ({remedy})");
    }

    /// <summary>Whether a mask is a JPEG, whose compression changes values.</summary>
    /// <param name="path">The mask.</param>
    public static bool IsJpeg(string path) => Path.GetExtension(path).ToLowerInvariant() is ".jpg" or ".jpeg" or ".jpe" or ".jfif";

    private void ReadMap(object? option)
    {
        var entries = PlainValues.EntriesOf(option)?.ToList()
            ?? throw new UserErrorException($"mask_values: expected '{Index}', '{Binary}' or a map of values and class names, got {PythonRepr.Of(option)}");
        short others = -1;
        foreach (var (key, value) in entries)
        {
            if (PlainValues.KeyText(key) == Others)
            {
                others = (short)ClassOf(value);
                continue;
            }

            long? stored = PlainValues.Normalize(key) switch
            {
                long number => number,
                string text when long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => number,
                _ => null,
            };
            if (stored is not (>= 0 and < Values))
            {
                throw new UserErrorException(FormattableString.Invariant($"mask_values: '{PlainValues.KeyText(key)}' is no value of a mask, which are 0 to {Values - 1}, or '{Others}' for all that are not named"));
            }

            ofValue[stored.Value] = (short)ClassOf(value);
        }

        // Any other value may be one that was mistyped, whose class would go unnoticed.
        if (classes.DontCare is { } ignored && ofValue[ignored] < 0 && !Array.Exists(ofValue, value => value == ignored))
        {
            ofValue[ignored] = (short)ignored;
        }

        ofValue.AsSpan().Replace((short)-1, others);
    }

    private int ClassOf(object? value) => PlainValues.Normalize(value) switch
    {
        string name when classes.Classes.Indices.TryGetValue(name, out var index) => index,
        Segmentation.DontCareName when classes.DontCare is { } ignored => ignored,
        long index when index >= 0 && index < classes.ClassNames.Count => (int)index,
        long ignored when ignored == classes.DontCare => (int)ignored,
        var other => throw new UserErrorException($"mask_values: {PythonRepr.Of(other)} is no class{(other is string name ? NearestName.Hint(name, classes.ClassNames) : "")}"),
    };
}
