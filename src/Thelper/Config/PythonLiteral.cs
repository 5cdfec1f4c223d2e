namespace Thelper.Config;

/// <summary>Reads Python literals (numbers, texts, lists, tuples, dictionaries, sets, <c>None</c>, <c>True</c>, <c>False</c>); nothing is ever evaluated.</summary>
public static class PythonLiteral
{
    /// <summary>Reads one literal.</summary>
    /// <param name="text">The text, whole.</param>
    /// <returns>
    /// Null, bool, long, double, string, <c>List&lt;object?&gt;</c>, <c>object?[]</c> for a tuple, <c>HashSet&lt;object?&gt;</c> for a set,
    /// <c>Dictionary&lt;string, object?&gt;</c> where all keys are texts, else <c>Dictionary&lt;object, object?&gt;</c>.
    /// </returns>
    /// <exception cref="UserErrorException">The text is no literal; the message gives the position and what was expected.</exception>
    public static object? Parse(string text)
    {
        var parser = new PythonLiteralParser(text);
        var value = parser.Value(0);
        parser.End();
        return value;
    }

    /// <summary>Reads keyword arguments, <c>a=1, b='x'</c>; an <c>array(...)</c> around a value is taken off, as older sessions print numpy arrays.</summary>
    /// <param name="text">The text between the parentheses of a call.</param>
    /// <returns>The values by name, in order.</returns>
    /// <exception cref="UserErrorException">The text is no list of keyword arguments.</exception>
    public static Dictionary<string, object?> ParseArguments(string text)
    {
        var parser = new PythonLiteralParser(text);
        var arguments = parser.Arguments();
        parser.End();
        return arguments;
    }
}
