using System.Runtime.InteropServices;
using Google.Protobuf;
using Thelper.Onnx.Proto;
using Thelper.Torch;

namespace Thelper.Onnx;

/// <summary>Stores matrices and kernels as 16-bit numbers, which the graph makes 32-bit ones again before anything computes with them.</summary>
/// <remarks>Vectors (of normalisations, biases, sizes) stay, whatever axes of 1 they have: they are small, and a variance has no room in 16 bits.</remarks>
internal static class HalfWeights
{
    private const float Greatest = 65504;

    /// <summary>Changes a graph.</summary>
    public static void Apply(GraphProto graph)
    {
        var casts = new List<NodeProto>();
        foreach (var tensor in graph.Initializer.Where(tensor => tensor.DataType == ElementTypes.Of(torch.ScalarType.Float32) && tensor.Dims.Count(size => size > 1) > 1))
        {
            var values = MemoryMarshal.Cast<byte, float>(tensor.RawData.Span);
            if (!Fits(values))
            {
                continue;
            }

            var halves = new Half[values.Length];
            for (var k = 0; k < halves.Length; k++)
            {
                halves[k] = (Half)values[k];
            }

            var name = tensor.Name;
            tensor.Name = name + ".float16";
            tensor.DataType = ElementTypes.Of(torch.ScalarType.Float16);
            tensor.RawData = ByteString.CopyFrom(MemoryMarshal.AsBytes(halves.AsSpan()));
            var cast = new NodeProto { OpType = "Cast", Name = name + ".float32" };
            cast.Input.Add(tensor.Name);
            cast.Output.Add(name);
            cast.Attribute.Add(new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = ElementTypes.Of(torch.ScalarType.Float32) });
            casts.Add(cast);
        }

        var steps = graph.Node.ToList();
        graph.Node.Clear();
        graph.Node.AddRange(casts);
        graph.Node.AddRange(steps);
    }

    private static bool Fits(ReadOnlySpan<float> values)
    {
        foreach (var value in values)
        {
            if (!(MathF.Abs(value) <= Greatest))
            {
                return false;
            }
        }

        return values.Length > 0;
    }
}
