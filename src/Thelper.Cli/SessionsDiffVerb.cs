using System.CommandLine;
using Thelper.Config;
using Thelper.Records;
using Thelper.Sessions;

namespace Thelper.Cli;

/// <summary><c>thelper sessions diff A B</c>.</summary>
internal sealed class SessionsDiffVerb : Verb
{
    private readonly Argument<string[]> sessions = new("SESSIONS") { Description = "The folders of two sessions.", HelpName = "A B", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<bool> json = JsonOption();

    /// <summary>Creates the command.</summary>
    public SessionsDiffVerb()
        : base("diff", "Say why two sessions differ: the first loss that does, and what was different before it.")
    {
        Group = ("sessions", "Compare sessions.");
        Command.Arguments.Add(sessions);
        Command.Options.Add(json);
    }

    /// <inheritdoc/>
    public override void Run(ParseResult parsed, SessionEnvironment environment, TextWriter output)
    {
        var given = parsed.GetValue(sessions) ?? [];
        if (Array.Find(given, name => name.StartsWith('-')) is { } option)
        {
            throw new UserErrorException(Misunderstanding.UnknownOption(option, Command));
        }

        if (given is not [var first, var second])
        {
            throw new UserErrorException($"Two sessions are compared, and {given.Length} {(given.Length == 1 ? "is" : "are")} given: thelper sessions diff A B (the folders of two sessions).");
        }

        var diff = SessionDiff.Of(first, second);
        output.Write(parsed.GetValue(json) ? ConfigWriter.ToReadableJson(diff.ToPlain()) + "\n" : diff.ToText());
    }
}
