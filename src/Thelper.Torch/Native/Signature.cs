using System.Text;

namespace Thelper.Torch.Native;

/// <summary>What a call by position depends on: the types and names of an operator's arguments, in short form.</summary>
/// <remarks>The generator writes the numbers of the libtorch it reads; another version's operators are compared with them before their first call.</remarks>
internal static class Signature
{
    /// <summary>Number of arguments of an operator, from libtorch's text form.</summary>
    public static int Count(string schema) => Arguments(schema).Count();

    /// <summary>A number for the first arguments of an operator; defaults, fixed list lengths, optionality and symbolic integers do not matter to a caller.</summary>
    public static uint Hash(string schema, int count)
    {
        var hash = 2166136261u;
        foreach (var unit in string.Join(',', Arguments(schema).Take(count)))
        {
            hash = (hash ^ unit) * 16777619;
        }

        return hash;
    }

    private static IEnumerable<string> Arguments(string schema)
    {
        var depth = 0;
        var part = new StringBuilder();
        foreach (var unit in schema.AsSpan()[schema.IndexOf('(', StringComparison.Ordinal)..].ToString())
        {
            depth += unit is '(' or '[' ? 1 : unit is ')' or ']' ? -1 : 0;
            if (depth == 0 || (depth == 1 && unit == ','))
            {
                if (Plain(part.ToString()) is { Length: > 0 } argument)
                {
                    yield return argument;
                }

                part.Clear();
                if (depth == 0)
                {
                    yield break;
                }
            }
            else if (part.Length > 0 || unit is not ('(' or ' '))
            {
                part.Append(unit);
            }
        }
    }

    // "Tensor(a!)[] self" becomes "Tensor[] self", "SymInt[2]? size=None" becomes "int[] size", "*" nothing.
    private static string Plain(string argument)
    {
        var plain = new StringBuilder();
        var depth = 0;
        foreach (var unit in argument.Split('=')[0].Trim().Replace("SymInt", "int", StringComparison.Ordinal))
        {
            depth += unit == '(' ? 1 : 0;
            if (depth == 0 && unit is not ('?' or '*') && !(char.IsAsciiDigit(unit) && plain.Length > 0 && plain[^1] == '['))
            {
                plain.Append(unit);
            }

            depth -= unit == ')' ? 1 : 0;
        }

        // A trailing underscore avoids a Python word; an integer goes where libtorch 2 takes any number.
        return plain.ToString().TrimEnd('_') is "Scalar correction" ? "int correction" : plain.ToString().TrimEnd('_');
    }
}
