using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;
using Thelper.Onnx.Proto;
using Thelper.Torch;

namespace Thelper.Onnx;

/// <summary>Computes the steps that depend on constants alone, so that the file holds their results.</summary>
/// <remarks>ONNX Runtime computes them: a step then means the same before and after.</remarks>
internal static class ConstantFolding
{
    // What is large stays a step: a result that grows far beyond its inputs, and large weights.
    private const long MaxBytes = 16 << 20;

    // All together go through a model of protocol buffers, which ends at 2 GiB, and lie in memory three times meanwhile. Numbers and sizes do not count: there are as many steps as there are of them.
    private const long MaxBytesOfAll = 1 << 30;
    private const int UncountedBytes = 4 << 10;

    /// <summary>Replaces such steps of a graph by constants.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="maxBytes">What the constants that go into such steps take at most; further steps stay.</param>
    public static void Apply(GraphBuilder graph, long maxBytes = MaxBytesOfAll)
    {
        var foldable = Foldable(graph, maxBytes);
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

        // What makes a result that has become too large stays, with all that it is made of.
        var missing = results.Where(name => !graph.Constants.ContainsKey(name)).ToHashSet();
        foreach (var node in Enumerable.Reverse(foldable).Where(node => node.Output.Any(missing.Contains)))
        {
            inside.Remove(node);
            missing.UnionWith(node.Input.Where(input => !graph.Constants.ContainsKey(input)));
            foreach (var output in node.Output)
            {
                graph.Constants.Remove(output);
            }
        }

        graph.Nodes.RemoveAll(inside.Contains);
    }

    private static List<NodeProto> Foldable(GraphBuilder graph, long maxBytes)
    {
        var made = new HashSet<string>();
        var used = new HashSet<string>();
        var foldable = new List<NodeProto>();
        foreach (var node in graph.Nodes.Where(node => node.OpType != "Identity" && node.Input.All(IsKnown)))
        {
            string[] fresh = [.. node.Input.Distinct().Where(input => graph.Constants.ContainsKey(input) && !used.Contains(input))];
            var bytes = fresh.Sum(input => graph.Constants[input].RawData.Length is > UncountedBytes and var length ? (long)length : 0);
            if (bytes <= maxBytes)
            {
                maxBytes -= bytes;
                used.UnionWith(fresh);
                made.UnionWith(node.Output);
                foldable.Add(node);
            }
        }

        return foldable;

        bool IsKnown(string input) => input.Length == 0 || made.Contains(input) || (graph.Constants.TryGetValue(input, out var constant) && constant.RawData.Length <= MaxBytes);
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
        using var options = new SessionOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, IntraOpNumThreads = 1 };
        using var session = new InferenceSession(model.ToByteArray(), options);
        using var run = new RunOptions { LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL };
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
