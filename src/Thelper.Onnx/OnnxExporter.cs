using Google.Protobuf;
using Thelper.Onnx.Proto;
using Thelper.Torch;

namespace Thelper.Onnx;

/// <summary>Writes a traced model as ONNX.</summary>
/// <remarks>
/// Weights become constants under the model's own names. Steps on constants alone are computed once, by ONNX Runtime; what no result needs is left out.
/// The specification: https://onnx.ai/onnx/operators.
/// </remarks>
public static class OnnxExporter
{
    private const long IrVersion = 8;

    /// <summary>Writes a file.</summary>
    /// <param name="trace">The model. Its program loses changes in place, which changes no result.</param>
    /// <param name="path">The file; weights above <see cref="OnnxOptions.ExternalDataFrom"/> go to <c>path.data</c>. Both are replaced when they are complete.</param>
    /// <param name="options">How.</param>
    /// <returns>The names of the results, in their order.</returns>
    /// <exception cref="UserErrorException">A step has no form in ONNX (the message names the module), or an option is out of range.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static IReadOnlyList<string> Export(DynamicTrace trace, string path, OnnxOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(trace);
        options ??= new OnnxOptions();
        if (options.Opset is < 13 or > 18)
        {
            throw new UserErrorException($"opset {options.Opset} is out of range: 13 to 18");
        }

        using var scope = torch.NewDisposeScope();
        var program = trace.Module.Graph(functional: true);
        var graph = new GraphBuilder(options.Opset);
        var translation = new Translation(graph, Tensors(trace.Module));
        graph.Scope = "pictures";
        var result = translation.Translate(program, [options.Pictures is { } pictures ? PictureInput.Write(graph, options.InputName, pictures) : options.InputName]);
        var outputs = Outputs(result, translation, options.OutputNames);
        var proto = new GraphProto { Name = "thelper" };
        proto.Input.Add(options.Pictures is { } bytes
            ? PictureInput.Info(options.InputName, bytes, trace, program.Inputs[1].Shape!)
            : Input(options.InputName, program.Inputs[1], trace));
        foreach (var (k, (name, value)) in outputs.Index())
        {
            graph.Scope = "";
            var node = new NodeProto { OpType = "Identity", Name = $"output/{name}" };
            node.Input.Add(value.Name);
            node.Output.Add(name);
            graph.Nodes.Add(node);
            proto.Output.Add(Output(name, value.Type, trace.ResultAxes[k], options.RowsName));
        }

        ConstantFolding.Apply(graph);
        proto.Node.AddRange(Needed(graph.Nodes, outputs.ConvertAll(output => output.Name)));
        var used = proto.Node.SelectMany(node => node.Input).ToHashSet();
        proto.Initializer.AddRange(graph.Constants.Where(constant => used.Contains(constant.Key)).Select(constant => constant.Value));
        if (options.HalfWeights)
        {
            Onnx.HalfWeights.Apply(proto);
        }

        Write(Model(proto, options), path, options);
        return outputs.ConvertAll(output => output.Name);
    }

    private static ModelProto Model(GraphProto graph, OnnxOptions options)
    {
        var model = new ModelProto { IrVersion = IrVersion, ProducerName = "thelper", ProducerVersion = options.ProducerVersion, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = options.Opset });
        foreach (var (key, value) in options.Metadata)
        {
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        }

        return model;
    }

    private static Dictionary<string, torch.Tensor> Tensors(torch.nn.Module module)
    {
        var tensors = module.named_buffers().ToDictionary(pair => pair.buffer is null ? "" : pair.name, pair => pair.buffer);
        foreach (var (name, parameter) in module.named_parameters())
        {
            tensors[name] = parameter;
        }

        return tensors;
    }

    private static List<(string Name, Translation.Named Value)> Outputs(object? result, Translation translation, IReadOnlyList<string>? names)
    {
        var found = new List<(string Name, Translation.Named Value)>();
        Collect(result, names is [var only] ? only : "output");
        if (names is not null && names.Count == found.Count)
        {
            return [.. found.Zip(names, (output, name) => (name, output.Value))];
        }

        return found;

        void Collect(object? value, string name)
        {
            switch (value)
            {
                case Translation.Named named:
                    found.Add((name, named));
                    break;
                case Translation.Stored or torch.Tensor:
                    found.Add((name, new Translation.Named(translation.ValueOf(value, torch.ScalarType.Float32), new ScriptValue(0, "", Translation.TypeOf(value), Translation.ShapeOf(value), null))));
                    break;
                case IEnumerable<KeyValuePair<string, object?>> map:
                    foreach (var (key, item) in map)
                    {
                        Collect(item, key);
                    }

                    break;
                case IEnumerable<object?> items:
                    foreach (var (item, k) in items.Select((item, k) => (item, k)))
                    {
                        Collect(item, $"{name}{k}");
                    }

                    break;
                case Translation.Untold untold:
                    throw untold.Refusal();
                default:
                    throw new UserErrorException("the model returns something that is no tensor; ONNX has tensors only");
            }
        }
    }

    private static ValueInfoProto Input(string name, ScriptValue value, DynamicTrace trace) =>
        Info(name, value, k => k == 0 ? (trace.BatchVaries ? "batch" : null) : k >= 2 && trace.SpaceVaries ? (k == 2 ? "height" : "width") : null);

    // Sizes of two results never have one name but where they are the same.
    private static ValueInfoProto Output(string name, ScriptValue value, IReadOnlyList<ResultAxis> axes, string? rows)
    {
        var isMap = axes is [_, .., ResultAxis.Free, ResultAxis.Free];
        return Info(name, value, k => k == 0 && rows is not null ? rows : axes.ElementAtOrDefault(k) switch
        {
            ResultAxis.Batch => "batch",
            ResultAxis.Free => name + (isMap && k == axes.Count - 2 ? "_height" : isMap && k == axes.Count - 1 ? "_width" : FormattableString.Invariant($"_size{k}")),
            _ => null,
        });
    }

    // The name of an axis of any size, or null.
    private static ValueInfoProto Info(string name, ScriptValue value, Func<int, string?> axis)
    {
        var type = new TypeProto.Types.Tensor { ElemType = ElementTypes.Of(value.DType ?? torch.ScalarType.Float32) };
        if (value.Shape is { } shape)
        {
            type.Shape = new TensorShapeProto();
            for (var k = 0; k < shape.Count; k++)
            {
                type.Shape.Dim.Add(axis(k) is { } free ? new TensorShapeProto.Types.Dimension { DimParam = free } : new TensorShapeProto.Types.Dimension { DimValue = shape[k] });
            }
        }

        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = type } };
    }

    private static IEnumerable<NodeProto> Needed(List<NodeProto> nodes, List<string> outputs)
    {
        var wanted = outputs.ToHashSet();
        var kept = new List<NodeProto>();
        foreach (var node in Enumerable.Reverse(nodes))
        {
            if (node.Output.Any(wanted.Contains))
            {
                wanted.UnionWith(node.Input);
                kept.Add(node);
            }
        }

        return Enumerable.Reverse(kept);
    }

    private static void Write(ModelProto model, string path, OnnxOptions options)
    {
        var data = Path.Combine(Path.GetDirectoryName(path)!, options.DataName ?? Path.GetFileName(path) + ".data");
        if (model.Graph.Initializer.Sum(tensor => (long)tensor.RawData.Length) > options.ExternalDataFrom)
        {
            Torch.Serialization.AtomicFile.Write(data, stream => WriteData(model, Path.GetFileName(data), stream));
        }

        Torch.Serialization.AtomicFile.Write(path, model.WriteTo);
    }

    // Each tensor begins at a multiple of a page, so that engines can map the file.
    private static void WriteData(ModelProto model, string name, Stream stream)
    {
        const long Page = 4096;
        var at = 0L;
        foreach (var tensor in model.Graph.Initializer)
        {
            var bytes = tensor.RawData;
            if (bytes.Length < 1024)
            {
                continue;
            }

            while (at % Page != 0)
            {
                stream.WriteByte(0);
                at++;
            }

            stream.Write(bytes.Span);
            tensor.DataLocation = TensorProto.Types.DataLocation.External;
            foreach (var (key, value) in (ReadOnlySpan<(string, string)>)[("location", name), ("offset", FormattableString.Invariant($"{at}")), ("length", FormattableString.Invariant($"{bytes.Length}"))])
            {
                tensor.ExternalData.Add(new StringStringEntryProto { Key = key, Value = value });
            }

            tensor.RawData = ByteString.Empty;
            at += bytes.Length;
        }
    }
}
