using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using Thelper.Torch;

namespace Thelper.Config;

/// <summary>Converts configuration values to C# types, strictly: an integer serves as a double, nothing else changes its kind.</summary>
/// <remarks>
/// Accepted types: <c>bool</c>, <c>int</c>, <c>long</c>, <c>double</c>, <c>float</c>, <c>string</c>, <see cref="Scalar"/>, enums (by snake_case name), nullable forms,
/// arrays, lists, dictionaries with text keys, tuples (lists of that length), <c>object</c> (the plain value), <see cref="ConfigNode"/>, and
/// options classes whose properties carry <see cref="KeyAttribute"/>.
/// </remarks>
public static class ValueBinder
{
    /// <summary>Whether a value of this type can come from a configuration.</summary>
    /// <param name="type">The type.</param>
    public static bool IsBindable(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        if (bare.IsEnum || bare == typeof(object) || bare == typeof(ConfigNode) || IsScalar(bare))
        {
            return true;
        }

        if (ElementOf(bare) is { } element)
        {
            return IsBindable(element);
        }

        if (MapValueOf(bare) is { } value)
        {
            return IsBindable(value);
        }

        return IsTuple(bare) ? bare.GetGenericArguments().All(IsBindable) : OptionsBinder.IsOptions(bare);
    }

    /// <summary>Converts a node, or reports why it does not fit.</summary>
    /// <param name="node">The value.</param>
    /// <param name="type">A bindable type.</param>
    /// <param name="errors">Receives what was expected and what came.</param>
    /// <param name="value">The converted value.</param>
    /// <returns>Whether it fits.</returns>
    public static bool TryConvert(ConfigNode node, Type type, ConfigErrors errors, out object? value)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(errors);
        var nullable = Nullable.GetUnderlyingType(type);
        var bare = nullable ?? type;
        value = null;
        if (bare == typeof(ConfigNode))
        {
            value = node;
            return true;
        }

        if (bare == typeof(object))
        {
            value = node.ToPlain();
            return true;
        }

        if (node.Kind == ConfigKind.Null && (nullable is not null || !type.IsValueType))
        {
            return true;
        }

        if (IsScalar(bare) || bare.IsEnum)
        {
            return TryScalar(node, bare, errors, out value);
        }

        if (IsTuple(bare))
        {
            return TryTuple(node, bare, errors, out value);
        }

        if (ElementOf(bare) is { } element)
        {
            return TryList(node, bare, element, errors, out value);
        }

        if (MapValueOf(bare) is { } item)
        {
            return TryMap(node, item, errors, out value);
        }

        if (OptionsBinder.IsOptions(bare))
        {
            var before = errors.Count;
            value = OptionsBinder.Bind(node, bare, errors);
            return errors.Count == before;
        }

        throw new ArgumentException($"{type} cannot come from a configuration.", nameof(type));
    }

    /// <summary>What a type expects, in words: <c>an integer</c>, <c>a list of numbers</c>.</summary>
    /// <param name="type">A bindable type.</param>
    public static string Expectation(Type type) => Expectation(type, plural: false);

    internal static string SnakeCase(string name)
    {
        var result = new System.Text.StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && name[i - 1] != '_' && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
            {
                result.Append('_');
            }

            result.Append(char.ToLowerInvariant(name[i]));
        }

        return result.ToString();
    }

    private static string Expectation(Type type, bool plural)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        var (one, many) = bare switch
        {
            _ when bare == typeof(bool) => ("true or false", "booleans"),
            _ when bare == typeof(int) || bare == typeof(long) => ("an integer", "integers"),
            _ when bare == typeof(double) || bare == typeof(float) || bare == typeof(Scalar) => ("a number", "numbers"),
            _ when bare == typeof(string) => ("a text", "texts"),
            _ when bare.IsEnum => (EnumChoices(bare), EnumChoices(bare)),
            _ when IsTuple(bare) => TupleExpectation(bare),
            _ when ElementOf(bare) is { } element => ($"a list{Of(element)}", $"lists{Of(element)}"),
            _ when MapValueOf(bare) is { } value => ($"a map{Of(value)}", $"maps{Of(value)}"),
            _ when OptionsBinder.IsOptions(bare) => ("a map", "maps"),
            _ => ("a value", "values"),
        };
        return plural ? many : one;

        static string Of(Type element) => element == typeof(object) || element == typeof(ConfigNode) ? "" : $" of {Expectation(element, plural: true)}";
    }

    private static (string One, string Many) TupleExpectation(Type tuple)
    {
        var types = tuple.GetGenericArguments();
        return ($"a list of {types.Length} {Expectation(types[0], plural: true)}", $"lists of {types.Length} {Expectation(types[0], plural: true)}");
    }

    private static string EnumChoices(Type type) => "one of " + string.Join(", ", Enum.GetNames(type).Select(SnakeCase));

    private static bool IsScalar(Type type) =>
        type == typeof(bool) || type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(float) || type == typeof(string) || type == typeof(Scalar);

    internal static bool IsTuple(Type type) => type.IsGenericType && typeof(ITuple).IsAssignableFrom(type);

    internal static Type? ElementOf(Type type)
    {
        if (type.IsArray)
        {
            return type.GetArrayRank() == 1 ? type.GetElementType() : null;
        }

        if (!type.IsGenericType)
        {
            return null;
        }

        var open = type.GetGenericTypeDefinition();
        return open == typeof(IReadOnlyList<>) || open == typeof(IList<>) || open == typeof(List<>)
            || open == typeof(IReadOnlyCollection<>) || open == typeof(IEnumerable<>)
            ? type.GetGenericArguments()[0]
            : null;
    }

    internal static Type? MapValueOf(Type type)
    {
        if (!type.IsGenericType)
        {
            return null;
        }

        var open = type.GetGenericTypeDefinition();
        var arguments = type.GetGenericArguments();
        return (open == typeof(IReadOnlyDictionary<,>) || open == typeof(IDictionary<,>) || open == typeof(Dictionary<,>)) && arguments[0] == typeof(string)
            ? arguments[1]
            : null;
    }

    private static bool TryScalar(ConfigNode node, Type type, ConfigErrors errors, out object? value)
    {
        value = node.Value switch
        {
            bool flag when type == typeof(bool) => flag,
            long number when type == typeof(long) => number,
            long number when type == typeof(int) && number == (int)number => (int)number,
            long number when type == typeof(double) => (double)number,
            long number when type == typeof(float) => (float)number,
            double number when type == typeof(double) => number,
            double number when type == typeof(float) => (float)number,
            bool flag when type == typeof(Scalar) => (Scalar)flag,
            long number when type == typeof(Scalar) => (Scalar)number,
            double number when type == typeof(Scalar) => (Scalar)number,
            string text when type == typeof(string) => text,
            string text when type.IsEnum => EnumValue(type, text),
            _ => null,
        };
        if (value is not null)
        {
            return true;
        }

        if (type == typeof(int) && node.Value is long)
        {
            errors.Add(node, $"expected an integer between {int.MinValue} and {int.MaxValue}, got {node.Describe()}");
        }
        else if (type.IsEnum && node.Value is string unknown)
        {
            errors.Add(node, $"unknown value '{unknown}'{NearestName.Hint(unknown, Enum.GetNames(type).Select(SnakeCase))}");
        }
        else
        {
            errors.Add(node, $"expected {Expectation(type)}, got {node.Describe()}");
        }

        return false;
    }

    private static object? EnumValue(Type type, string text)
    {
        foreach (var name in Enum.GetNames(type))
        {
            if (string.Equals(SnakeCase(name), text, StringComparison.OrdinalIgnoreCase) || string.Equals(name, text, StringComparison.OrdinalIgnoreCase))
            {
                return Enum.Parse(type, name);
            }
        }

        return null;
    }

    private static bool TryList(ConfigNode node, Type type, Type element, ConfigErrors errors, out object? value)
    {
        value = null;
        if (node.Kind != ConfigKind.List)
        {
            errors.Add(node, $"expected {Expectation(type)}, got {node.Describe()}");
            return false;
        }

        var array = Array.CreateInstance(element, node.Items.Count);
        var fine = true;
        for (var i = 0; i < array.Length; i++)
        {
            if (TryConvert(node.Items[i], element, errors, out var item))
            {
                array.SetValue(item, i);
            }
            else
            {
                fine = false;
            }
        }

        value = type.IsInstanceOfType(array) && !IsConcreteList(type) ? array : Activator.CreateInstance(typeof(List<>).MakeGenericType(element), array);
        return fine;
    }

    private static bool IsConcreteList(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>);

    private static bool TryTuple(ConfigNode node, Type type, ConfigErrors errors, out object? value)
    {
        value = null;
        var types = type.GetGenericArguments();
        if (node.Kind != ConfigKind.List || node.Items.Count != types.Length)
        {
            errors.Add(node, $"expected {Expectation(type)}, got {node.Describe()}");
            return false;
        }

        var parts = new object?[types.Length];
        var fine = true;
        for (var i = 0; i < types.Length; i++)
        {
            fine &= TryConvert(node.Items[i], types[i], errors, out parts[i]);
        }

        value = fine ? Activator.CreateInstance(type, BindingFlags.Default, null, parts, CultureInfo.InvariantCulture) : null;
        return fine;
    }

    private static bool TryMap(ConfigNode node, Type item, ConfigErrors errors, out object? value)
    {
        value = null;
        if (node.Kind != ConfigKind.Map)
        {
            errors.Add(node, $"expected a map, got {node.Describe()}");
            return false;
        }

        var map = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(typeof(string), item))!;
        var fine = true;
        foreach (var (key, entry) in node.Entries)
        {
            if (TryConvert(entry, item, errors, out var converted))
            {
                map.Add(key, converted);
            }
            else
            {
                fine = false;
            }
        }

        value = map;
        return fine;
    }
}
