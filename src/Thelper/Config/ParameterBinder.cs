using System.Reflection;

namespace Thelper.Config;

/// <summary>Binds a <c>params</c> map to the parameters of a constructor or method.</summary>
internal static class ParameterBinder
{
    /// <summary>Name of the dictionary parameter that takes the keys no other parameter takes.</summary>
    private const string CatchAll = "kwargs";

    private static readonly MethodInfo SectionBinder = typeof(ParameterBinder).GetMethod(nameof(BindSection), BindingFlags.NonPublic | BindingFlags.Static)!;

    public static BoundType? Bind(
        TypeRegistry types, Type type, string name, MethodBase target, ConfigNode typeNode, ConfigNode? given, Type[] services, ConfigErrors errors)
    {
        var before = errors.Count;
        if (given is not null && given.Kind is not (ConfigKind.Map or ConfigKind.Null))
        {
            errors.Add(given, $"expected a map of parameters for '{name}', got {given.Describe()}");
            return null;
        }

        var parameters = target.GetParameters();
        var values = new object?[parameters.Length];
        var fromServices = new bool[parameters.Length];
        var arguments = new Dictionary<string, object?>(StringComparer.Ordinal);
        var used = new HashSet<string>(StringComparer.Ordinal);
        var catchAll = Array.FindIndex(parameters, IsCatchAll);
        for (var i = 0; i < parameters.Length; i++)
        {
            var parameter = parameters[i];
            if (i == catchAll)
            {
                continue;
            }

            if (IsService(parameter, services))
            {
                fromServices[i] = true;
                continue;
            }

            var key = SnakeName(parameter);
            var node = Find(given, parameter, used);
            if (node is null)
            {
                values[i] = Default(parameter, name, key, given ?? typeNode, errors);
                arguments[key] = PlainArgument(values[i]);
            }
            else if (node.Kind == ConfigKind.Null && parameter.ParameterType != typeof(ConfigNode) && !BoundType.AcceptsNull(parameter))
            {
                errors.Add(node, $"expected {ValueBinder.Expectation(parameter.ParameterType)}, got null");
            }
            else if (TryConvert(types, node, parameter.ParameterType, errors, out values[i]) && IsWithin(node, parameter, errors))
            {
                arguments[key] = node.ToPlain();
            }
        }

        TakeRest(given, name, parameters, services, catchAll, used, values, arguments, errors);
        return errors.Count == before ? new BoundType(types, type, name, target, values, fromServices, arguments, typeNode) : null;
    }

    /// <summary>The names a configuration may use, as it would spell them.</summary>
    public static IReadOnlyList<string> NamesOf(MethodBase target, Type[] services) =>
        [.. target.GetParameters().Where(parameter => !IsService(parameter, services) && !IsCatchAll(parameter)).Select(SnakeName)];

    /// <summary>What a configuration can give to a constructor or method.</summary>
    public static IReadOnlyList<ParameterDescription> Describe(MethodBase target) =>
        [.. target.GetParameters().Where(parameter => !IsService(parameter, [])).Select(parameter => new ParameterDescription(SnakeName(parameter), parameter)
        {
            TakesAllElse = IsCatchAll(parameter),
            IsSection = IsSection(parameter.ParameterType),
            Default = parameter.HasDefaultValue ? PlainArgument(DefaultOf(parameter)) : null,
        })];

    private static bool IsWithin(ConfigNode node, ParameterInfo parameter, ConfigErrors errors)
        => parameter.GetCustomAttribute<ConfigValueAttribute>() is not { } limits || ValueLimits.Check(node, limits.Min, limits.Max, limits.Choices, errors);

    private static void TakeRest(
        ConfigNode? given, string name, ParameterInfo[] parameters, Type[] services, int catchAll, HashSet<string> used, object?[] values, Dictionary<string, object?> arguments, ConfigErrors errors)
    {
        Dictionary<string, object?>? rest = catchAll < 0 ? null : new(StringComparer.Ordinal);
        foreach (var (key, value) in given?.Entries ?? [])
        {
            if (used.Contains(key))
            {
                continue;
            }

            if (Array.Find(parameters, parameter => IsService(parameter, services) && Matches(parameter, key)) is not null)
            {
                errors.Add(value, $"'{name}' gets this from the program; it cannot be set here");
            }
            else if (Array.Exists(parameters, parameter => Matches(parameter, key) && used.Contains(SnakeName(parameter))))
            {
                errors.Add(value, $"given twice, as '{key}' and '{ValueBinder.SnakeCase(key)}'");
            }
            else if (rest is not null)
            {
                rest[key] = value.ToPlain();
                arguments[key] = rest[key];
            }
            else
            {
                var names = parameters.Where(parameter => !IsService(parameter, services)).Select(SnakeName).ToList();
                var hint = names.Count == 0 ? " (it takes none)" : NearestName.Hint(key, names);
                errors.Add(value, $"unknown parameter of '{name}'{hint}");
            }
        }

        if (catchAll >= 0)
        {
            values[catchAll] = rest;
        }
    }

    private static ConfigNode? Find(ConfigNode? given, ParameterInfo parameter, HashSet<string> used)
    {
        foreach (var name in new[] { SnakeName(parameter), parameter.Name! })
        {
            if (given is not null && given.TryGet(name, out var node))
            {
                used.Add(name);
                return node;
            }
        }

        return null;
    }

    private static object? Default(ParameterInfo parameter, string name, string key, ConfigNode place, ConfigErrors errors)
    {
        if (!parameter.HasDefaultValue)
        {
            errors.Add(place, $"'{name}' needs the parameter '{key}' ({ValueBinder.Expectation(parameter.ParameterType)})");
            return null;
        }

        return DefaultOf(parameter);
    }

    private static object? DefaultOf(ParameterInfo parameter)
    {
        var value = parameter.DefaultValue;
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        if (value is not null && type.IsEnum && value.GetType() != type)
        {
            return Enum.ToObject(type, value);
        }

        // A struct's default is reported as null.
        return value ?? (parameter.ParameterType.IsValueType ? Activator.CreateInstance(parameter.ParameterType) : null);
    }

    private static object? PlainArgument(object? value) => value switch
    {
        Enum choice => ValueBinder.SnakeCase(choice.ToString()),
        _ => PlainValues.Normalize(value),
    };

    private static bool Matches(ParameterInfo parameter, string key) => key == parameter.Name || key == SnakeName(parameter);

    // A name with an underscore is already as Python has it, capitals included: T_max.
    private static string SnakeName(ParameterInfo parameter) =>
        parameter.Name!.Contains('_', StringComparison.Ordinal) ? parameter.Name : ValueBinder.SnakeCase(parameter.Name);

    private static bool IsSection(Type type) => Array.Exists(type.GetInterfaces(), face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IConfigSection<>));

    private static bool TryConvert(TypeRegistry types, ConfigNode node, Type type, ConfigErrors errors, out object? value)
    {
        if (!IsSection(type))
        {
            return ValueBinder.TryConvert(node, type, errors, out value);
        }

        var before = errors.Count;
        value = SectionBinder.MakeGenericMethod(type).Invoke(null, BindingFlags.DoNotWrapExceptions, null, [node, types, errors], null);
        return errors.Count == before;
    }

    private static T? BindSection<T>(ConfigNode node, TypeRegistry types, ConfigErrors errors)
        where T : class, IConfigSection<T> => T.Bind(node, types, errors);

    private static bool IsService(ParameterInfo parameter, Type[] services) =>
        (!ValueBinder.IsBindable(parameter.ParameterType) && !IsSection(parameter.ParameterType))
        || (parameter.ParameterType != typeof(object) && Array.Exists(services, service => parameter.ParameterType.IsAssignableFrom(service) && !service.IsValueType && service != typeof(string)));

    private static bool IsCatchAll(ParameterInfo parameter) =>
        parameter.Name == CatchAll && parameter.ParameterType.IsAssignableFrom(typeof(Dictionary<string, object?>)) && parameter.ParameterType != typeof(object);
}
