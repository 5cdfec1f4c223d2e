using System.CommandLine;
using System.CommandLine.Parsing;

namespace Thelper.Cli;

/// <summary>What the program says of a command line that it does not understand.</summary>
internal static class Misunderstanding
{
    /// <summary>The first thing that is not understood, and the nearest that would be.</summary>
    /// <param name="parsed">The command line.</param>
    public static string Of(ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var help = HelpOf(command);
        if (command.Subcommands.Count > 0 && parsed.UnmatchedTokens is [var token, ..])
        {
            var (what, known) = token.StartsWith('-') ? ("option", OptionsOf(command)) : ("command", command.Subcommands.Select(one => one.Name));
            return $"'{token}': unknown {what}{Near(token, known)}; see '{help}'.";
        }

        if (command.Subcommands.Count > 0)
        {
            return $"a command is missing: {string.Join(", ", command.Subcommands.Select(one => one.Name))}; see '{help}'.";
        }

        if (parsed.UnmatchedTokens is [var extra, ..])
        {
            return extra.StartsWith('-') ? UnknownOption(extra, command) : $"'{extra}': not understood; see '{help}'.";
        }

        if (parsed.Errors[^1].SymbolResult is OptionResult { Tokens: [var given] } result && NumberOf(result.Option.ValueType) is { } number)
        {
            return $"'{given.Value}': {result.Option.Name} takes {number}; see '{help}'.";
        }

        var message = parsed.Errors[^1].Message.ReplaceLineEndings(" ").Replace("\t", "", StringComparison.Ordinal);
        var option = parsed.Errors[^1].SymbolResult switch
        {
            OptionResult one => one.Option.Name,
            ArgumentResult { Parent: OptionResult one } => one.Option.Name,
            _ => null,
        };
        return $"{(option is null || message.Contains(option, StringComparison.Ordinal) ? "" : $"{option}: ")}{message} See '{help}'.";
    }

    /// <summary>The first value of an option that is taken for another one: a name without letters, a number with a comma, which would be left out (<c>0,5</c> as 5).</summary>
    /// <param name="parsed">The command line, otherwise understood.</param>
    /// <returns>What to say; null if there is none.</returns>
    public static string? OfValues(ParseResult parsed)
    {
        foreach (var option in Known(parsed.CommandResult.Command))
        {
            foreach (var token in parsed.GetResult(option)?.Tokens ?? [])
            {
                if (token.Value.Length == 0 && KindOf(option) is { } kind)
                {
                    return $"{option.Name}: names no {kind}: it is empty, as a variable that is not set; see '{HelpOf(parsed.CommandResult.Command)}'.";
                }

                if (token.Value.Contains(',', StringComparison.Ordinal) && NumberOf(option.ValueType) is { } number)
                {
                    return $"'{token.Value}': {option.Name} takes {number}; see '{HelpOf(parsed.CommandResult.Command)}'.";
                }
            }
        }

        return null;
    }

    private static string? KindOf(Option option) => option.HelpName switch
    {
        "DIR" => "folder",
        "FILE" or "CONFIG" => "file",
        "PATH" => "file or folder",
        _ => null,
    };

    private static string? NumberOf(Type type) => Type.GetTypeCode(Nullable.GetUnderlyingType(type) ?? type) switch
    {
        TypeCode.Int32 => $"a whole number up to {int.MaxValue}",
        TypeCode.Int64 => "a whole number",
        TypeCode.Double => "a number",
        _ => null,
    };

    /// <summary>What to say of an option that a command does not have.</summary>
    /// <param name="token">What was given.</param>
    /// <param name="command">The command.</param>
    public static string UnknownOption(string token, Command command)
    {
        var name = token.Split('=')[0];
        return $"'{name}': unknown option{Near(name, OptionsOf(command))}; see '{HelpOf(command)}'.";
    }

    // The help of a command below another one is that one's.
    private static string HelpOf(Command command)
    {
        var parents = command.Parents.OfType<Command>().ToList();
        return parents.Count == 0 ? "thelper --help" : parents[0].Parents.Any() ? HelpOf(parents[0]) : $"thelper help {command.Name}";
    }

    private static string Near(string token, IEnumerable<string> known) => NearestName.Find(token, known) is { } near ? $" (did you mean '{near}'?)" : "";

    private static IEnumerable<string> OptionsOf(Command command) => Known(command).SelectMany(option => option.Aliases.Prepend(option.Name));

    private static IEnumerable<Option> Known(Command command)
    {
        for (var at = command; at is not null; at = at.Parents.OfType<Command>().FirstOrDefault())
        {
            foreach (var option in at.Options.Where(option => at == command || option.Recursive))
            {
                yield return option;
            }
        }
    }
}
