namespace Thelper.Config;

/// <summary>Collects everything that is wrong with a configuration, so that the user sees all offenders at once.</summary>
public sealed class ConfigErrors
{
    private const int MaxShown = 50;
    private readonly List<(string File, int Line, string Text)> errors = [];

    /// <summary>How many mistakes were reported.</summary>
    public int Count => errors.Count;

    /// <summary>The messages, ordered by file and line.</summary>
    public IReadOnlyList<string> Messages =>
        [.. errors.OrderBy(error => error.File, StringComparer.Ordinal).ThenBy(error => error.Line).Select(error => error.Text).Distinct()];

    /// <summary>Reports a mistake at a node.</summary>
    /// <param name="at">The offending node.</param>
    /// <param name="message">What is wrong and what to do, without the place.</param>
    public void Add(ConfigNode at, string message) => errors.Add((at.File, at.Line, $"{at.Where}: {message}"));

    /// <summary>Reports a mistake that a deeper layer found while it worked on a node; a message that already names this node's place is kept as it is.</summary>
    /// <param name="at">The node worked on.</param>
    /// <param name="error">What the deeper layer threw.</param>
    public void Add(ConfigNode at, UserErrorException error) => errors.Add((at.File, at.Line, Prefix(at, error.Message)));

    /// <summary>Throws one <see cref="UserErrorException"/> with every message on a line of its own, if there are any.</summary>
    /// <exception cref="UserErrorException">There are mistakes.</exception>
    public void ThrowIfAny()
    {
        if (errors.Count == 0)
        {
            return;
        }

        var messages = Messages;
        var text = string.Join('\n', messages.Take(MaxShown));
        throw new UserErrorException(messages.Count > MaxShown ? $"{text}\n... and {messages.Count - MaxShown} more errors" : text);
    }

    /// <summary>Puts the node's place in front of a message that does not already start with it.</summary>
    internal static string Prefix(ConfigNode at, string message)
    {
        var place = at.Line > 0 ? $"{at.File}:" : at.File;
        return message.StartsWith(place, StringComparison.Ordinal) ? message : $"{at.Where}: {message}";
    }
}
