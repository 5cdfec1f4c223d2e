using System.Text.RegularExpressions;

namespace Thelper.OperatorGenerator;

/// <summary>One operator overload, parsed from libtorch's text form.</summary>
internal sealed partial record Schema(string Name, string Overload, IReadOnlyList<Argument> Arguments, IReadOnlyList<Argument> Results, string Text)
{
    public bool InPlace => Name.EndsWith('_') && !Name.EndsWith("__", StringComparison.Ordinal) && Arguments.Count > 0 && Arguments[0].Type == "Tensor" && Results is [{ Type: "Tensor" }];

    public static Schema Parse(string text)
    {
        var open = text.IndexOf('(', StringComparison.Ordinal);
        var close = MatchingParenthesis(text, open);
        var qualified = text[..open].Split("::")[1].Split('.');
        var arguments = SplitTopLevel(text[(open + 1)..close]).Where(part => part != "*").Select(ParseArgument).ToList();
        var result = text[(close + 1)..].Replace("->", string.Empty, StringComparison.Ordinal).Trim();
        var results = (result.StartsWith('(') ? SplitTopLevel(result[1..^1]) : [result]).Where(part => part.Length > 0).Select(ParseArgument).ToList();
        return new Schema(qualified[0], qualified.Length > 1 ? qualified[1] : string.Empty, arguments, results, text);
    }

    private static Argument ParseArgument(string text)
    {
        text = AliasMark().Replace(text, string.Empty);
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        var declaration = equals < 0 ? text : text[..equals];
        var space = declaration.IndexOf(' ', StringComparison.Ordinal);
        return space < 0
            ? new Argument(declaration, string.Empty, null)
            : new Argument(declaration[..space], declaration[(space + 1)..].Trim(), equals < 0 ? null : text[(equals + 1)..]);
    }

    private static int MatchingParenthesis(string text, int open)
    {
        var depth = 0;
        for (var k = open; ; k++)
        {
            depth += text[k] == '(' ? 1 : text[k] == ')' ? -1 : 0;
            if (depth == 0)
            {
                return k;
            }
        }
    }

    private static IEnumerable<string> SplitTopLevel(string text)
    {
        var depth = 0;
        var start = 0;
        for (var k = 0; k <= text.Length; k++)
        {
            if (k == text.Length || (text[k] == ',' && depth == 0))
            {
                if (text[start..k].Trim() is { Length: > 0 } part)
                {
                    yield return part;
                }

                start = k + 1;
            }
            else
            {
                depth += text[k] is '(' or '[' ? 1 : text[k] is ')' or ']' ? -1 : 0;
            }
        }
    }

    [GeneratedRegex(@"\([a-z!|]+( -> [*a-z!|]+)?\)")]
    private static partial Regex AliasMark();
}
