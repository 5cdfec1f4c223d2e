using System.CommandLine;
using Thelper.Config;
using Thelper.Guide;
using Thelper.Sessions;

namespace Thelper.Cli;

/// <summary><c>thelper init FOLDER</c>: a configuration to start from.</summary>
internal sealed class InitVerb : Verb
{
    // Short names of the tasks, as the data set of shapes has them.
    private static readonly Dictionary<string, string> Short = new(StringComparer.Ordinal)
    {
        ["classif"] = "classification",
        ["segm"] = "segmentation",
        ["detect"] = "detection",
        ["sr"] = "super-resolution",
        ["regr"] = "regression",
        ["ae"] = "auto-encoder",
    };

    private readonly Argument<string?> folder = new("FOLDER") { Description = "A folder of data, or an HDF5 archive; without it, shapes that code draws.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> output;
    private readonly Option<string> task = new("--task", "-t") { Description = $"What is to be learned: {string.Join(", ", Starter.Tasks)}.", HelpName = "TASK" };
    private readonly Option<bool> force = new("--force") { Description = "Replace files that are there already." };

    /// <summary>Creates the command.</summary>
    public InitVerb()
        : base("init", "Look at a folder of data and write a configuration for it.")
    {
        Command.Arguments.Add(folder);
        output = Option("--output", "-o", "FILE", "The file to write (.yaml, .yml or .json); by default one named after the folder, here.");
        task.CompletionSources.Add(_ => Starter.Tasks.Select(name => new System.CommandLine.Completions.CompletionItem(name)));
        Command.Options.Add(task);
        Command.Options.Add(force);
    }

    /// <inheritdoc/>
    public override void Run(ParseResult parsed, SessionEnvironment environment, TextWriter output)
    {
        var (data, wanted, file) = (parsed.GetValue(folder), parsed.GetValue(task), parsed.GetValue(this.output));
        if (data?.StartsWith('-') == true)
        {
            throw new UserErrorException(Misunderstanding.UnknownOption(data, Command));
        }

        wanted = wanted is null ? null : Short.GetValueOrDefault(wanted, wanted);
        if (wanted is not null && !Starter.Tasks.Contains(wanted))
        {
            throw new UserErrorException($"unknown task '{wanted}'{NearestName.Hint(wanted, Starter.Tasks)}");
        }

        if (file is not null && Path.GetExtension(file).ToLowerInvariant() is not (".yaml" or ".yml" or ".json"))
        {
            throw new UserErrorException($"'{file}': a configuration's name ends with .yaml, .yml or .json");
        }

        var starter = data is not null ? Starter.ForFolder(data, wanted, file)
            : wanted is not null ? Starter.ForTask(wanted, file)
            : throw new UserErrorException("A folder of data is missing: thelper init FOLDER, or thelper init --task TASK for data that code draws.");
        var written = starter.Write(parsed.GetValue(force), new TypeRegistry());
        output.WriteLine($"found: {starter.Summary}");
        output.WriteLine($"written: {string.Join(", ", written)}");
        output.WriteLine($"next: thelper check {ShellWord.Of(written[0])}");
    }
}
