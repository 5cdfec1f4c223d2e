using System.Collections.Concurrent;
using System.Reflection;

namespace Thelper.Config;

/// <summary>Fills options classes from configuration sections: properties that carry <see cref="KeyAttribute"/>, and nothing else.</summary>
public static class OptionsBinder
{
    private static readonly ConcurrentDictionary<Type, Slot[]> Layouts = new();

    /// <summary>Fills a new options object; every unknown, missing, doubled or ill-typed key is reported.</summary>
    /// <typeparam name="T">A class with a parameterless constructor; a property's initial value is its default.</typeparam>
    /// <param name="section">The section, a map; null stands for an empty one.</param>
    /// <param name="errors">Receives all mistakes.</param>
    /// <returns>The options; fields with mistakes keep their defaults.</returns>
    public static T Bind<T>(ConfigNode section, ConfigErrors errors)
        where T : class, new() => (T)Bind(section, typeof(T), errors);

    /// <summary>The keys that an options class reads, canonical names first within each group of aliases.</summary>
    /// <param name="type">The options class.</param>
    public static IReadOnlyList<KeyAttribute> KeysOf(Type type) => [.. LayoutOf(type).Select(slot => slot.Key)];

    /// <summary>The properties that an options class reads, with their keys.</summary>
    /// <param name="type">The options class.</param>
    internal static IEnumerable<(PropertyInfo Property, KeyAttribute Key)> PropertiesOf(Type type) => LayoutOf(type).Select(slot => (slot.Property, slot.Key));

    internal static bool IsOptions(Type type) =>
        type is { IsClass: true, IsAbstract: false } && type != typeof(string) && type.GetConstructor(Type.EmptyTypes) is not null && LayoutOf(type).Length > 0;

    internal static object Bind(ConfigNode section, Type type, ConfigErrors errors)
    {
        ArgumentNullException.ThrowIfNull(section);
        ArgumentNullException.ThrowIfNull(errors);
        var options = Activator.CreateInstance(type)!;
        if (section.Kind is not (ConfigKind.Map or ConfigKind.Null))
        {
            errors.Add(section, $"expected a map, got {section.Describe()}");
            return options;
        }

        var layout = LayoutOf(type);
        ReportUnknown(section, layout, errors);
        foreach (var slot in layout)
        {
            Fill(section, options, slot, errors);
        }

        return options;
    }

    private static void ReportUnknown(ConfigNode section, Slot[] layout, ConfigErrors errors)
    {
        List<string>? known = null;
        foreach (var (key, value) in section.Entries)
        {
            if (!Array.Exists(layout, slot => slot.Names.Contains(key)))
            {
                known ??= [.. layout.SelectMany(slot => slot.Names)];
                var hint = NearestName.Find(key, known) is { } near ? $" (did you mean '{near}'?)"
                    : Array.Find(layout, slot => Holds(slot, key)) is { } inner ? $" (it belongs into '{inner.Key.Name}')"
                    : Expected(layout);
                errors.Add(value, $"unknown key{hint}");
            }
        }
    }

    // Whether a section within the section has the key.
    private static bool Holds(Slot slot, string key) =>
        IsOptions(slot.Property.PropertyType) && Array.Exists(LayoutOf(slot.Property.PropertyType), inner => inner.Names.Contains(key));

    private static string Expected(Slot[] layout)
    {
        var parameters = Array.Exists(layout, slot => slot.Key.Name == "params") ? "; parameters of the type stand in 'params'" : "";
        return $" (expected one of: {string.Join(", ", layout.Select(slot => slot.Key.Name))}{parameters})";
    }

    private static void Fill(ConfigNode section, object options, Slot slot, ConfigErrors errors)
    {
        var given = slot.Names.Where(name => section.Has(name)).ToArray();
        if (given.Length == 0)
        {
            if (slot.Key.Required)
            {
                var expected = slot.Property.PropertyType == typeof(ConfigNode) ? "" : $"; expected {ValueBinder.Expectation(slot.Property.PropertyType)}";
                errors.Add(section, $"the key '{slot.Key.Name}' is missing{expected}");
            }

            return;
        }

        var node = section.Get(given[0])!;
        if (given.Length > 1)
        {
            errors.Add(section.Get(given[1])!, $"'{given[1]}' is another name of '{given[0]}', which is given too; keep one of them");
            return;
        }

        if (node.Kind == ConfigKind.Null && !AcceptsNull(slot.Property))
        {
            errors.Add(node, $"expected {ValueBinder.Expectation(slot.Property.PropertyType)}, got null");
        }
        else if (ValueBinder.TryConvert(node, slot.Property.PropertyType, errors, out var value) && IsWithin(node, slot, errors))
        {
            slot.Property.SetValue(options, value);
        }
    }

    // What is read by hand is checked by hand.
    private static bool IsWithin(ConfigNode node, Slot slot, ConfigErrors errors)
        => slot.Property.PropertyType == typeof(ConfigNode) || ValueLimits.Check(node, slot.Key.Min, slot.Key.Max, slot.Key.Choices, errors);

    internal static bool AcceptsNull(PropertyInfo property) =>
        property.PropertyType == typeof(ConfigNode)
        || (property.PropertyType.IsValueType
            ? Nullable.GetUnderlyingType(property.PropertyType) is not null
            : new NullabilityInfoContext().Create(property).WriteState != NullabilityState.NotNull);

    private static Slot[] LayoutOf(Type type) => Layouts.GetOrAdd(type, static type =>
    {
        var slots = new List<Slot>();
        foreach (var property in type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
        {
            if (property.GetCustomAttribute<KeyAttribute>() is { } key)
            {
                slots.Add(new Slot(property, key, [key.Name, .. key.Aliases]));
            }
        }

        return [.. slots];
    });

    private sealed record Slot(PropertyInfo Property, KeyAttribute Key, string[] Names);
}
