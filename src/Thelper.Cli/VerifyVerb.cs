using System.CommandLine;
using Thelper.Sessions;

namespace Thelper.Cli;

/// <summary><c>thelper verify BUNDLE</c>.</summary>
internal sealed class VerifyVerb : Verb
{
    private readonly Argument<string?> bundle = new("BUNDLE") { Description = "The folder that 'thelper export --bundle' wrote.", HelpName = "BUNDLE", Arity = ArgumentArity.ZeroOrOne };

    /// <summary>Creates the command.</summary>
    public VerifyVerb()
        : base("verify", "Run an exported bundle where it is, stage by stage, and name the first that is not as it was bundled.") => Command.Arguments.Add(bundle);

    /// <inheritdoc/>
    public override void Run(ParseResult parsed, SessionEnvironment environment, TextWriter output)
    {
        var folder = parsed.GetValue(bundle) ?? throw new UserErrorException("A bundle is missing: thelper verify BUNDLE (a folder that 'thelper export --bundle' wrote).");
        if (folder.StartsWith('-'))
        {
            throw new UserErrorException(Misunderstanding.UnknownOption(folder, Command));
        }

        foreach (var line in Session.Verify(folder, environment))
        {
            output.WriteLine(line);
        }
    }
}
