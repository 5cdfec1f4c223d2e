using Thelper.Config;
using Thelper.Imaging.Transforms;
using Thelper.Vision.Albumentations;

namespace Thelper.Transforms;

/// <summary>Builds compositions of albumentations from configurations: a map of operations to arguments, a list of such maps, or what albumentations itself writes.</summary>
internal static class AlbumentationsFactory
{
    private const string Prefix = "albumentations.";
    private const string ClassKey = "__class_fullname__";

    private static readonly string[] Compositions = ["Compose", "OneOf", "SomeOf", "Sequential", "OneOrOther", "ReplayCompose"];

    // Keys of a composition that say something about samples; in a stage they stand beside 'params'.
    private static readonly string[] SampleKeys = ["bbox_params", "keypoint_params", "additional_targets", "save_key"];

    /// <summary>Whether a stage's operation is a composition of albumentations, under any of its names.</summary>
    public static bool IsComposition(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) && Short(name) is "Compose" or "ReplayCompose";

    /// <summary>The name under which an operation of albumentations is known here, whatever module it is named by.</summary>
    public static string Canonical(string name) => name.StartsWith(Prefix, StringComparison.Ordinal) && !name.StartsWith("albumentations.pytorch.", StringComparison.Ordinal) ? Prefix + Short(name) : name;

    /// <summary>Builds a stage.</summary>
    /// <param name="stage">The stage, whose operation is a composition.</param>
    /// <param name="name">The operation's name.</param>
    /// <param name="types">Finds operations.</param>
    /// <param name="errors">Receives every mistake.</param>
    public static ITransform? Stage(ConfigNode stage, string name, TypeRegistry types, ConfigErrors errors)
    {
        var before = errors.Count;
        if (stage.Get(ParamsKey.Names) is not { } given)
        {
            errors.Add(stage, "the key 'params' is missing; expected a map of operations to their arguments");
            return null;
        }

        // What albumentations writes has its own wrapping, and says about samples what a stage says beside it.
        given = given.Get("transform") is { Kind: ConfigKind.Map } wrapped ? wrapped : given;
        var about = stage.Without(["operation", .. ParamsKey.Names]);
        foreach (var key in SampleKeys)
        {
            if (given.Get(key) is { Kind: not ConfigKind.Null } value && !about.Has(key))
            {
                about = about.With(key, value);
            }
        }

        var options = OptionsBinder.Bind<AlbumentationsOptions>(about, errors);
        options.Check(about, errors);
        var composition = Compose(given, Short(name), types, errors);
        return errors.Count == before ? new AlbumentationsWrapper(composition!, options) : null;
    }

    /// <summary>Builds a composition.</summary>
    /// <param name="given">A map of operations to arguments, or one with <c>transforms</c>; or a list.</param>
    /// <param name="kind">Which composition.</param>
    /// <param name="types">Finds operations.</param>
    /// <param name="errors">Receives every mistake.</param>
    public static Composition? Compose(ConfigNode given, string kind, TypeRegistry types, ConfigErrors errors)
    {
        var before = errors.Count;
        kind = given.Get(ClassKey)?.Value is string full ? Short(full) : kind;
        var list = given.Kind == ConfigKind.List ? given : given.Get("transforms");
        if (list is null && kind == "OneOrOther" && given.Get("first") is { } first && given.Get("second") is { } second)
        {
            list = ConfigNode.List([first, second], given.File, given.Line, given.Path);
        }

        if (given.Kind is not (ConfigKind.Map or ConfigKind.List) || (list is not null && list.Kind is not (ConfigKind.Map or ConfigKind.List)))
        {
            errors.Add(list ?? given, $"expected a map of operations to their arguments, or a list of operations, got {(list ?? given).Describe()}");
            return null;
        }

        var parts = Parts(list ?? given, types, errors);
        if (list is not null && given.Kind == ConfigKind.Map)
        {
            ReportUnknown(given, kind, errors);
        }

        var settings = list is null || given.Kind == ConfigKind.List ? null : given;
        var p = settings?.Get("p")?.Read<double>(errors);
        var n = settings?.Get("n")?.Read<int>(errors);
        var replace = settings?.Get("replace")?.Read<bool>(errors);
        if (errors.Count > before)
        {
            return null;
        }

        try
        {
            return kind switch
            {
                "OneOf" => new OneOf(parts, p ?? 0.5),
                "SomeOf" => new SomeOf(parts, n ?? throw new UserErrorException("'albumentations.SomeOf' needs the parameter 'n' (an integer)"), replace ?? true, p ?? 1),
                "Sequential" => new Sequential(parts, p ?? 0.5),
                "OneOrOther" => new OneOrOther(parts, p ?? 0.5),
                "ReplayCompose" => new ReplayCompose(parts, p ?? 1),
                _ => new Thelper.Vision.Albumentations.Compose(parts, p ?? 1),
            };
        }
        catch (UserErrorException error)
        {
            errors.Add(given, error);
            return null;
        }
    }

    private static List<IAlbumentation> Parts(ConfigNode list, TypeRegistry types, ConfigErrors errors)
    {
        var parts = new List<IAlbumentation>();
        void Add(IAlbumentation? part)
        {
            if (part is not null)
            {
                parts.Add(part);
            }
        }

        if (list.Kind == ConfigKind.Map)
        {
            foreach (var (name, arguments) in list.Entries)
            {
                Add(Part(name, arguments, arguments, types, errors));
            }

            return parts;
        }

        foreach (var item in list.Items)
        {
            switch (item)
            {
                case { Kind: ConfigKind.String, Value: string name }:
                    Add(Part(name, item, null, types, errors));
                    break;
                case { Kind: ConfigKind.Map } when item.Get(ClassKey) is { Value: string name } type:
                    Add(Part(name, type, item.Without(ClassKey), types, errors));
                    break;
                case { Kind: ConfigKind.Map } when item.Get("operation") is { Value: string name } type:
                    Add(Part(name, type, item.Get(ParamsKey.Names), types, errors));
                    break;
                case { Kind: ConfigKind.Map, Entries: [var (name, arguments)] }:
                    Add(Part(name, arguments, arguments, types, errors));
                    break;
                default:
                    errors.Add(item, $"expected an operation, as a map of its name to its arguments or one with '{ClassKey}', got {item.Describe()}");
                    break;
            }
        }

        return parts;
    }

    private static IAlbumentation? Part(string name, ConfigNode place, ConfigNode? arguments, TypeRegistry types, ConfigErrors errors)
    {
        var known = Canonical(name.Contains('.', StringComparison.Ordinal) ? name : Prefix + name);
        var bare = Short(known);
        if (Compositions.Contains(bare))
        {
            return arguments is null ? Missing(place, name, errors) : Compose(arguments, bare, types, errors);
        }

        if (bare is "Lambda")
        {
            errors.Add(place, "'albumentations.Lambda' wraps functions, which a configuration cannot hold; write a class in C# and name it as a stage of its own, 'file.cs:Namespace.Class'");
            return null;
        }

        var type = ConfigNode.Scalar(known, place.File, place.Line, place.Path);
        var given = arguments is { Kind: ConfigKind.Null } ? null : arguments;
        if (types.Bind(type, given, typeof(IAlbumentation), errors) is not { } bound)
        {
            return null;
        }

        try
        {
            return (IAlbumentation)bound.Create();
        }
        catch (UserErrorException error)
        {
            // The message begins with the argument's name, whose own line is nearer than the operation's.
            var message = error.Message.Replace($"{type.Where}: ", "", StringComparison.Ordinal);
            var argument = message.StartsWith('\'') ? given?.Get(message.Split('\'')[1]) : null;
            errors.Add(argument ?? place, $"{known}: {message}");
            return null;
        }
    }

    private static IAlbumentation? Missing(ConfigNode place, string name, ConfigErrors errors)
    {
        errors.Add(place, $"'{name}' needs a list of operations");
        return null;
    }

    private static void ReportUnknown(ConfigNode given, string kind, ConfigErrors errors)
    {
        string[] keys = ["transforms", "p", "is_check_shapes", "always_apply", .. SampleKeys, .. kind switch { "SomeOf" => (string[])["n", "replace"], "OneOrOther" => ["first", "second"], _ => [] }];
        foreach (var (key, value) in given.Entries)
        {
            if (key != ClassKey && key != "__version__" && !keys.Contains(key))
            {
                errors.Add(value, $"unknown parameter of 'albumentations.{kind}'{NearestName.Hint(key, keys)}");
            }
        }
    }

    private static string Short(string name) => name[(name.LastIndexOf('.') + 1)..];
}
