using System.Globalization;
using System.Text.RegularExpressions;

namespace Thelper.OperatorGenerator;

/// <summary>How schema types appear in C#.</summary>
internal static partial class Types
{
    private static readonly HashSet<string> Keywords =
    [
        "abstract", "as", "base", "bool", "break", "byte", "catch", "case", "char", "checked", "class", "const", "continue", "decimal", "default", "delegate", "do", "double", "else", "enum", "event", "false", "event", "explicit", "extern", "finally", "fixed", "float", "for",
        "foreach", "goto", "if", "implicit", "in", "int", "interface", "internal", "is", "lock", "long", "namespace", "new", "null", "object", "operator", "out", "override", "params", "private", "protected", "public", "readonly", "ref", "return", "sbyte", "sealed", "short", "stackalloc", "sizeof", "static", "string",
        "string", "struct", "switch", "this", "throw", "true", "try", "typeof", "uint", "ulong", "unchecked", "unsafe", "ushort", "using", "virtual", "void", "while",
    ];

    public static string? ReasonToLeaveOut(Schema schema)
    {
        if (schema.Text.Contains("!)", StringComparison.Ordinal) && (schema.Overload.EndsWith("out", StringComparison.Ordinal) || schema.Overload.Contains("_out", StringComparison.Ordinal)
            || schema.Overload.Contains("out_", StringComparison.Ordinal) || schema.Overload is "grad_input" or "output" || schema.Arguments.Any(a => a.Name is "out" or "grad_input")))
        {
            return "out variant";
        }

        // Keyword arguments that are written to are places for results.
        if (schema.Text.IndexOf("*, ", StringComparison.Ordinal) is var mark and >= 0 && schema.Text[mark..schema.Text.LastIndexOf("->", StringComparison.Ordinal)].Contains("!)", StringComparison.Ordinal))
        {
            return "out variant";
        }

        if (schema.Name.Contains("_backward", StringComparison.Ordinal) && schema.Name != "_backward")
        {
            return "backward kernel";
        }

        if (schema.Arguments.Any(a => a.Type.StartsWith("str[", StringComparison.Ordinal)) || schema.Overload.Contains("imname", StringComparison.Ordinal) || schema.Overload.Contains("names", StringComparison.Ordinal))
        {
            return "named dimensions (experimental in PyTorch)";
        }

        return schema.Arguments.Concat(schema.Results).FirstOrDefault(a => Managed(a.Type) is null) is { } unknown ? $"type {unknown.Type}" : null;
    }

    /// <summary>The C# type, or null where there is none.</summary>
    public static string? Managed(string type)
    {
        type = Canonical(type);
        return type switch
        {
            "Tensor" => "Tensor",
            "Tensor?" => "Tensor?",
            "Tensor[]" => "IReadOnlyList<Tensor>",
            "Tensor?[]" => "IReadOnlyList<Tensor?>",
            "int" => "long",
            "int?" => "long?",
            "int[]" => "long[]",
            "int[]?" => "long[]?",
            "float" => "double",
            "float?" => "double?",
            "float[]?" => "double[]?",
            "float[]" => "double[]",
            "bool" => "bool",
            "bool?" => "bool?",
            "bool[]" => "bool[]",
            "Scalar" => "Scalar",
            "Scalar?" => "Scalar?",
            "Scalar[]" => "IReadOnlyList<Scalar>",
            "str" => "string",
            "str?" => "string?",
            "Device" => "Device",
            "Device?" => "Device?",
            "Generator?" => "Generator?",
            "ScalarType" => "ScalarType",
            "ScalarType?" => "ScalarType?",
            "Layout" => "Layout",
            "Layout?" => "Layout?",
            "MemoryFormat" => "MemoryFormat",
            "MemoryFormat?" => "MemoryFormat?",
            _ => null,
        };
    }

    /// <summary>The schema type without list lengths and symbolic sizes.</summary>
    public static string Canonical(string type) => ListLength().Replace(type, "[]").Replace("SymInt", "int", StringComparison.Ordinal);

    public static string Identifier(string name) => Keywords.Contains(name) ? "@" + name : name;

    /// <summary>A C# literal for a schema default, or null when the shim has to fill it in.</summary>
    public static string? Literal(Argument argument) => (Canonical(argument.Type), argument.Default) switch
    {
        ("int" or "int?", { } text) when long.TryParse(text, CultureInfo.InvariantCulture, out _) => text,
        ("float" or "float?", { } text) when double.TryParse(text, CultureInfo.InvariantCulture, out var number) => number.ToString("R", CultureInfo.InvariantCulture),
        ("bool" or "bool?", "True") => "true",
        ("bool" or "bool?", "False") => "false",
        ("ScalarType?", { } text) when int.TryParse(text, CultureInfo.InvariantCulture, out var code) => $"(ScalarType){code}",
        ("str" or "str?", { } text) when text.StartsWith('"') => text,
        _ => null,
    };

    [GeneratedRegex(@"\[\d+\]")]
    private static partial Regex ListLength();
}
