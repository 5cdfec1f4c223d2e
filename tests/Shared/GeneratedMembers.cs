using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Thelper.Testing;

/// <summary>
/// Methods that generated source declares, to be taken out of the text of a public surface: a method is generated if a file of a folder declares one
/// with its name and its parameters' names. Each class that has some says in one line how many, and the SHA-256 of what they look like.
/// </summary>
/// <param name="folder">The folder of the generated files, *.g.cs.</param>
/// <param name="classes">The classes, by their names without namespace.</param>
internal sealed partial class GeneratedMembers(string folder, params string[] classes)
{
    private readonly HashSet<string> keys = [.. Directory.EnumerateFiles(folder, "*.g.cs").SelectMany(File.ReadLines)
        .Where(line => line.TrimStart().StartsWith("public ", StringComparison.Ordinal)).Select(Key).OfType<string>()];

    /// <summary>The text without the generated methods.</summary>
    public string TakenOut(string text)
    {
        var kept = new StringBuilder();
        var open = new Stack<(string Name, StringBuilder Generated)>();
        var (attributes, header) = (new StringBuilder(), "");
        foreach (var line in Whole(text.TrimEnd('\n').Split('\n')))
        {
            var code = line.Trim();
            if (code.StartsWith('[') || (attributes.Length > 0 && !IsComplete(attributes)))
            {
                attributes.Append(line).Append('\n');
                continue;
            }

            if (code == "{")
            {
                open.Push((Declared().Match(header) is { Success: true } match ? match.Groups[1].Value : "", new()));
            }
            else if (code == "}")
            {
                var (_, generated) = open.Pop();
                if (generated.Length > 0)
                {
                    var count = generated.ToString().Split('\n').Count(member => Key(member) is not null);
                    kept.Append(CultureInfo.InvariantCulture, $"{new string(' ', 4 * (open.Count + 1))}// {count} generated methods, SHA-256 {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(generated.ToString())))}\n");
                }
            }

            var home = open.TryPeek(out var top) && classes.Contains(top.Name) && Key(line) is { } key && keys.Contains(key) ? top.Generated : kept;
            home.Append(attributes).Append(line).Append('\n');
            attributes.Clear();
            header = code.StartsWith("where ", StringComparison.Ordinal) ? header : code;
        }

        return kept.ToString();
    }

    /// <summary>The lines, those of a long list of parameters together.</summary>
    private static IEnumerable<string> Whole(IEnumerable<string> lines)
    {
        var begun = "";
        foreach (var line in lines)
        {
            begun += line;
            if (line.EndsWith('(') || (begun.Length > line.Length && !line.EndsWith("{ }", StringComparison.Ordinal)))
            {
                begun += "\n";
                continue;
            }

            yield return begun;
            begun = "";
        }
    }

    private static bool IsComplete(StringBuilder attributes) => attributes.ToString().TrimEnd().EndsWith(']');

    /// <summary>A method's name and its parameters' names, from its declaration.</summary>
    private static string? Key(string declaration)
    {
        var match = Method().Match(declaration);
        if (!match.Success)
        {
            return null;
        }

        var names = new List<string>();
        var (depth, parameter) = (0, new StringBuilder());
        foreach (var c in declaration[match.Length..])
        {
            depth += c is '(' or '<' or '[' or '{' ? 1 : c is ')' or '>' or ']' or '}' ? -1 : 0;
            if (depth < 0 || (depth == 0 && c == ','))
            {
                names.Add(parameter.ToString().Split('=')[0].Trim().Split(' ')[^1].TrimStart('@'));
                parameter.Clear();
                if (depth < 0)
                {
                    break;
                }
            }
            else
            {
                parameter.Append(c);
            }
        }

        return $"{match.Groups[1].Value}({string.Join(",", names)})";
    }

    // Up to the parameters: a name that a bracket follows at once, which a tuple's bracket does not.
    [GeneratedRegex(@"^\s*public [^=]*?@?(\w+)\(")]
    private static partial Regex Method();

    [GeneratedRegex(@"\b(?:class|struct|interface|enum|namespace) (\w+)")]
    private static partial Regex Declared();
}
