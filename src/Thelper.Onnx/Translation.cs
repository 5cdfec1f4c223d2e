using System.Globalization;
using Thelper.Torch;

namespace Thelper.Onnx;

/// <summary>Turns the steps of a TorchScript program into ONNX's, one after another.</summary>
/// <remarks>Numbers and lists that are known stay numbers and lists; what depends on the input is a value of the graph.</remarks>
internal sealed class Translation
{
    private readonly Dictionary<long, object?> values = [];
    private readonly IReadOnlyDictionary<string, torch.Tensor> tensors;
    private ScriptNode node = null!;

    /// <param name="graph">Collects the result.</param>
    /// <param name="tensors">Parameters and buffers of the module by their names.</param>
    public Translation(GraphBuilder graph, IReadOnlyDictionary<string, torch.Tensor> tensors) => (Graph, this.tensors) = (graph, tensors);

    /// <summary>Collects the result.</summary>
    public GraphBuilder Graph { get; }

    /// <summary>What the step is called, for messages.</summary>
    public string Place => node.Kind + (node.Scope.Length == 0 ? "" : LastOf(node.Scope) is { Length: > 0 } name ? $" in '{name}'" : " in the model itself");

    /// <summary>How many arguments the step has.</summary>
    public int Count => node.Inputs.Count;

    /// <summary>The type of the step's only (or first) result.</summary>
    public ScriptValue Result => node.Outputs[0];

    /// <summary>The types of the step's results.</summary>
    public IReadOnlyList<ScriptValue> Results => node.Outputs;

    /// <summary>Translates a program.</summary>
    /// <param name="program">The program.</param>
    /// <param name="inputs">Names of its inputs in ONNX.</param>
    /// <returns>What it returns: names of values, in tuples, lists and dictionaries.</returns>
    /// <exception cref="UserErrorException">A step has no form in ONNX.</exception>
    public object? Translate(ScriptGraph program, IReadOnlyList<string> inputs)
    {
        values[program.Inputs[0].Id] = new ModulePath("");
        foreach (var (input, name) in program.Inputs.Skip(1).Zip(inputs))
        {
            values[input.Id] = new Named(name, input);
        }

        var changes = new InPlaceChanges(program);
        foreach (var (step, at) in program.Nodes.Select((step, at) => (step, at)))
        {
            node = step;
            Graph.Scope = LastOf(step.Scope);
            if (!OperatorTable.All.TryGetValue(step.Kind, out var translate) || step.Blocks > 0)
            {
                throw new UserErrorException($"{Place} has no form in ONNX that this program knows{(step.Blocks > 0 ? ": it is a branch or a loop of a script; export a traced model" : step.Kind.EndsWith("scaled_dot_product_attention", StringComparison.Ordinal) ? ": write it as matmul and softmax" : "")}");
            }

            if (changes.IsSeenElsewhere(step, at))
            {
                throw new UserErrorException($"{Place} changes a tensor in place, and the model goes on with a view of it, or with what it is a view of: ONNX has no such thing; use the form without '_' at the end");
            }

            translate(this);
            foreach (var output in step.Outputs)
            {
                values.TryAdd(output.Id, new Untold(Place));
            }
        }

        return program.Outputs.Count == 1 ? values[program.Outputs[0]] : program.Outputs.Select(id => values[id]).ToArray();
    }

    /// <summary>Makes the step's result a value of the graph, or a known number or list.</summary>
    public void Set(object? value, int output = 0) => values[node.Outputs[output].Id] = value switch
    {
        string name => new Named(name, node.Outputs[output]),
        Named named => named with { Type = node.Outputs[output] },
        _ => value,
    };

    /// <summary>Makes the step's result a text that is known.</summary>
    public void SetText(string text) => values[node.Outputs[0].Id] = text;

    /// <summary>The constant of the step.</summary>
    public object? Constant => node.Constant;

    /// <summary>The attribute that the step asks for, of the module at its input.</summary>
    public void SetAttribute()
    {
        var path = (ModulePath)values[node.Inputs[0]]!;
        var name = path.Path.Length == 0 ? node.Attribute! : $"{path.Path}.{node.Attribute}";
        values[Result.Id] = tensors.TryGetValue(name, out var tensor) ? new Stored(name, tensor) : new ModulePath(name);
    }

    /// <summary>An argument as it is: a known number, text, list, null, or something of the graph.</summary>
    public object? Raw(int k) => k < node.Inputs.Count ? values[node.Inputs[k]] : null;

    /// <summary>Whether an argument was given and is not null.</summary>
    public bool Has(int k) => Raw(k) is not null;

    /// <summary>Whether an argument is a tensor, known or not.</summary>
    public bool IsTensor(int k) => Raw(k) is Named or Stored or torch.Tensor;

    /// <summary>An argument as a value of the graph. A known number takes the element type of the other operands.</summary>
    public string Value(int k, torch.ScalarType? type = null) => ValueOf(Raw(k), type ?? torch.ScalarType.Float32);

    /// <summary>The value of a graph for something known or not.</summary>
    public string ValueOf(object? raw, torch.ScalarType type)
    {
        switch (raw)
        {
            case Named named:
                return named.Name;
            case Stored stored:
                if (!Graph.Constants.ContainsKey(stored.Name))
                {
                    Graph.Constant(stored.Name, stored.Tensor);
                }

                return stored.Name;
            case torch.Tensor tensor:
                var name = Graph.Fresh("constant");
                Graph.Constant(name, tensor);
                return name;
            case long whole when type == torch.ScalarType.Int64:
                // Not all of them are real numbers.
                return Graph.Integer(whole);
            case long or double or bool:
                return Graph.Number(Convert.ToDouble(raw, CultureInfo.InvariantCulture), type);
            case Untold untold:
                throw untold.Refusal();
            default:
                throw new UserErrorException($"{Place}: a {raw?.GetType().Name ?? "missing argument"} where a tensor is needed");
        }
    }

    /// <summary>An argument as a value with an element type: converted where it has another.</summary>
    public string Cast(int k, torch.ScalarType type) => TypeOf(k) is { } own && own != type
        ? Graph.Add("Cast", [Value(k, own)], ("to", ElementTypes.Of(type)))
        : Value(k, type);

    /// <summary>The element type of an argument that is a tensor; null for a number.</summary>
    public torch.ScalarType? TypeOf(int k) => TypeOf(Raw(k));

    /// <summary>The element type of something that is a tensor; null for a number.</summary>
    public static torch.ScalarType? TypeOf(object? raw) => raw switch
    {
        Stored stored => stored.Tensor.dtype,
        torch.Tensor tensor => tensor.dtype,
        Named { Type.DType: { } type } => type,
        Named { Type.Type: "int" or "number" or "Scalar" } => torch.ScalarType.Int64,
        _ => null,
    };

    /// <summary>The element type of the first argument.</summary>
    public torch.ScalarType Type => TypeOf(0) ?? Result.DType ?? torch.ScalarType.Float32;

    /// <summary>The shape that an argument had in the example.</summary>
    /// <exception cref="UserErrorException">It is not known.</exception>
    public IReadOnlyList<long> Shape(int k) => ShapeOf(Raw(k)) ?? throw new UserErrorException($"{Place}: the number of dimensions of its argument {k + 1} is not known; trace the model anew");

    /// <summary>The shape that something had in the example; null where it is not known.</summary>
    public static IReadOnlyList<long>? ShapeOf(object? raw) => raw switch
    {
        Stored stored => stored.Tensor.shape,
        torch.Tensor tensor => tensor.shape,
        Named { Type.Shape: { } shape } => shape,
        Named { Type.Type: not null } => [],
        long or double or bool => [],
        _ => null,
    };

    /// <summary>How many dimensions an argument has.</summary>
    public int Rank(int k) => Shape(k).Count;

    /// <summary>An axis of an argument, counted from the front.</summary>
    public long Axis(int of, int k, long otherwise = 0)
    {
        var axis = Integer(k, otherwise);
        return axis < 0 ? axis + Rank(of) : axis;
    }

    /// <summary>An argument that is a known integer.</summary>
    /// <exception cref="UserErrorException">It depends on the input.</exception>
    public long Integer(int k, long otherwise = 0) => Raw(k) switch
    {
        null => otherwise,
        long number => number,
        bool truth => truth ? 1 : 0,
        double number => (long)number,
        _ => throw new UserErrorException($"{Place}: its argument {k + 1} depends on the input's size, and ONNX wants it fixed; export with fixed sizes"),
    };

    /// <summary>An argument that is a known number.</summary>
    public double Number(int k, double otherwise = 0) => Raw(k) switch
    {
        null => otherwise,
        double number => number,
        long number => number,
        bool truth => truth ? 1 : 0,
        _ => throw new UserErrorException($"{Place}: its argument {k + 1} depends on the input, and ONNX wants it fixed"),
    };

    /// <summary>An argument that is a known truth value.</summary>
    public bool Truth(int k, bool otherwise = false) => Raw(k) is null ? otherwise : Integer(k) != 0;

    /// <summary>An argument that is a text.</summary>
    public string Text(int k, string otherwise = "") => Raw(k) as string ?? otherwise;

    /// <summary>An argument that is a list of things.</summary>
    public IReadOnlyList<object?> Items(int k) => Raw(k) switch
    {
        List<object?> list => list,
        object?[] tuple => tuple,
        null => [],
        var single => [single],
    };

    /// <summary>An argument that is a list of known integers; null where one depends on the input.</summary>
    public long[]? KnownIntegers(int k)
    {
        var items = Items(k);
        return items.All(item => item is long or bool) ? [.. items.Select(item => item is bool truth ? (truth ? 1 : 0) : (long)item!)] : null;
    }

    /// <summary>An argument that is a list of known integers.</summary>
    /// <exception cref="UserErrorException">One depends on the input.</exception>
    public long[] Integers(int k) => KnownIntegers(k)
        ?? throw new UserErrorException($"{Place}: its argument {k + 1} depends on the input's size, and ONNX wants it fixed; export with fixed sizes");

    /// <summary>A list of integers, known or not, as a value with one dimension.</summary>
    public string IntegerList(int k) => KnownIntegers(k) is { } known ? Graph.Integers(known) : IntegerList(Items(k));

    /// <summary>A list of integers, known or not, as a value with one dimension.</summary>
    public string IntegerList(IReadOnlyList<object?> items)
    {
        string[] parts = [.. items.Select(item => item is long number ? Graph.Integers(number) : Graph.Add("Reshape", [ValueOf(item, torch.ScalarType.Int64), Graph.Integers(1)]))];
        return parts.Length == 1 ? parts[0] : Graph.Add("Concat", parts, ("axis", 0));
    }

    private static string LastOf(string scope) => scope[(scope.LastIndexOf('/') + 1)..];

    /// <summary>A value of the graph, with what is known of its type.</summary>
    internal sealed record Named(string Name, ScriptValue Type);

    /// <summary>A parameter or buffer of the model; it becomes a constant of the graph where it is used.</summary>
    internal sealed record Stored(string Name, torch.Tensor Tensor);

    /// <summary>A result of a step that is written without it.</summary>
    internal sealed record Untold(string Step)
    {
        public UserErrorException Refusal() => new($"{Step}: this result of it has no form in ONNX that this program knows");
    }

    private sealed record ModulePath(string Path);
}
