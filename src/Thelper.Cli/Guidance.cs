using System.CommandLine;
using Thelper.Config;
using Thelper.Guide;

namespace Thelper.Cli;

/// <summary>The commands that explain: <c>help</c>, <c>types</c>, <c>schema</c>, <c>config print</c>.</summary>
internal static class Guidance
{
    /// <summary>Prints the help of the program or of a command, or a type's page.</summary>
    /// <exception cref="UserErrorException">There is no such command and no such type.</exception>
    public static void Help(PlainRequest request)
    {
        var topic = request.Argument;
        if (topic is null || request.Root.Subcommands.Any(command => command.Name == topic))
        {
            request.Root.Parse(topic is null ? ["--help"] : [topic, "--help"]).Invoke(new() { Output = request.Output, Error = request.Output, EnableDefaultExceptionHandler = false });
            return;
        }

        var help = new TypeHelp(new TypeRegistry());
        var type = help.Find(topic) ?? throw new UserErrorException(Unknown(topic, request.Root));
        request.Output.Write(request.AsJson ? ConfigWriter.ToReadableJson(TypeHelp.Page(type)) + "\n" : TypeHelp.PageText(type));
    }

    /// <summary>Prints the names of types.</summary>
    /// <exception cref="UserErrorException">None has the pattern in its name.</exception>
    public static void Types(PlainRequest request)
    {
        var help = new TypeHelp(new TypeRegistry());
        request.Output.Write(request.AsJson
            ? ConfigWriter.ToReadableJson(help.List(request.Argument).ToDictionary(group => group.Kind.Plural, group => group.Types.Select(TypeHelp.Page).ToList())) + "\n"
            : help.ListText(request.Argument));
    }

    /// <summary>Prints the JSON Schema of configurations.</summary>
    public static void Schema(PlainRequest request) => request.Output.Write(ConfigSchema.Write(new TypeRegistry()));

    /// <summary>Prints a configuration with its defaults and origins.</summary>
    public static void Resolved(ConfigRequest request)
    {
        var resolved = ResolvedConfig.Read(request.Config, request.Overrides);
        request.Output.Write(request.AsJson
            ? ConfigWriter.ToReadableJson(new Dictionary<string, object?> { ["config"] = resolved.Values, ["from"] = resolved.Origins }) + "\n"
            : resolved.ToText());
    }

    /// <summary>Prints lines of the form <c>name: value</c>, or makes a map of them.</summary>
    public static void Answer(ConfigRequest request, string lines)
    {
        if (!request.AsJson)
        {
            request.Output.Write(lines);
            return;
        }

        var map = new Dictionary<string, object?>();
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(": ", 2)))
        {
            // What comes several times is a list.
            var value = line.Length > 1 ? line[1] : (object)true;
            map[line[0]] = map.GetValueOrDefault(line[0]) switch { null => value, List<object?> list => new List<object?>([.. list, value]), var one => new List<object?> { one, value } };
        }

        request.Output.Write(ConfigWriter.ToReadableJson(map) + "\n");
    }

    /// <summary>What <c>help</c> can be asked for: types here, commands by the parser.</summary>
    public static IEnumerable<string> Topics() => AllTypes().SelectMany(type => new[] { type.ShortName, type.ShortName[(type.ShortName.LastIndexOf('.') + 1)..] }).Concat(Verbs.Create().Where(verb => verb.Group is null).Select(verb => verb.Command.Name));

    /// <summary>What <c>types</c> can be asked for.</summary>
    public static IEnumerable<string> Kinds() => TypeKind.All.Select(kind => kind.Name).Where(name => !name.Contains(' ', StringComparison.Ordinal)).Concat(AllTypes().Select(type => type.ShortName));

    private static IEnumerable<TypeDescription> AllTypes()
    {
        var types = new TypeRegistry();
        return TypeKind.All.SelectMany(kind => kind.Members(types));
    }

    private static string Unknown(string topic, Command root)
    {
        var names = AllTypes().SelectMany(type => type.Names);
        var near = NearestName.Find(topic, root.Subcommands.Select(command => command.Name)) ?? NearestName.Find(topic, names)
            ?? NearestName.Find(topic, names.Select(name => name[(name.LastIndexOf('.') + 1)..]));
        return $"thelper: '{topic}' is neither a command nor a type{(near is null ? "; see 'thelper --help' and 'thelper types'" : $" (did you mean '{near}'?)")}.";
    }
}
