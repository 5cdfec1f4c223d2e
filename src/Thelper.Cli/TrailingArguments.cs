using System.CommandLine;
using Thelper.Guide;

namespace Thelper.Cli;

/// <summary>
/// The arguments of a command that stand on their own (paths, then <c>key.path=value</c> overrides of the configuration), and the option that is short for one.
/// A path may have been given as an option instead, so that the first argument can already be an override.
/// </summary>
internal sealed class TrailingArguments
{
    private readonly List<Argument<string?>> paths = [];
    private readonly Option<string> reproducible = new("--reproducible")
    {
        Description = "'portable': the same bits on every x86-64 processor; 'machine' (default): on this one.",
        HelpName = "LEVEL",
    };

    private readonly Argument<string[]> overrides = new("OVERRIDES")
    {
        Description = "Changes to the configuration, as key.path=value (trainer.epochs=3).",
        HelpName = "OVERRIDES",
        Arity = ArgumentArity.ZeroOrMore,
    };

    /// <summary>Declares the arguments of a command.</summary>
    /// <param name="command">The command.</param>
    /// <param name="pathArguments">Names and descriptions of the paths.</param>
    public TrailingArguments(Command command, params (string Name, string Description)[] pathArguments)
    {
        foreach (var (name, description) in pathArguments)
        {
            var argument = new Argument<string?>(name) { Description = description, Arity = ArgumentArity.ZeroOrOne };
            paths.Add(argument);
            command.Arguments.Add(argument);
        }

        overrides.CompletionSources.Add(context => KeyPaths.Beginning(context.WordToComplete).Select(path => new System.CommandLine.Completions.CompletionItem(path)));
        command.Arguments.Add(overrides);
        command.Options.Add(reproducible);
    }

    /// <summary>Whether there may be any number of paths of the last kind; <c>-</c> is one.</summary>
    public bool TakesMore { get; init; }

    /// <summary>The option that is short for an override, for commands that may be given no configuration.</summary>
    public Option Reproducible => reproducible;

    /// <summary>Tells paths and overrides apart.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="hasConfig">Whether there is a configuration to change, after the first of the arguments is given (null for none); null where there always is. Where there is none, a pattern
    /// is a path whatever it holds: <c>label=3/*.png</c>.</param>
    /// <returns>The paths, no more than declared unless <see cref="TakesMore"/>, and the overrides.</returns>
    /// <exception cref="UserErrorException">An argument is neither, or empty.</exception>
    public (IReadOnlyList<string> Paths, IReadOnlyList<string> Overrides) Read(ParseResult parsed, Func<string?, bool>? hasConfig = null)
    {
        var all = new List<string>();
        foreach (var path in paths)
        {
            if (parsed.GetValue(path) is { } value)
            {
                all.Add(value);
            }
        }

        all.AddRange(parsed.GetValue(overrides) ?? []);
        var found = new List<string>();
        var changes = new List<string>();
        foreach (var text in all)
        {
            if (text.Length == 0)
            {
                throw new UserErrorException($"{string.Join(", ", paths.Select(path => path.Name).Append(overrides.Name))}: one of the names is empty, as a variable that is not set.");
            }

            if (text.StartsWith('-') && !(TakesMore && text == "-"))
            {
                throw new UserErrorException(Misunderstanding.UnknownOption(text, parsed.CommandResult.Command));
            }

            if (IsOverride(text) && (hasConfig is null || !text.AsSpan().ContainsAny('*', '?') || hasConfig(found is [var first, ..] ? first : null)))
            {
                changes.Add(text);
            }
            else if (changes.Count == 0 && (TakesMore || found.Count < paths.Count))
            {
                found.Add(text);
            }
            else
            {
                throw new UserErrorException($"'{text}': not understood; after the paths come overrides of the form key.path=value.");
            }
        }

        if (parsed.GetValue(reproducible) is { } level)
        {
            changes.Add($"reproducible={level}");
        }

        return (found, changes);
    }

    private static bool IsOverride(string text)
    {
        var equals = text.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && !text.AsSpan(0, equals).Contains('/') && !File.Exists(text) && !Directory.Exists(text);
    }
}
