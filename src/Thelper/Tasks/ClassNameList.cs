using System.Collections;
using System.Globalization;
using Thelper.Config;
using Thelper.Vision.Formats;

namespace Thelper.Tasks;

/// <summary>Reads a list of class names in any of the forms that configurations use.</summary>
public static class ClassNameList
{
    /// <summary>Reads class names.</summary>
    /// <param name="value">
    /// A list of texts, a map of indices to names or of names to indices (covering 0 to n-1; indices may be text), or the path of a JSON or YAML file
    /// that holds one of these, by itself or under <c>names</c> (as the <c>data.yaml</c> of YOLO does), or of a text file (.txt, .names) with a name in each line.
    /// </param>
    /// <param name="warning">Receives a sentence when a doubled name was renamed to <c>name#index</c>.</param>
    /// <returns>The names by index.</returns>
    /// <exception cref="UserErrorException">The value is none of these forms.</exception>
    public static IReadOnlyList<string> Read(object? value, Action<string>? warning = null)
    {
        if (value is string path)
        {
            if (!File.Exists(path))
            {
                throw new UserErrorException($"class names: expected a list of names, a map of names and indices, or the path of a file with these; there is no file '{path}'");
            }

            value = Path.GetExtension(path).ToLowerInvariant() is ".txt" or ".names" ? Lines(path) : Names(ConfigLoader.ParseFile(path).ToPlain());
            if (value is string)
            {
                throw new UserErrorException($"{path}: expected a list of class names or a map of names and indices, got a text");
            }

            try
            {
                return Read(value, warning);
            }
            catch (UserErrorException error)
            {
                throw new UserErrorException($"{path}: {error.Message}", error);
            }
        }

        var names = PlainValues.EntriesOf(value) is { } entries ? FromMap([.. entries])
            : value is IEnumerable list and not string ? FromList(list)
            : throw new UserErrorException("class names: expected a list of names, a map of names and indices, or the path of a file with these");
        if (names.Count == 0)
        {
            throw new UserErrorException("class names: at least one class is needed, the list is empty");
        }

        CheckPrintable(names, "class names");
        return Rename(names, warning);
    }

    /// <summary>Checks names that data bring along.</summary>
    /// <param name="names">The names.</param>
    /// <param name="source">Where they stand: a file or a folder.</param>
    /// <exception cref="UserErrorException">A name has a control character.</exception>
    internal static void CheckPrintable(IEnumerable<string> names, string source)
    {
        if (names.FirstOrDefault(PrintableText.HasControls) is { } odd)
        {
            throw new UserErrorException($"{source}: '{PrintableText.Line(odd)}' has a control character; rename the class");
        }
    }

    /// <summary>The first names that differ in capitals, in blanks around them or in how accents are stored alone; null where there are none.</summary>
    /// <param name="names">Different names.</param>
    internal static string? Alike(IReadOnlyList<string> names)
    {
        var alike = names.GroupBy(name => name.Trim(), StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Count() > 1)
            ?? names.GroupBy(WithoutAccents, StringComparer.OrdinalIgnoreCase).FirstOrDefault(group => group.Any(HasMarks) && !group.All(HasMarks));
        return alike is null ? null : string.Join(", ", alike.Select(PythonRepr.Of));
    }

    /// <summary>Whether names differ in capitals, blanks around them or in how accents are stored, or not at all.</summary>
    internal static bool AreAlike(string one, string other) =>
        string.Equals(one.Trim(), other.Trim(), StringComparison.OrdinalIgnoreCase)
        || (HasMarks(one) != HasMarks(other) && string.Equals(WithoutAccents(one), WithoutAccents(other), StringComparison.OrdinalIgnoreCase));

    // An accent may be a sign after its letter (NFD), or letter and accent one sign (NFC). Which letter that is, only libicu knows, which the program does without.
    private static string WithoutAccents(string name)
    {
        var text = name.Trim();
        var letters = text.Select((letter, i) => letter > '\u007f' || (i + 1 < text.Length && IsMark(text[i + 1])) ? '?' : letter);
        return string.Concat(letters.Where((_, i) => !IsMark(text[i])));
    }

    private static bool HasMarks(string name) => name.Any(IsMark);

    private static bool IsMark(char letter) => letter is >= '\u0300' and <= '\u036f';

    private static List<string> Lines(string path)
    {
        var lines = TextLines.Read(path).Select(line => line.Trim()).ToList();
        while (lines.Count > 0 && lines[^1].Length == 0)
        {
            lines.RemoveAt(lines.Count - 1);
        }

        return lines.IndexOf("") is >= 0 and var blank
            ? throw new UserErrorException(FormattableString.Invariant($"{path}:{blank + 1}: the line is empty; expected the name of class {blank}"))
            : lines;
    }

    private static object? Names(object? value) =>
        PlainValues.EntriesOf(value)?.FirstOrDefault(entry => entry.Key is "names").Value is { } names && PlainValues.Normalize(names) is not (long or string) ? names : value;

    private static List<string> FromList(IEnumerable list)
    {
        var names = new List<string>();
        foreach (var item in list)
        {
            names.Add(item as string
                ?? throw new UserErrorException($"class names: entry {names.Count} must be a text, got {PythonRepr.Of(item)} ({(item is bool ? "YAML takes yes, no, on and off for truth values; " : "")}put it in quotes)"));
        }

        return names;
    }

    private static List<string> FromMap(List<(object? Key, object? Value)> entries)
    {
        // Names to indices when every value is an index; else indices to names when every key is one.
        var toIndices = entries.TrueForAll(entry => entry.Value is not string && IndexOf(entry.Value) is not null)
            || (entries.TrueForAll(entry => IndexOf(entry.Value) is not null) && !entries.TrueForAll(entry => IndexOf(entry.Key) is not null));
        var names = new string?[entries.Count];
        foreach (var (key, value) in entries)
        {
            var (name, index) = toIndices ? (key, IndexOf(value)) : (value, IndexOf(key));
            if (name is not string text || index is null)
            {
                throw new UserErrorException($"class names: the map must lead from names to indices or from indices to names throughout; the entry '{PlainValues.KeyText(key)}' does neither");
            }

            if (index < 0 || index >= names.Length)
            {
                throw new UserErrorException($"class names: the indices of {names.Length} classes must be 0 to {names.Length - 1}, '{text}' has {index}");
            }

            if (names[index.Value] is { } taken)
            {
                throw new UserErrorException($"class names: '{taken}' and '{text}' both have index {index}");
            }

            names[index.Value] = text;
        }

        return [.. names.OfType<string>()];
    }

    private static long? IndexOf(object? value) => PlainValues.Normalize(value) switch
    {
        long index => index,
        string text when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var index) => index,
        _ => null,
    };

    private static List<string> Rename(List<string> names, Action<string>? warning)
    {
        var doubled = names.GroupBy(name => name).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet();
        if (doubled.Count == 0)
        {
            return names;
        }

        warning?.Invoke($"class names given more than once get their index appended: {string.Join(", ", doubled)}");
        var renamed = names.Select((name, index) => doubled.Contains(name) ? string.Create(CultureInfo.InvariantCulture, $"{name}#{index}") : name).ToList();
        return renamed.Distinct().Count() == renamed.Count
            ? renamed
            : throw new UserErrorException($"class names: '{renamed.GroupBy(name => name).First(group => group.Count() > 1).Key}' clashes with a doubled name and its index; rename it");
    }
}
