using System.CommandLine;
using Thelper.Sessions;

namespace Thelper.Cli;

/// <summary><c>thelper resume PATH</c>.</summary>
internal sealed class ResumeVerb : Verb
{
    private readonly Option<string> checkpoint;
    private readonly Option<string> saveDir;
    private readonly Option<string> mapLocation;
    private readonly Option<string> config;
    private readonly Option<bool> evalOnly = new("--eval-only", "-e") { Description = "Only evaluate the best model, on the test set (or the validation set)." };
    private readonly Option<string> taskCompat;
    private readonly Option<bool> freshOptimizer = new("--fresh-optimizer") { Description = "Start optimizer and scheduler afresh, without what the checkpoint has of them." };
    private readonly Option<bool> allowChangedData = new("--allow-changed-data") { Description = "Go on with data that has changed since the session split it; what is still there keeps its set." };
    private readonly Option<string> newSamples = new("--new-samples") { Description = "The set that samples new in such data go to: train, valid or test (default: they are left out).", HelpName = "SET" };
    private readonly TrailingArguments arguments;

    /// <summary>Creates the command.</summary>
    public ResumeVerb()
        : base("resume", "Go on with a session after its last finished epoch, or evaluate it.")
    {
        arguments = new(Command, ("PATH", "A session's folder, or a checkpoint."));
        checkpoint = new("--ckpt-path") { Description = "A session's folder, or a checkpoint.", HelpName = "PATH" };
        Command.Options.Add(checkpoint);
        saveDir = Option("--save-dir", "-d", "DIR", "The folder that holds the session's folder (default: where the checkpoint is).");
        mapLocation = Option("--map-location", "-m", "DEVICE", "The device to go on with, instead of the configuration's (cpu, cuda:0).");
        config = Option("--override-config", "-c", "CONFIG", "A configuration that replaces the one in the checkpoint.");
        Command.Options.Add(evalOnly);
        taskCompat = Option("--task-compat", "-t", "MODE", "Which task to go on with if the data's differs from the checkpoint's: old, new or compat.");
        taskCompat.AcceptOnlyFromAmong("old", "new", "compat");
        newSamples.AcceptOnlyFromAmong("train", "valid", "test");
        Command.Options.Add(freshOptimizer);
        Command.Options.Add(allowChangedData);
        Command.Options.Add(newSamples);
    }

    /// <inheritdoc/>
    public override void Run(ParseResult parsed, SessionEnvironment environment, TextWriter output)
    {
        var (paths, overrides) = arguments.Read(parsed);
        var position = 0;
        var path = OptionOrArgument(parsed.GetValue(checkpoint), paths, ref position)
            ?? throw new UserErrorException("The session to go on with is missing: thelper resume PATH (a session's folder, or a checkpoint).");
        RequireNoMore(paths, position);
        Session.Resume(
            path,
            environment,
            new()
            {
                SaveDir = parsed.GetValue(saveDir),
                MapLocation = parsed.GetValue(mapLocation),
                OverrideConfig = parsed.GetValue(config),
                EvalOnly = parsed.GetValue(evalOnly),
                TaskCompat = parsed.GetValue(taskCompat),
                FreshOptimizer = parsed.GetValue(freshOptimizer),
                AllowChangedData = parsed.GetValue(allowChangedData),
                NewSamples = parsed.GetValue(newSamples),
                Overrides = overrides,
            });
    }
}
