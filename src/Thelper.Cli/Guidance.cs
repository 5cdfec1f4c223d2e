using System.CommandLine;
using Thelper.Config;
using Thelper.Guide;

namespace Thelper.Cli;

/// <summary>The commands that explain: <c>help</c>, <c>types</c>, <c>schema</c>.</summary>
internal static class Guidance
{
    /// <summary>Prints the help of the program or of a command, or a type's page.</summary>
    /// <exception cref="UserErrorException">There is no such command and no such type.</exception>
    public static void Help(PlainRequest request)
    {
        var topic = request.Argument;
        if (topic is null || request.Root.Subcommands.Any(command => command.Name == topic))
        {
            request.Root.Parse(topic is null ? ["--help"] : [topic, "--help"]).Invoke(new() { Output = request.Output, Error = request.Output });
            return;
        }

        var help = new TypeHelp(new TypeRegistry());
        var type = help.Find(topic) ?? throw new UserErrorException(Unknown(topic, request.Root));
        request.Output.Write(request.AsJson ? ConfigWriter.ToReadableJson(help.Page(type)) + "\n" : help.PageText(type));
    }

    /// <summary>Prints the names of types.</summary>
    /// <exception cref="UserErrorException">None has the pattern in its name.</exception>
    public static void Types(PlainRequest request)
    {
        var help = new TypeHelp(new TypeRegistry());
        request.Output.Write(request.AsJson
            ? ConfigWriter.ToReadableJson(help.List(request.Argument).ToDictionary(group => group.Kind.Plural, group => group.Types.Select(help.Page).ToList())) + "\n"
            : help.ListText(request.Argument));
    }

    /// <summary>Prints the JSON Schema of configurations.</summary>
    public static void Schema(PlainRequest request) => request.Output.Write(ConfigSchema.Write(new TypeRegistry()));

    private static string Unknown(string topic, Command root)
    {
        if (Verbs.Describe(topic) is { } missing)
        {
            return $"thelper: {missing}.";
        }

        var types = new TypeRegistry();
        var names = TypeKind.All.SelectMany(kind => kind.Members(types)).SelectMany(type => type.Names);
        var near = NearestName.Find(topic, root.Subcommands.Select(command => command.Name)) ?? NearestName.Find(topic, names)
            ?? NearestName.Find(topic, names.Select(name => name[(name.LastIndexOf('.') + 1)..]));
        return $"thelper: '{topic}' is neither a command nor a type{(near is null ? "; see 'thelper --help' and 'thelper types'" : $" (did you mean '{near}'?)")}.";
    }
}
