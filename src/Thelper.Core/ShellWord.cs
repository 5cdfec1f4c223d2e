namespace Thelper;

/// <summary>Names in commands that are printed to be pasted into a shell.</summary>
public static class ShellWord
{
    /// <summary>A name as one word of a POSIX shell: in quotes where it has signs that the shell would read.</summary>
    /// <param name="text">The name.</param>
    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length > 0 && text.All(c => char.IsAsciiLetterOrDigit(c) || "/._-+".Contains(c, StringComparison.Ordinal)) ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }
}
