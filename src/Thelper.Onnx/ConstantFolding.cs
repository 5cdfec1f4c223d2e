using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Thelper.Onnx.Proto;
using Thelper.Torch;

namespace Thelper.Onnx;

/// <summary>Computes the steps that depend on constants alone, so that the file holds their results.</summary>
/// <remarks>ONNX Runtime computes them: a step then means the same before and after.</remarks>
internal static class ConstantFolding
{
    // What is large stays a step: a result that grows far beyond its inputs, and large weights, of which all together may be more than a model of protocol buffers holds.
    private const long MaxBytes = 16 << 20;

    /// <summary>Replaces such steps of a graph by constants.</summary>
    public static void Apply(GraphBuilder graph)
    {
        var known = graph.Constants.Where(constant => constant.Value.RawData.Length <= MaxBytes).Select(constant => constant.Key).ToHashSet();
        var foldable = new List<NodeProto>();
        foreach (var node in graph.Nodes.Where(node => node.OpType != "Identity"))
        {
            if (node.Input.All(input => input.Length == 0 || known.Contains(input)))
            {
                foldable.Add(node);
                known.UnionWith(node.Output);
            }
        }

        if (foldable.Count == 0)
        {
            return;
        }

        var inside = foldable.ToHashSet();
        var wanted = graph.Nodes.Where(node => !inside.Contains(node)).SelectMany(node => node.Input).ToHashSet();
        string[] results = [.. foldable.SelectMany(node => node.Output).Where(wanted.Contains)];
        try
        {
            foreach (var (name, value) in Compute(graph, foldable, results))
            {
                graph.Constants[name] = value;
            }
        }
        catch (OnnxRuntimeException e)
        {
            throw new UserErrorException($"onnx: ONNX Runtime cannot compute a constant of the model: {e.Message}", e);
        }

        graph.Nodes.RemoveAll(node => inside.Contains(node) && node.Output.All(output => graph.Constants.ContainsKey(output) || !wanted.Contains(output)));
    }

    private static IEnumerable<(string Name, TensorProto Value)> Compute(GraphBuilder graph, List<NodeProto> nodes, string[] results)
    {
        var part = new GraphProto { Name = "constants" };
        part.Node.AddRange(nodes);
        var used = nodes.SelectMany(node => node.Input).ToHashSet();
        part.Initializer.AddRange(graph.Constants.Where(constant => used.Contains(constant.Key)).Select(constant => constant.Value));
        part.Output.AddRange(results.Select(name => new ValueInfoProto { Name = name }));
        var model = new ModelProto { IrVersion = 8, Graph = part };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = graph.Opset });
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR, IntraOpNumThreads = 1 };
        using var session = new InferenceSession(model.ToByteArray(), options);
        using var run = new RunOptions();
        using var values = session.Run(run, new Dictionary<string, OrtValue>(), results);
        for (var k = 0; k < results.Length; k++)
        {
            var info = values[k].GetTensorTypeAndShape();
            var bytes = values[k].GetTensorDataAsSpan<byte>();
            if (bytes.Length <= MaxBytes)
            {
                var tensor = new TensorProto { Name = results[k], DataType = (int)info.ElementDataType, RawData = ByteString.CopyFrom(bytes) };
                tensor.Dims.AddRange(info.Shape);
                yield return (results[k], tensor);
            }
        }
    }
}
