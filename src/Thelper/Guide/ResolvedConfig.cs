using System.Reflection;
using Thelper.Config;
using Thelper.Sessions;

namespace Thelper.Guide;

/// <summary>A configuration as it is used: put together from its files and the command line, with the defaults of what it leaves out, and where each value comes from.</summary>
public sealed class ResolvedConfig
{
    private const string FromDefault = "default";
    private readonly TypeRegistry types;
    private readonly Dictionary<string, object?> values = [];
    private readonly Dictionary<string, string> origins = new(StringComparer.Ordinal);

    private ResolvedConfig(TypeRegistry types) => this.types = types;

    /// <summary>The values, as a session would store them, and the defaults.</summary>
    public IReadOnlyDictionary<string, object?> Values => values;

    /// <summary>Where the values come from, by their paths: a file and a line, the command line, or <c>default</c>.</summary>
    public IReadOnlyDictionary<string, string> Origins => origins;

    /// <summary>Reads a configuration; mistakes in what its values mean are left to <c>check</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="overrides">Changes, as <c>key.path=value</c>.</param>
    /// <returns>The configuration with its defaults.</returns>
    /// <exception cref="UserErrorException">A file cannot be read, a change is badly formed, or a variable is not set.</exception>
    public static ResolvedConfig Read(string path, IReadOnlyList<string>? overrides = null)
    {
        var (root, receivedIn) = ConfigLoader.Load(path, overrides, StoredPlaces.SessionOf);
        var resolved = new ResolvedConfig(new TypeRegistry(receivedIn: receivedIn));
        resolved.AddKeys(resolved.values, root, "", SectionKey.OfTopLevel, new ConfigSections());
        return resolved;
    }

    /// <summary>As YAML, each value with its origin behind it.</summary>
    public string ToText() => new AnnotatedYaml(_ => null, path => origins.GetValueOrDefault(path)).Write(values);

    private object? Of(ConfigNode node, string path, IReadOnlyList<Type> holds)
    {
        switch (node.Kind)
        {
            case ConfigKind.Map:
                var map = new Dictionary<string, object?>();
                if (holds.FirstOrDefault(type => OptionsBinder.IsOptions(type)) is { } options)
                {
                    AddKeys(map, node, path, SectionKey.Of(options), Activator.CreateInstance(options)!);
                    AddParameters(map, node, path, options);
                }
                else
                {
                    var item = holds.Select(ValueBinder.MapValueOf).FirstOrDefault(type => type is not null);
                    foreach (var (key, value) in node.Entries)
                    {
                        map.Add(key, Of(value, ConfigNode.Join(path, key), item is null ? [] : [item]));
                    }
                }

                return map;
            case ConfigKind.List:
                var element = holds.Select(ValueBinder.ElementOf).FirstOrDefault(type => type is not null);
                if (node.Items.All(part => part.Kind is not (ConfigKind.Map or ConfigKind.List)))
                {
                    origins[path] = Origin(node);
                }

                return node.Items.Select((part, i) => Of(part, $"{path}[{i}]", element is null ? [] : [element])).ToList();
            default:
                origins[path] = Origin(node);
                return node.Value;
        }
    }

    // What the section has, then the defaults of what it leaves out.
    private void AddKeys(Dictionary<string, object?> map, ConfigNode section, string path, IReadOnlyList<SectionKey> keys, object defaults)
    {
        foreach (var (name, value) in section.Entries)
        {
            map.Add(name, Of(value, ConfigNode.Join(path, name), keys.FirstOrDefault(key => key.Names.Contains(name))?.Holds ?? []));
        }

        foreach (var key in keys.Where(key => !key.Names.Any(name => section.Has(name))))
        {
            AddDefault(map, path, key.Names[0], key.Property.GetValue(defaults));
        }
    }

    private void AddParameters(Dictionary<string, object?> map, ConfigNode section, string path, Type options)
    {
        var (_, named) = SectionKey.Named(options);
        if (named is null || section.Get([.. named.Names])?.Value is not string name || Described(name) is not { } type)
        {
            return;
        }

        var key = ParamsKey.Names.FirstOrDefault(one => section.Has(one)) ?? ParamsKey.Names[0];
        var parameters = section.Get(key) is { Kind: ConfigKind.Map } given ? given : ConfigNode.Map([], section.File, section.Line, key);
        var place = ConfigNode.Join(path, key);
        var inner = new Dictionary<string, object?>();
        foreach (var (parameter, value) in parameters.Entries)
        {
            var known = type.Parameters.FirstOrDefault(one => one.Name == parameter);
            IReadOnlyList<Type> holds = known is null ? [] : known.IsSection ? [SectionKey.SectionOf(known.Info.ParameterType)] : known.Limits.Holds;
            inner.Add(parameter, Of(value, ConfigNode.Join(place, parameter), holds));
        }

        // Beside the trainer's keys, too.
        foreach (var parameter in type.Parameters.Where(parameter => !parameter.TakesAllElse && !parameters.Has(parameter.Name) && !section.Has(parameter.Name)))
        {
            AddDefault(inner, place, parameter.Name, parameter.Default);
        }

        if (inner.Count > 0)
        {
            map[key] = inner;
        }
    }

    private void AddDefault(Dictionary<string, object?> map, string path, string name, object? value)
    {
        value = PlainValues.Normalize(value is Enum choice ? ValueBinder.SnakeCase(choice.ToString()) : value);
        if (value is bool or long or string { Length: > 0 } || (value is double number && double.IsFinite(number)))
        {
            map.Add(name, value);
            origins[ConfigNode.Join(path, name)] = FromDefault;
        }
    }

    // A type that cannot be found has no defaults; 'check' says what is wrong with it.
    private TypeDescription? Described(string name)
    {
        try
        {
            return types.DescriptionOf(name);
        }
        catch (UserErrorException)
        {
            return null;
        }
    }

    private static string Origin(ConfigNode node) => node.Line > 0 ? $"{node.File}:{node.Line}" : node.File == ConfigOverrides.Place ? node.File : $"{node.File}, its name";
}
