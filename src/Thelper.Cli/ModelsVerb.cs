using System.CommandLine;
using Thelper.Config;
using Thelper.Guide;
using Thelper.Sessions;
using Thelper.Zoo;

namespace Thelper.Cli;

/// <summary><c>thelper models [NAME]</c> and <c>thelper models verify NAME [FILE]</c>: what models there are, what they are made of, and whether weights are what they are taken for.</summary>
internal sealed class ModelsVerb : Verb
{
    private const string Verify = "verify";
    private readonly Argument<string[]> names = new("NAME")
    {
        Description = "A model, or part of names (* and ? stand for any characters); or 'verify NAME [FILE]'.",
        HelpName = "NAME",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string> task = new("--task") { Description = "Models for this alone: classification, segmentation, detection or super-resolution.", HelpName = "TASK" };
    private readonly Option<string> weights = new("--weights") { Description = "verify: the published weights, by name (default: DEFAULT).", HelpName = "WEIGHTS" };
    private readonly Option<bool> json = JsonOption();

    /// <summary>Creates the command.</summary>
    public ModelsVerb()
        : base("models", "List models with their costs and weights, show the layers of one, or certify weights (verify NAME [FILE]).")
    {
        task.AcceptOnlyFromAmong([.. ModelCards.Tasks]);
        names.CompletionSources.Add(_ => ModelCards.All.Select(card => card.ShortName).Append(Verify).Select(text => new System.CommandLine.Completions.CompletionItem(text)));
        Command.Arguments.Add(names);
        foreach (var option in new Option[] { task, weights, json })
        {
            Command.Options.Add(option);
        }

        IsQuiet = true;
    }

    /// <inheritdoc/>
    public override void Run(ParseResult parsed, SessionEnvironment environment, TextWriter output)
    {
        var given = parsed.GetValue(names) ?? [];
        if (Array.Find(given, name => name.StartsWith('-')) is { } option)
        {
            throw new UserErrorException(Misunderstanding.UnknownOption(option, Command));
        }

        var asJson = parsed.GetValue(json);
        if (given is [Verify, .. var rest])
        {
            RequireNone(parsed, [task], "lists models; it does not go with 'verify'");
            Certify(rest, parsed.GetValue(weights), asJson, output);
            return;
        }

        RequireNone(parsed, [weights], "says which weights 'thelper models verify NAME' looks at");
        RequireAtMost(given, 1, "thelper models [NAME]");
        var name = given.FirstOrDefault();
        if (name is not null && ModelCards.Find(name) is { } card)
        {
            RequireNone(parsed, [task], $"lists models, and '{name}' is one");
            Show(card, asJson, output);
            return;
        }

        var cards = ModelCards.List(name, parsed.GetValue(task));
        output.Write(asJson ? ConfigWriter.ToReadableJson(cards.Select(one => (object?)one.ToPlain()).ToList()) + "\n" : ModelCards.Text(cards));
    }

    private static void RequireAtMost(string[] given, int count, string usage)
    {
        if (given.Length > count)
        {
            throw new UserErrorException($"'{given[count]}': not understood; the command is {usage}.");
        }
    }

    private static void Show(ModelCard card, bool asJson, TextWriter output)
    {
        var types = new TypeRegistry();
        var type = types.DescriptionOf(card.Name)!;
        var summary = ModelSummary.Of(card.Name, types);
        if (asJson)
        {
            var page = TypeHelp.Page(type);
            page["model"] = card.ToPlain();
            page["layers"] = summary?.ToPlain();
            output.Write(ConfigWriter.ToReadableJson(page) + "\n");
            return;
        }

        output.Write(TypeHelp.PageText(type) + "\n");
        output.Write(card.Weights.Count > 0 ? $"Published weights: {string.Join(", ", card.Weights)}\n\n" : "");
        output.Write(summary?.ToText() ?? "Its layers are what its parameters describe.\n");
    }

    private static void Certify(string[] given, string? weights, bool asJson, TextWriter output)
    {
        if (given.Length == 0)
        {
            throw new UserErrorException("A model is missing: thelper models verify NAME [FILE] (a model of torchvision, and its weights unless they are in PyTorch's cache).");
        }

        RequireAtMost(given, 2, "thelper models verify NAME [FILE]");
        var certificate = WeightCertificate.Make(given[0], weights, given.Length > 1 ? given[1] : null);
        output.Write(asJson ? ConfigWriter.ToReadableJson(certificate.ToPlain()) + "\n" : certificate.ToText());
        if (certificate.Failure is { } failure)
        {
            throw new UserErrorException(failure);
        }
    }
}
