using System.CommandLine;
using Thelper.Sessions;

namespace Thelper.Cli;

/// <summary>A command without a configuration: <c>thelper VERB [ARGUMENT]</c>.</summary>
internal sealed class PlainVerb : Verb
{
    private readonly Argument<string?>? argument;
    private readonly Option<bool>? json;
    private readonly Action<PlainRequest> run;

    /// <summary>Creates the command.</summary>
    /// <param name="usage">Its name and argument, such as <c>types PATTERN</c>.</param>
    /// <param name="description">What it does, for the help.</param>
    /// <param name="about">What its argument is; null for a command without one.</param>
    /// <param name="run">What it does.</param>
    /// <param name="hasJson">Whether it can answer in JSON.</param>
    /// <param name="completions">What its argument can be; null for anything.</param>
    public PlainVerb(string usage, string description, string? about, Action<PlainRequest> run, bool hasJson = false, Func<IEnumerable<string>>? completions = null)
        : base(usage.Split(' ')[0], description)
    {
        this.run = run;
        if (about is not null)
        {
            var name = usage.Split(' ')[1];
            argument = new(name) { Description = about, HelpName = name, Arity = ArgumentArity.ZeroOrOne };
            if (completions is not null)
            {
                argument.CompletionSources.Add(_ => completions().Select(text => new System.CommandLine.Completions.CompletionItem(text)));
            }

            Command.Arguments.Add(argument);
        }

        if (hasJson)
        {
            json = JsonOption();
            Command.Options.Add(json);
        }
    }

    /// <inheritdoc/>
    public override void Run(ParseResult parsed, SessionEnvironment environment, TextWriter output)
    {
        var given = argument is null ? null : parsed.GetValue(argument);
        if (given?.StartsWith('-') == true)
        {
            throw new UserErrorException(Misunderstanding.UnknownOption(given, Command));
        }

        run(new(given, json is not null && parsed.GetValue(json), parsed.RootCommandResult.Command, output));
    }
}
