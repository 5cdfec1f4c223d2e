using System.Text.RegularExpressions;

namespace Thelper.Torch.Serialization;

/// <summary>Turns the names of a weight file into those of a model; rules apply one after another.</summary>
public sealed class NameRule
{
    // A pattern of the user may be one that explodes; no name deserves longer than this.
    private static readonly TimeSpan PatternTime = TimeSpan.FromSeconds(1);

    private readonly Func<string, string?> apply;
    private readonly string description;

    private NameRule(string description, Func<string, string?> apply)
    {
        this.description = description;
        this.apply = apply;
    }

    /// <summary>Takes a prefix off names that have it, such as the <c>module.</c> of <c>DataParallel</c>.</summary>
    /// <param name="prefix">The prefix, with its dot.</param>
    public static NameRule StripPrefix(string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        return new($"strip '{prefix}'", name => name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name);
    }

    /// <summary>Puts a prefix before all names.</summary>
    /// <param name="prefix">The prefix, with its dot.</param>
    public static NameRule AddPrefix(string prefix)
    {
        ArgumentException.ThrowIfNullOrEmpty(prefix);
        return new($"add '{prefix}'", name => prefix + name);
    }

    /// <summary>Replaces what a regular expression matches, everywhere in a name.</summary>
    /// <param name="pattern">The expression.</param>
    /// <param name="replacement">What comes instead; <c>$1</c> stands for the first group.</param>
    /// <exception cref="UserErrorException">The expression is not valid.</exception>
    public static NameRule Replace(string pattern, string replacement)
    {
        ArgumentNullException.ThrowIfNull(replacement);
        var regex = Compile(pattern);
        return new($"replace '{pattern}' by '{replacement}'", name => regex.Replace(name, replacement));
    }

    /// <summary>Renames single entries; others keep their names.</summary>
    /// <param name="names">Names in the file and in the model.</param>
    public static NameRule Map(IReadOnlyDictionary<string, string> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        return new($"rename {names.Count}", name => names.TryGetValue(name, out var other) ? other : name);
    }

    /// <summary>Leaves out the entries whose names a regular expression matches.</summary>
    /// <param name="pattern">The expression; <c>^fc\.</c> leaves out a last layer.</param>
    /// <exception cref="UserErrorException">The expression is not valid.</exception>
    public static NameRule Drop(string pattern)
    {
        var regex = Compile(pattern);
        return new($"drop '{pattern}'", name => regex.IsMatch(name) ? null : name);
    }

    /// <summary>Any other renaming.</summary>
    /// <param name="rename">Gives the model's name for a name of the file; null leaves the entry out.</param>
    public static NameRule Custom(Func<string, string?> rename)
    {
        ArgumentNullException.ThrowIfNull(rename);
        return new("custom", rename);
    }

    /// <inheritdoc/>
    public override string ToString() => description;

    /// <summary>The model's name for a name of the file; null if the entry is left out.</summary>
    /// <exception cref="UserErrorException">A pattern takes too long on this name.</exception>
    internal string? Apply(string name)
    {
        try
        {
            return apply(name);
        }
        catch (RegexMatchTimeoutException exception)
        {
            throw new UserErrorException($"The rule '{this}' takes too long on the name '{name}'; write its pattern in a simpler way.", exception);
        }
    }

    private static Regex Compile(string pattern)
    {
        ArgumentException.ThrowIfNullOrEmpty(pattern);
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, PatternTime);
        }
        catch (ArgumentException exception)
        {
            throw new UserErrorException($"'{pattern}' is not a regular expression: {exception.Message}", exception);
        }
    }
}
