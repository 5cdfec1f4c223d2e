using System.Text.Json;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using Thelper.Torch.Tests.Modules;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Tests.Optim;

/// <summary>The parameters, gradients and values of Golden/optim.json.</summary>
internal static class Golden
{
    private static readonly long[][] Shapes = [[3, 4], [5], [2, 2, 2]];

    /// <summary>The file.</summary>
    public static JsonElement Root { get; } = Reference.Load("optim.json");

    /// <summary>The three parameters of every case.</summary>
    public static Parameter[] Parameters() => Shapes.Select((shape, k) => new Parameter(Reference.Make(shape, i => (float)Math.Sin((0.7 * i) + k)))).ToArray();

    /// <summary>Sets the gradients of a step; the last parameter has none before step 3.</summary>
    public static void SetGradients(Parameter[] parameters, int t)
    {
        for (var k = 0; k < parameters.Length; k++)
        {
            using var gradient = k == 2 && t < 3 ? null : Reference.Make(Shapes[k], i => (float)Math.Cos((0.3 * i) + k + (0.9 * t)));
            parameters[k].grad = gradient;
        }
    }

    /// <summary>A plain value from the file: tuples, tensors, dictionaries and lists as checkpoints have them.</summary>
    public static object? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object when value.TryGetProperty("tuple", out var items) => new PyTuple(items.EnumerateArray().Select(Plain).ToArray()),
        JsonValueKind.Object when value.TryGetProperty("tensor", out var items)
            => tensor(Reference.Numbers(items).Select(number => (float)number).ToArray(), value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray()),
        JsonValueKind.Object => Dictionary(value),
        JsonValueKind.Array => value.EnumerateArray().Select(Plain).ToList(),
        JsonValueKind.Number => value.TryGetInt64(out var whole) && !value.GetRawText().Contains('.', StringComparison.Ordinal) ? (object)whole : value.GetDouble(),
        JsonValueKind.String => value.GetString() is "inf" or "-inf" ? Reference.Number(value) : value.GetString(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>Compares a value with the file's: keys in order, types of numbers, tensors element by element.</summary>
    public static void ShouldMatch(object? actual, JsonElement expected, string what, double tolerance)
    {
        switch (actual)
        {
            case Tensor tensor when expected.TryGetProperty("sparse", out var dense):
                tensor.layout.ShouldBe(Layout.Sparse, what);
                using (var all = aten.to_dense(tensor))
                {
                    ShouldMatch(all, dense, what, tolerance);
                }

                break;
            case Tensor tensor when expected.TryGetProperty("complex", out var real):
                using (NewDisposeScope())
                {
                    ShouldMatch(aten.view_as_real(aten.detach(tensor)), real, what, tolerance);
                }

                break;
            case Tensor tensor when expected.TryGetProperty("dtype", out var type) && type.GetString() == "float64":
                tensor.dtype.ShouldBe(ScalarType.Float64, what);
                tensor.shape.ShouldBe(expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray(), what);
                Reference.ShouldBeNear(Reference.Elements(tensor), Reference.Numbers(expected.GetProperty("tensor")), what, tolerance);
                break;
            case Tensor tensor:
                tensor.dtype.ShouldBe(ScalarType.Float32, what);
                tensor.shape.ShouldBe(expected.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray(), what);
                // The nine digits of the file are exact in single precision.
                var values = Array.ConvertAll(Reference.Numbers(expected.GetProperty("tensor")), number => (double)(float)number);
                Reference.ShouldBeNear(Reference.Elements(tensor), values, what, tolerance);
                break;
            case PyDict dictionary:
                // The file has no functions.
                var entries = expected.EnumerateObject().ToArray();
                var plain = dictionary.Where(entry => entry.Value is not PyMethod).ToArray();
                plain.Select(entry => $"{entry.Key}").ShouldBe(entries.Select(entry => entry.Name), what);
                foreach (var (value, entry) in plain.Select(entry => entry.Value).Zip(entries))
                {
                    ShouldMatch(value, entry.Value, $"{what}.{entry.Name}", tolerance);
                }

                break;
            case PyTuple tuple:
                ShouldMatch(tuple.ToList(), expected.GetProperty("tuple"), what, tolerance);
                break;
            case IReadOnlyList<object?> list:
                list.Count.ShouldBe(expected.GetArrayLength(), what);
                foreach (var (value, item) in list.Zip(expected.EnumerateArray()))
                {
                    ShouldMatch(value, item, what, tolerance);
                }

                break;
            case double number when double.IsFinite(number):
                expected.ValueKind.ShouldBe(JsonValueKind.Number, what);
                expected.GetRawText().ShouldMatch("[.e]", $"{what} is an integer in PyTorch");
                Reference.ShouldBeNear([number], [expected.GetDouble()], what, tolerance);
                break;
            default:
                actual.ShouldBe(Plain(expected), what);
                break;
        }
    }

    /// <summary>The constructor of a class called with the file's options by name, as a configuration would.</summary>
    public static T Create<T>(string name, JsonElement options, params (string Name, object Value)[] services)
    {
        var type = typeof(SGD).Assembly.GetType($"Thelper.Torch.Modules.{name}", throwOnError: true)!;
        var constructor = type.GetConstructors().Single(candidate => candidate.GetParameters()[0].ParameterType != typeof(IEnumerable<ParamGroup>));
        var arguments = constructor.GetParameters().Select(parameter =>
        {
            var service = services.FirstOrDefault(candidate => candidate.Name == parameter.Name).Value;
            return service ?? (options.TryGetProperty(parameter.Name!, out var value) ? Convert(Plain(value), parameter.ParameterType) : parameter.DefaultValue);
        });
        return (T)constructor.Invoke(arguments.ToArray());
    }

    private static PyDict Dictionary(JsonElement value)
    {
        var dictionary = new PyDict();
        foreach (var entry in value.EnumerateObject())
        {
            dictionary.Add(long.TryParse(entry.Name, out var number) ? number : entry.Name, Plain(entry.Value));
        }

        return dictionary;
    }

    /// <summary>A value from the file as an argument of this type.</summary>
    public static object? Convert(object? value, Type type) => (value, Nullable.GetUnderlyingType(type) ?? type) switch
    {
        (long number, var target) when target == typeof(int) => (int)number,
        (long number, var target) when target == typeof(double) => (double)number,
        (PyTuple pair, _) => (System.Convert.ToDouble(pair[0], null), System.Convert.ToDouble(pair[1], null)),
        (List<object?> list, var target) when target == typeof(IReadOnlyList<int>) => list.Select(item => (int)(long)item!).ToArray(),
        _ => value,
    };
}
