namespace Thelper.Data.Datasets;

/// <summary>How files of one of two folders are named: <c>{name}_mask</c> is <c>1_mask.png</c> for what the other folder has as <c>1.jpg</c>.</summary>
internal sealed class NamePattern
{
    /// <summary>Stands for what the two names have in common.</summary>
    public const string Placeholder = "{name}";

    private readonly string before;
    private readonly string after;

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">A file's name without its ending, with one <c>{name}</c>.</param>
    /// <param name="option">What messages call it.</param>
    /// <exception cref="UserErrorException">It has no <c>{name}</c>, several, or a folder.</exception>
    public NamePattern(string text, string option)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = text.Split(Placeholder);
        if (parts.Length != 2 || text.Contains('/', StringComparison.Ordinal))
        {
            throw new UserErrorException($"{option}: expected the name of a file without its ending, with one '{Placeholder}' in it, such as '{Placeholder}_mask'; got {PythonRepr.Of(text)}");
        }

        (before, after, Text) = (parts[0], parts[1], text);
    }

    /// <summary>The pattern.</summary>
    public string Text { get; }

    /// <summary>What a file is called by its folder and the common part of its name; null where the file's name is another one.</summary>
    /// <param name="file">Path of a file, relative to the root.</param>
    public string? StemOf(string file)
    {
        var start = file.LastIndexOf('/') + 1;
        var name = file.AsSpan(start, file.LastIndexOf('.') - start);
        return name.Length > before.Length + after.Length && name.StartsWith(before, StringComparison.Ordinal) && name.EndsWith(after, StringComparison.Ordinal)
            ? string.Concat(file.AsSpan(0, start), name[before.Length..^after.Length])
            : null;
    }
}
