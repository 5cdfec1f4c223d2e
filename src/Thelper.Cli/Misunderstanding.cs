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

        return $"{parsed.Errors[^1].Message.ReplaceLineEndings(" ").Replace("\t", "", StringComparison.Ordinal)} See '{help}'.";
    }

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

    private static IEnumerable<string> OptionsOf(Command command)
    {
        for (var at = command; at is not null; at = at.Parents.OfType<Command>().FirstOrDefault())
        {
            foreach (var option in at.Options.Where(option => at == command || option.Recursive))
            {
                yield return option.Name;
                foreach (var alias in option.Aliases)
                {
                    yield return alias;
                }
            }
        }
    }
}
