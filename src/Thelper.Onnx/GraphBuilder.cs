using System.Globalization;
using System.Runtime.InteropServices;
using Google.Protobuf;
using Thelper.Onnx.Proto;
using Thelper.Torch;

namespace Thelper.Onnx;

/// <summary>Collects the steps and the constants of an ONNX graph.</summary>
internal sealed class GraphBuilder(int opset)
{
    private readonly Dictionary<string, string> numbers = [];
    private int count;

    /// <summary>The version of ONNX's operators.</summary>
    public int Opset { get; } = opset;

    /// <summary>The steps in their order.</summary>
    public List<NodeProto> Nodes { get; } = [];

    /// <summary>Constants by name; the tensors of the model under its own names.</summary>
    public OrderedDictionary<string, TensorProto> Constants { get; } = [];

    /// <summary>The part of the model that steps belong to, from here on.</summary>
    public string Scope { get; set; } = "";

    /// <summary>A name that nothing has yet.</summary>
    public string Fresh(string of) => $"{(Scope.Length == 0 ? "" : Scope + "/")}{of}_{count++.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Adds a step with one result.</summary>
    /// <param name="type">ONNX's operator.</param>
    /// <param name="inputs">Names of values; empty for one that is left out.</param>
    /// <param name="attributes">Name and value: a number, text, list of numbers, or tensor.</param>
    /// <returns>The result's name.</returns>
    public string Add(string type, IEnumerable<string> inputs, params ReadOnlySpan<(string Name, object? Value)> attributes) => AddMany(type, 1, inputs, attributes)[0];

    /// <summary>Adds a step with several results.</summary>
    public string[] AddMany(string type, int results, IEnumerable<string> inputs, params ReadOnlySpan<(string Name, object? Value)> attributes)
    {
        var name = Fresh(type);
        var node = new NodeProto { Name = name, OpType = type };
        node.Input.AddRange(inputs);
        while (node.Input.Count > 0 && node.Input[^1].Length == 0)
        {
            node.Input.RemoveAt(node.Input.Count - 1);
        }

        for (var k = 0; k < results; k++)
        {
            node.Output.Add(results == 1 ? name : $"{name}.{k.ToString(CultureInfo.InvariantCulture)}");
        }

        foreach (var (key, value) in attributes)
        {
            if (value is not null)
            {
                node.Attribute.Add(Attribute(key, value));
            }
        }

        Nodes.Add(node);
        return [.. node.Output];
    }

    /// <summary>A list of integers as a constant, once for equal ones.</summary>
    public string Integers(params ReadOnlySpan<long> values)
    {
        var key = "i" + string.Join(',', values.ToArray());
        if (!numbers.TryGetValue(key, out var name))
        {
            name = numbers[key] = $"number_{numbers.Count.ToString(CultureInfo.InvariantCulture)}";
            Store(name, MemoryMarshal.AsBytes(values), ElementTypes.Of(torch.ScalarType.Int64), [values.Length]);
        }

        return name;
    }

    /// <summary>One number without dimensions as a constant, once for equal ones.</summary>
    public string Number(double value, torch.ScalarType type)
    {
        var key = FormattableString.Invariant($"n{type}{value:R}{(value == 0 && double.IsNegative(value) ? "-" : "")}");
        if (!numbers.TryGetValue(key, out var name))
        {
            name = numbers[key] = $"number_{numbers.Count.ToString(CultureInfo.InvariantCulture)}";
            using var scope = torch.NewDisposeScope();
            Constant(name, torch.tensor(value, dtype: torch.ScalarType.Float64).to(type));
        }

        return name;
    }

    /// <summary>One integer without dimensions as a constant.</summary>
    public string Integer(long value)
    {
        var key = FormattableString.Invariant($"s{value}");
        if (!numbers.TryGetValue(key, out var name))
        {
            name = numbers[key] = $"number_{numbers.Count.ToString(CultureInfo.InvariantCulture)}";
            Store(name, MemoryMarshal.AsBytes([value]), ElementTypes.Of(torch.ScalarType.Int64), []);
        }

        return name;
    }

    /// <summary>A tensor as a constant under a name.</summary>
    /// <exception cref="NotSupportedException">ONNX has no such element type.</exception>
    /// <exception cref="UserErrorException">It takes more than 2 GB.</exception>
    public void Constant(string name, torch.Tensor tensor)
    {
        if (tensor.numel() * tensor.element_size() > Array.MaxLength)
        {
            throw new UserErrorException(FormattableString.Invariant(
                $"onnx: one weight of the shape ({string.Join(", ", tensor.shape)}) takes {tensor.numel() * tensor.element_size() / 1e9:F1} GB; an ONNX file has any number of weights, but of 2.1 GB each at most: export it as TorchScript, or split the layer"));
        }

        using var scope = torch.NewDisposeScope();
        var plain = tensor.detach().cpu().contiguous();
        Store(name, plain.bytes, ElementTypes.Of(plain.dtype), plain.shape);
    }

    private static AttributeProto Attribute(string name, object value)
    {
        var attribute = new AttributeProto { Name = name };
        switch (value)
        {
            case bool truth:
                (attribute.Type, attribute.I) = (AttributeProto.Types.AttributeType.Int, truth ? 1 : 0);
                break;
            case int or long:
                (attribute.Type, attribute.I) = (AttributeProto.Types.AttributeType.Int, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case float or double:
                (attribute.Type, attribute.F) = (AttributeProto.Types.AttributeType.Float, Convert.ToSingle(value, CultureInfo.InvariantCulture));
                break;
            case string text:
                (attribute.Type, attribute.S) = (AttributeProto.Types.AttributeType.String, ByteString.CopyFromUtf8(text));
                break;
            case IEnumerable<long> integers:
                attribute.Type = AttributeProto.Types.AttributeType.Ints;
                attribute.Ints.AddRange(integers);
                break;
            case TensorProto tensor:
                (attribute.Type, attribute.T) = (AttributeProto.Types.AttributeType.Tensor, tensor);
                break;
            default:
                throw new ArgumentException($"an attribute of type {value.GetType().Name}", nameof(value));
        }

        return attribute;
    }

    private void Store(string name, ReadOnlySpan<byte> bytes, int type, ReadOnlySpan<long> shape)
    {
        var tensor = new TensorProto { Name = name, DataType = type, RawData = ByteString.CopyFrom(bytes) };
        foreach (var size in shape)
        {
            tensor.Dims.Add(size);
        }

        Constants[name] = tensor;
    }
}
