using System.Globalization;
using System.Reflection;
using System.Text;
using Thelper.Config;
using Thelper.Data;
using Thelper.Imaging.Transforms;
using Thelper.Tasks;
using Thelper.Vision.Datasets;

namespace Thelper.Guide;

/// <summary>What can be said of the types that configurations name: lists, and a page for each with its parameters and an example.</summary>
/// <param name="types">Finds the types.</param>
public sealed class TypeHelp(TypeRegistry types)
{
    private const int Width = 100;

    /// <summary>The types whose name or kind has a text in it, by kind.</summary>
    /// <param name="pattern">The text, in any case; <c>*</c> and <c>?</c> stand for any characters. Null for all.</param>
    /// <exception cref="UserErrorException">There is none.</exception>
    public IReadOnlyList<(TypeKind Kind, IReadOnlyList<TypeDescription> Types)> List(string? pattern)
    {
        var found = TypeKind.All
            .Select(kind => (Kind: kind, Types: (IReadOnlyList<TypeDescription>)[.. kind.Members(types).Where(type => pattern is null || Fits(pattern, kind, type))]))
            .Where(group => group.Types.Count > 0).ToList();
        return found.Count > 0 ? found : throw new UserErrorException($"no type has '{pattern}' in its name{NearestName.Hint(pattern!, TypeKind.All.SelectMany(kind => kind.Members(types)).SelectMany(type => type.Names))}");
    }

    /// <summary>A type by its name, or by its last part where that is clear.</summary>
    /// <param name="name">The name.</param>
    /// <returns>The type; null where there is none.</returns>
    /// <exception cref="UserErrorException">Several types have that last part, or the file of a type of the user's own cannot be used.</exception>
    public TypeDescription? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (types.DescriptionOf(name) is { } type)
        {
            return type;
        }

        var same = TypeKind.All.SelectMany(kind => kind.Members(types))
            .Where(member => member.Names.Any(known => known[(known.LastIndexOf('.') + 1)..].Equals(name, StringComparison.OrdinalIgnoreCase))).ToList();
        return same.Count <= 1 ? same.FirstOrDefault() : throw new UserErrorException($"'{name}': there are several: {string.Join(", ", same.Select(member => member.ShortName))}");
    }

    /// <summary>The first sentence on a type.</summary>
    /// <param name="type">The type.</param>
    public static string SummaryOf(TypeDescription type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return XmlDocs.Summary(type.Target is MethodInfo function ? function : type.Type);
    }

    /// <summary>The list as text.</summary>
    /// <param name="pattern">As in <see cref="List"/>.</param>
    /// <exception cref="UserErrorException">There is none.</exception>
    public string ListText(string? pattern)
    {
        var text = new StringBuilder();
        foreach (var (kind, members) in List(pattern))
        {
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length == 0 ? "" : "\n")}{char.ToUpperInvariant(kind.Plural[0])}{kind.Plural[1..]} ({kind.Place})\n");
            var width = members.Max(type => type.ShortName.Length);
            foreach (var type in members)
            {
                text.Append($"  {type.ShortName.PadRight(width)}  {FirstSentence(SummaryOf(type))}".TrimEnd()).Append('\n');
            }
        }

        return text.ToString();
    }

    /// <summary>A type's page as text.</summary>
    /// <param name="type">The type.</param>
    public static string PageText(TypeDescription type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var kind = TypeKind.Of(type.Type);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{type.ShortName}{(kind is null ? "" : $": {Article(kind.Name)} {kind.Name} ({kind.Place})")}\n");
        Append(text, "  ", SummaryOf(type));
        var others = type.Names.Skip(1).ToList();
        if (others.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"  Other names: {string.Join(", ", others)}\n");
        }

        text.Append(type.Parameters.Count == 0 ? "\nIt takes no parameters.\n" : "\nParameters\n");
        foreach (var parameter in type.Parameters)
        {
            text.Append(CultureInfo.InvariantCulture, $"  {(parameter.TakesAllElse ? "..." : parameter.Name)}: {Value(parameter)}\n");
            Append(text, "      ", XmlDocs.Of(parameter.Info));
        }

        if (MovesOf(type) is { } moves)
        {
            text.Append('\n');
            Append(text, "", moves);
        }

        if (FieldsOf(type) is { Count: > 0 } fields)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nFields of its samples\n  {string.Join(", ", fields.Select(field => FieldText(type, field)))}\n");
        }

        if (Concepts.Of(type.Type) is { Count: > 0 } concepts)
        {
            text.Append(CultureInfo.InvariantCulture, $"\nFor tasks of {string.Join(" and ", concepts)}.\n");
        }

        return kind is null ? text.ToString() : text.Append("\nExample\n").Append(TypeExample.Of(kind, type, "  ")).ToString();
    }

    /// <summary>A type's page as plain values, for machines.</summary>
    /// <param name="type">The type.</param>
    public static Dictionary<string, object?> Page(TypeDescription type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return new()
        {
            ["name"] = type.ShortName,
            ["names"] = type.Names.ToList(),
            ["kind"] = TypeKind.Of(type.Type)?.Name,
            ["summary"] = SummaryOf(type),
            ["params"] = type.Parameters.Select(parameter => new Dictionary<string, object?>
            {
                ["name"] = parameter.Name,
                ["type"] = Words(parameter),
                ["required"] = parameter.IsRequired,
                ["default"] = parameter.Default,
                ["min"] = double.IsInfinity(parameter.Limits.Min) ? null : parameter.Limits.Min,
                ["max"] = double.IsInfinity(parameter.Limits.Max) ? null : parameter.Limits.Max,
                ["choices"] = parameter.Limits.Choices.Length == 0 ? null : parameter.Limits.Choices,
                ["summary"] = XmlDocs.Of(parameter.Info),
            }).ToList(),
            ["fields"] = FieldsOf(type),
            ["moves"] = MovesOf(type),
        };
    }

    /// <summary>The fields of a data set's samples, as it declares them; a name in braces is the parameter that says the name.</summary>
    /// <param name="type">The type.</param>
    public static IReadOnlyList<string> FieldsOf(TypeDescription type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return type.Type.GetCustomAttribute<SampleFieldsAttribute>()?.Names ?? (typeof(IVisionDataset).IsAssignableFrom(type.Type) ? ["0", "1"] : []);
    }

    /// <summary>What an operation does to what belongs to an image; null for other types, and for composers, where it is up to their stages.</summary>
    /// <param name="type">The type.</param>
    public static string? MovesOf(TypeDescription type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return typeof(MovingOperation).IsAssignableFrom(type.Type) ? "It moves or hides pixels; label maps, boxes, points and a twin of the image go with it."
            : typeof(Operation).IsAssignableFrom(type.Type) ? "It changes values and leaves every place where it is: boxes and points stay, and so does a label map that is not among its target keys."
            : null;
    }

    private static string FieldText(TypeDescription type, string field)
    {
        var (name, when) = (field.TrimEnd('?'), field.EndsWith('?') ? " in some" : "");
        return name[0] != '{' ? $"{name}{when}" : $"{type.Parameters.Single(parameter => parameter.Name == name[1..^1]).Default}{when} ({name[1..^1]})";
    }

    private static string FirstSentence(string text)
    {
        var end = text.IndexOf(". ", StringComparison.Ordinal);
        return end < 0 ? text : text[..(end + 1)];
    }

    private static bool Fits(string pattern, TypeKind kind, TypeDescription type)
    {
        var wild = pattern.AsSpan().IndexOfAny('*', '?') < 0 ? $"*{pattern}*" : pattern;
        return type.Names.Append(kind.Name).Append(kind.Plural).Any(name => System.IO.Enumeration.FileSystemName.MatchesSimpleExpression(wild, name));
    }

    private static string Article(string noun) => "aeiou".Contains(noun[0], StringComparison.Ordinal) ? "an" : "a";

    // Type, range and default in words.
    private static string Value(ParameterDescription parameter)
    {
        var words = Words(parameter);
        var limits = parameter.Limits;
        var range = ValueLimits.Range(limits.Min, limits.Max) is { } between ? $", {between}" : "";
        return parameter.TakesAllElse ? "what else the type is to get"
            : $"{words}{range}{(parameter.IsRequired ? ", required" : parameter.Default is null ? "" : $", default {DefaultText(parameter.Default)}")}";
    }

    private static string Words(ParameterDescription parameter)
    {
        var limits = parameter.Limits;
        return limits.Choices.Length > 0 ? $"one of {string.Join(", ", limits.Choices)}"
            : parameter.IsSection ? "a section with a type of its own"
            : limits.Holds.Length > 0 ? string.Join(" or ", limits.Holds.Select(ValueBinder.Expectation).Distinct())
            : ValueBinder.Expectation(parameter.Info.ParameterType);
    }

    private static string DefaultText(object value) => ConfigWriter.ToJson(value).ReplaceLineEndings("");

    private static void Append(StringBuilder text, string indent, string sentence)
    {
        var line = 0;
        foreach (var word in sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line > 0 && line + 1 + word.Length > Width)
            {
                text.Append('\n');
                line = 0;
            }

            text.Append(line == 0 ? indent : " ").Append(word);
            line += (line == 0 ? indent.Length : 1) + word.Length;
        }

        text.Append(line == 0 ? "" : "\n");
    }
}
