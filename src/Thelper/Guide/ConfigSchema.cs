using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Thelper.Config;
using Thelper.Data.Datasets;
using Thelper.Torch;
using Thelper.Train;
using Thelper.Train.Construction;

namespace Thelper.Guide;

/// <summary>Writes the JSON Schema (draft 7) of configurations, from the options classes and the constructors that read them.</summary>
/// <remarks>
/// A section that names a type has one alternative for each, so that <c>params</c> are checked by the type. Names of thelper's older versions and module paths that
/// PyTorch re-exports are left out, though configurations may have them; a type of the user's own takes any parameters.
/// </remarks>
public sealed class ConfigSchema
{
    /// <summary>The key by which a JSON file names its schema.</summary>
    public const string Key = "$schema";

    private const string CustomName = "[.]([cC][sS]|[dD][lL][lL])(:|$)";
    private static readonly JsonSerializerOptions Layout = new() { WriteIndented = true, IndentSize = 1, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly TypeRegistry types;
    private readonly SortedDictionary<string, JsonNode> definitions = new(StringComparer.Ordinal);

    private ConfigSchema(TypeRegistry types) => this.types = types;

    /// <summary>The schema as text.</summary>
    /// <param name="types">Finds the types that a configuration can name.</param>
    public static string Write(TypeRegistry types)
    {
        ArgumentNullException.ThrowIfNull(types);
        var schema = new ConfigSchema(types);
        var root = schema.TopLevel();
        var all = new JsonObject();
        foreach (var (name, definition) in schema.definitions)
        {
            all.Add(name, definition);
        }

        root.Add("definitions", all);
        return root.ToJsonString(Layout) + "\n";
    }

    private JsonObject TopLevel()
    {
        var keys = SectionKey.OfTopLevel;
        var properties = Properties(keys);
        properties.Add(Key, Described(new() { ["type"] = "string" }, "The schema of this file, for editors."));
        properties.Add(ConfigComposition.Key, Described(AnyOf([Of(typeof(string)), Of(typeof(List<string>))]), "Configurations, by their paths from this file, that this one goes beyond."));
        string[] loaders = ConfigSections.NamesOf("loaders");
        return new()
        {
            ["$schema"] = "http://json-schema.org/draft-07/schema#",
            ["title"] = "A configuration of thelper",
            ["type"] = "object",
            ["properties"] = properties,
            ["patternProperties"] = new JsonObject { ["^(_|x-)"] = new JsonObject() },
            ["additionalProperties"] = false,
            ["anyOf"] = new JsonArray([Required(ConfigComposition.Key), .. loaders.Select(name => Required("datasets", name)), Required("datasets", "annotator")]),
        };
    }

    private JsonObject Properties(IEnumerable<SectionKey> keys)
    {
        var properties = new JsonObject();
        foreach (var key in keys)
        {
            foreach (var name in key.Names)
            {
                var isFirst = name == key.Names[0];
                var value = Described(Of(key.Holds, key.Key.Min, key.Key.Max, key.Key.Choices, key.AcceptsNull), isFirst ? key.Description : $"Another name of '{key.Names[0]}'. {key.Description}");
                if (!isFirst)
                {
                    value["doNotSuggest"] = true;
                }

                properties.Add(name, value);
            }
        }

        return properties;
    }

    // What a value may be.
    private JsonObject Of(IReadOnlyList<Type> holds, double min, double max, IReadOnlyList<string> choices, bool acceptsNull)
    {
        List<JsonNode> alternatives = [.. holds.Select(type => Of(type, min, max, choices))];
        if (acceptsNull && alternatives.Count > 0)
        {
            alternatives.Add(new JsonObject { ["type"] = "null" });
        }

        return alternatives is [JsonObject only] ? only : alternatives.Count == 0 ? [] : AnyOf(alternatives);
    }

    private JsonObject Of(Type type, double min = double.NegativeInfinity, double max = double.PositiveInfinity, IReadOnlyList<string>? choices = null)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare.IsConstructedGenericType && Marked(bare) is { } marked)
        {
            return marked;
        }

        if (ValueBinder.ElementOf(bare) is { } element)
        {
            return new() { ["type"] = "array", ["items"] = Of(element, min, max, choices) };
        }

        if (ValueBinder.MapValueOf(bare) is { } value)
        {
            return new() { ["type"] = "object", ["additionalProperties"] = Of(value, min, max, choices) };
        }

        if (ValueBinder.IsTuple(bare))
        {
            var parts = bare.GetGenericArguments();
            return new() { ["type"] = "array", ["items"] = Of(parts[0], min, max, choices), ["minItems"] = parts.Length, ["maxItems"] = parts.Length };
        }

        return OptionsBinder.IsOptions(bare) ? Section(bare) : Scalar(bare, min, max, choices ?? []);
    }

    private static JsonObject Scalar(Type type, double min, double max, IReadOnlyList<string> choices)
    {
        if (type.IsEnum)
        {
            return new() { ["enum"] = new JsonArray([.. Enum.GetNames(type).Select(name => (JsonNode)ValueBinder.SnakeCase(name))]) };
        }

        if (type == typeof(string))
        {
            return choices.Count == 0 ? new() { ["type"] = "string" } : new() { ["enum"] = new JsonArray([.. choices.Select(choice => (JsonNode)choice)]) };
        }

        var isWhole = type == typeof(int) || type == typeof(long);
        JsonObject schema = new();
        if (type == typeof(bool) || isWhole || type == typeof(double) || type == typeof(float))
        {
            schema["type"] = type == typeof(bool) ? "boolean" : isWhole ? "integer" : "number";
        }
        else if (type == typeof(Torch.Scalar))
        {
            schema["type"] = new JsonArray("number", "boolean");
        }

        (min, max) = type == typeof(int) ? (Math.Max(min, int.MinValue), Math.Min(max, int.MaxValue)) : (min, max);
        AddLimit(schema, "minimum", min);
        AddLimit(schema, "maximum", max);
        return schema;
    }

    private static void AddLimit(JsonObject schema, string name, double limit)
    {
        if (!double.IsInfinity(limit))
        {
            schema[name] = limit == Math.Floor(limit) && Math.Abs(limit) < 1e15 ? (long)limit : limit;
        }
    }

    // The classes that stand for something else (see KeyAttribute.Holds).
    private JsonObject? Marked(Type type)
    {
        var open = type.GetGenericTypeDefinition();
        var kinds = type.GetGenericArguments();
        if (open == typeof(TypeNameOf<>))
        {
            return Names(kinds);
        }

        return open != typeof(ParametersOf<>) ? null : Parameters(types.DescriptionOf(TypeRegistry.NameOf(kinds[0])!)!);
    }

    private JsonObject Section(Type options)
    {
        var name = ValueBinder.SnakeCase(options.Name.Split('`')[0].Replace("Options", "", StringComparison.Ordinal).Replace("Section", "", StringComparison.Ordinal));
        var (kinds, named) = SectionKey.Named(options);
        name = options.IsConstructedGenericType ? $"typed_{ValueBinder.SnakeCase(kinds[0].Name.Split('`')[0])}" : name.Length == 0 ? "compression" : name;
        if (!definitions.ContainsKey(name))
        {
            definitions.Add(name, new JsonObject());
            definitions[name] = SectionBody(options, kinds, named);
        }

        return Reference(name);
    }

    private JsonObject SectionBody(Type options, IReadOnlyList<Type> kinds, SectionKey? named)
    {
        var keys = SectionKey.Of(options);
        var properties = Properties(keys.Where(key => named is null || (key.Property != named.Property && !IsParameters(key))));
        var conditions = new JsonArray();
        foreach (var key in keys)
        {
            AddConditions(conditions, key);
        }

        if (named is not null)
        {
            var description = $"{named.Description} {string.Join(" ", kinds.Select(kind => XmlDocs.Summary(kind)).Where(text => text.Length > 0))}".Trim();
            var parameters = keys.SingleOrDefault(IsParameters);
            foreach (var name in named.Names)
            {
                properties.Add(name, Described(Names(kinds), description));
            }

            foreach (var name in parameters?.Names ?? [])
            {
                properties.Add(name, Described(new() { ["type"] = new JsonArray("object", "null") }, parameters!.Description));
            }

            conditions.Add(new JsonObject { ["anyOf"] = new JsonArray([.. Alternatives(kinds, named, parameters?.Names ?? [], BesideTheKeys(options))]) });
            AddBeside(options, properties);
        }

        var body = new JsonObject { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = false };
        if (conditions.Count > 0)
        {
            body["allOf"] = conditions;
        }

        return body;
    }

    private static bool IsParameters(SectionKey key) => ParamsKey.Names.Contains(key.Names[0]);

    private static void AddConditions(JsonArray conditions, SectionKey key)
    {
        IEnumerable<string> wanted = key.Key.Required ? key.Names : key.Key.Unless.Length > 0 ? key.Names.Concat(key.Key.Unless) : [];
        if (wanted.Any())
        {
            conditions.Add(new JsonObject { ["anyOf"] = new JsonArray([.. wanted.Select(name => Required(name))]) });
        }

        // Of several names of one key only one is given.
        for (var i = 0; i < key.Names.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                conditions.Add(new JsonObject { ["not"] = Required(key.Names[j], key.Names[i]) });
            }
        }
    }

    // One for each type: its name, and what its parameters may be.
    private IEnumerable<JsonNode> Alternatives(IReadOnlyList<Type> kinds, SectionKey named, IReadOnlyList<string> parameterKeys, bool isBeside)
    {
        foreach (var type in Members(kinds))
        {
            var properties = new JsonObject();
            foreach (var name in named.Names)
            {
                properties.Add(name, new JsonObject { ["enum"] = new JsonArray([.. type.Names.Select(known => (JsonNode)known)]) });
            }

            foreach (var name in parameterKeys)
            {
                properties.Add(name, AnyOf([Parameters(type, isBeside), new JsonObject { ["type"] = "null" }]));
            }

            var alternative = new JsonObject { ["properties"] = properties, ["anyOf"] = new JsonArray([.. named.Names.Select(name => Required(name))]) };
            if (!isBeside && type.Parameters.Any(parameter => parameter.IsRequired))
            {
                alternative["allOf"] = new JsonArray(new JsonObject { ["anyOf"] = new JsonArray([.. parameterKeys.Select(name => Required(name))]) });
            }

            yield return alternative;
        }

        var custom = new JsonObject();
        foreach (var name in named.Names)
        {
            custom.Add(name, Custom());
        }

        yield return new JsonObject { ["properties"] = custom, ["anyOf"] = new JsonArray([.. named.Names.Select(name => Required(name))]) };

        // Without a name: whatever else makes it.
        yield return new JsonObject { ["allOf"] = new JsonArray([.. named.Names.Select(name => new JsonObject { ["not"] = Required(name) })]) };
    }

    private IEnumerable<TypeDescription> Members(IReadOnlyList<Type> kinds) => kinds.SelectMany(types.Describe).DistinctBy(type => type.Name).OrderBy(type => type.ShortName, StringComparer.Ordinal);

    private JsonObject Names(IReadOnlyList<Type> kinds)
    {
        var name = $"names_{ValueBinder.SnakeCase(kinds[0].Name.Split('`')[0])}{kinds[0].GetGenericArguments().Length.ToString(CultureInfo.InvariantCulture).TrimStart('0')}";
        if (!definitions.ContainsKey(name))
        {
            var members = Members(kinds).ToList();
            List<JsonObject> others = kinds.Contains(typeof(torch.nn.Module<torch.Tensor, torch.Tensor>)) ? [Script()] : [];
            definitions[name] = AnyOf(
            [
                new JsonObject
                {
                    ["enum"] = new JsonArray([.. members.Select(type => (JsonNode)type.ShortName)]),
                    ["enumDescriptions"] = new JsonArray([.. members.Select(type => (JsonNode)TypeHelp.SummaryOf(type))]),
                },
                new JsonObject { ["enum"] = new JsonArray([.. members.SelectMany(type => type.Names.Skip(1)).Select(other => (JsonNode)other)]), ["doNotSuggest"] = true },
                Custom(),
                .. others,
            ]);
        }

        return Reference(name);
    }

    private static JsonObject Script() => Described(new() { ["type"] = "string", ["pattern"] = "[.]([pP][tT]|[zZ][iI][pP])$" }, "A TorchScript file: traced or scripted, by this program or Python.");

    private static JsonObject Custom() => Described(new() { ["type"] = "string", ["pattern"] = CustomName }, "A type of your own: path/to/file.cs:Namespace.Type, or path/to/file.dll:Namespace.Type.");

    private JsonObject Parameters(TypeDescription type, bool isBeside = false)
    {
        var name = type.ShortName;
        if (!definitions.ContainsKey(name))
        {
            definitions.Add(name, new JsonObject());
            definitions[name] = ParametersBody(type, isBeside);
        }

        return Reference(name);
    }

    private JsonObject ParametersBody(TypeDescription type, bool isBeside)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var parameter in type.Parameters.Where(parameter => !parameter.TakesAllElse))
        {
            properties.Add(parameter.Name, Value(parameter));
            if (parameter.IsRequired && !isBeside)
            {
                required.Add(parameter.Name);
            }
        }

        // Whatever else is given to a data set that wraps another one is for that one.
        var isOpen = type.Type == typeof(ExternalDataset) || type.Parameters.Any(parameter => parameter.TakesAllElse);
        var body = Described(new() { ["type"] = "object", ["properties"] = properties, ["additionalProperties"] = isOpen }, TypeHelp.SummaryOf(type));
        if (required.Count > 0)
        {
            body["required"] = required;
        }

        return body;
    }

    private JsonObject Value(ParameterDescription parameter)
    {
        var limits = parameter.Limits;
        IReadOnlyList<Type> holds = parameter.IsSection ? [SectionKey.SectionOf(parameter.Info.ParameterType)]
            : limits.Holds.Length > 0 ? limits.Holds
            : parameter.Info.ParameterType == typeof(object) || parameter.Info.ParameterType == typeof(ConfigNode) ? []
            : [parameter.Info.ParameterType];
        var schema = Described(Of(holds, limits.Min, limits.Max, limits.Choices, parameter.AcceptsNull), XmlDocs.Of(parameter.Info));
        if (parameter.Default is bool or long or string || (parameter.Default is double number && double.IsFinite(number)))
        {
            schema["default"] = JsonSerializer.SerializeToNode(parameter.Default);
        }

        return schema;
    }

    // A trainer's parameters may stand in its section, too.
    private static bool BesideTheKeys(Type options) => options == typeof(TrainerOptions);

    private void AddBeside(Type options, JsonObject properties)
    {
        if (BesideTheKeys(options))
        {
            foreach (var parameter in types.Describe(typeof(Trainer)).SelectMany(type => type.Parameters).Where(parameter => !properties.ContainsKey(parameter.Name)).DistinctBy(parameter => parameter.Name))
            {
                properties.Add(parameter.Name, Value(parameter));
            }
        }
    }

    private static JsonObject Described(JsonObject schema, string description)
    {
        if (description.Length > 0)
        {
            schema["description"] = description;
        }

        return schema;
    }

    private static JsonObject AnyOf(IEnumerable<JsonNode> alternatives) => new() { ["anyOf"] = new JsonArray([.. alternatives]) };

    private static JsonObject Required(params string[] names) => new() { ["required"] = new JsonArray([.. names.Select(name => (JsonNode)name)]) };

    private static JsonObject Reference(string definition) => new() { ["$ref"] = $"#/definitions/{definition}" };
}
