using System.Text;
using Thelper.Config;
using Thelper.Torch;

namespace Thelper.Guide;

/// <summary>An example of a section that names a type: what it needs, and the first of what it may get.</summary>
internal static class TypeExample
{
    // Beside what is required; more would hide it.
    private const int MostOptional = 3;

    /// <summary>The example as YAML, from the top level on.</summary>
    /// <param name="kind">The type's kind.</param>
    /// <param name="type">The type.</param>
    /// <param name="indent">What every line begins with.</param>
    public static string Of(TypeKind kind, TypeDescription type, string indent)
    {
        object? value = new Dictionary<string, object?> { [LastKey(kind)] = type.ShortName };
        if (Parameters(type) is { Count: > 0 } parameters)
        {
            ((Dictionary<string, object?>)value)["params"] = parameters;
        }

        foreach (var step in kind.Place.Split('.')[..^1].Reverse())
        {
            value = new Dictionary<string, object?> { [step.TrimEnd('[', ']').Replace("NAME", NameIn(kind), StringComparison.Ordinal)] = step.EndsWith(']') ? new List<object?> { value } : value };
        }

        var text = new StringBuilder();
        foreach (var line in ConfigWriter.ToYaml(value).TrimEnd('\n').Split('\n'))
        {
            text.Append(indent).Append(line).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Values for the parameters of a type: of each that is required, and of the first others that have a default.</summary>
    /// <param name="type">The type.</param>
    public static Dictionary<string, object?> Parameters(TypeDescription type)
    {
        var values = new Dictionary<string, object?>();
        var optional = 0;
        foreach (var parameter in type.Parameters)
        {
            if (parameter.IsRequired)
            {
                values[parameter.Name] = Value(parameter);
            }
            else if (parameter.Default is not null && ++optional <= MostOptional)
            {
                values[parameter.Name] = parameter.Default;
            }
        }

        return values;
    }

    private static string LastKey(TypeKind kind) => kind.Place[(kind.Place.LastIndexOf('.') + 1)..];

    private static string NameIn(TypeKind kind) => kind.Name switch
    {
        "data set" or "task" => "my_data",
        _ => $"my_{kind.Name}",
    };

    private static object? Value(ParameterDescription parameter)
    {
        if (parameter.Limits.Example is { } example)
        {
            return ConfigLoader.Parse(example, parameter.Name, json: false);
        }

        return parameter.Limits.Choices is [var first, ..] ? first : Value(parameter.Limits.Holds is [var held, ..] ? held : parameter.Info.ParameterType, parameter.Name);
    }

    private static object? Value(Type type, string name)
    {
        var bare = Nullable.GetUnderlyingType(type) ?? type;
        return bare switch
        {
            _ when bare == typeof(bool) => true,
            _ when bare == typeof(int) || bare == typeof(long) => 1L,
            _ when bare == typeof(double) || bare == typeof(float) || bare == typeof(Scalar) => 0.5,
            _ when bare == typeof(string) => name is "root" or "path" ? "data" : name,
            _ when bare.IsEnum => ValueBinder.SnakeCase(Enum.GetNames(bare)[0]),
            _ when ValueBinder.IsTuple(bare) => bare.GetGenericArguments().Select(part => Value(part, name)).ToList(),
            _ when ValueBinder.ElementOf(bare) is { } element => new List<object?> { Value(element, name) },
            _ when ValueBinder.MapValueOf(bare) is { } item => new Dictionary<string, object?> { ["name"] = Value(item, name) },
            _ => name,
        };
    }
}
