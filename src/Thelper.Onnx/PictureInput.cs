using Thelper.Onnx.Proto;
using Thelper.Torch;

namespace Thelper.Onnx;

/// <summary>Writes the steps from bytes of pictures to the network's input.</summary>
internal static class PictureInput
{
    // OpenCV computes grey in whole numbers: (B * 3735 + G * 19235 + R * 9798 + 16384) >> 15. Single precision holds them all.
    private static readonly float[] GreyWeights = [3735, 19235, 9798];
    private const float GreyHalf = 16384;
    private const float GreyScale = 32768;

    /// <summary>Writes the steps.</summary>
    /// <param name="graph">Receives them.</param>
    /// <param name="input">Name of the graph's input.</param>
    /// <param name="pictures">What to do.</param>
    /// <returns>Name of the network's input.</returns>
    public static string Write(GraphBuilder graph, string input, OnnxPictures pictures)
    {
        var value = graph.Add("Cast", [input], ("to", ElementTypes.Of(torch.ScalarType.Float32)));
        value = graph.Add("Transpose", [value], ("perm", (long[])[0, 3, 1, 2]));
        if (pictures.Size is var (height, width))
        {
            value = Resize(graph, value, height, width);
        }

        if (pictures.IsGrey)
        {
            var weighed = graph.Add("Mul", [value, Constant(graph, GreyWeights)]);
            var sum = graph.Add("ReduceSum", [weighed, graph.Integers(1)], ("keepdims", 1));
            value = graph.Add("Floor", [graph.Add("Div", [graph.Add("Add", [sum, graph.Number(GreyHalf, torch.ScalarType.Float32)]), graph.Number(GreyScale, torch.ScalarType.Float32)])]);
        }

        if (pictures.RepeatsGrey)
        {
            value = graph.Add("Concat", [value, value, value], ("axis", 1));
        }

        var centred = graph.Add("Sub", [value, Constant(graph, [.. pictures.Mean.Select(number => (float)number)])]);
        return graph.Add("Div", [centred, Constant(graph, [.. pictures.Std.Select(number => (float)number)])]);
    }

    /// <summary>The declaration of the input.</summary>
    public static ValueInfoProto Info(string name, OnnxPictures pictures, DynamicTrace trace, IReadOnlyList<long> networkShape)
    {
        var shape = new TensorShapeProto();
        var isFree = pictures.Size is not null || trace.SpaceVaries;
        shape.Dim.Add(trace.BatchVaries ? new TensorShapeProto.Types.Dimension { DimParam = "batch" } : new TensorShapeProto.Types.Dimension { DimValue = networkShape[0] });
        shape.Dim.Add(isFree ? new TensorShapeProto.Types.Dimension { DimParam = Axis("height") } : new TensorShapeProto.Types.Dimension { DimValue = networkShape[2] });
        shape.Dim.Add(isFree ? new TensorShapeProto.Types.Dimension { DimParam = Axis("width") } : new TensorShapeProto.Types.Dimension { DimValue = networkShape[3] });
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = 3 });
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = ElementTypes.Of(torch.ScalarType.Byte), Shape = shape } } };

        string Axis(string axis) => pictures.Size is null ? axis : "picture_" + axis;
    }

    private static string Resize(GraphBuilder graph, string value, int height, int width)
    {
        var leading = graph.Add("Slice", [graph.Add("Shape", [value]), graph.Integers(0), graph.Integers(2)]);
        var sizes = graph.Add("Concat", [leading, graph.Integers(height, width)], ("axis", 0));
        var resized = graph.Add("Resize", [value, "", "", sizes], ("mode", "linear"), ("coordinate_transformation_mode", "half_pixel"));

        // Bytes again: half-way cases go up, as in OpenCV.
        return graph.Add("Floor", [graph.Add("Add", [resized, graph.Number(0.5, torch.ScalarType.Float32)])]);
    }

    private static string Constant(GraphBuilder graph, float[] values)
    {
        using var scope = torch.NewDisposeScope();
        var name = graph.Fresh("pictures");
        graph.Constant(name, torch.tensor(values).view(1, -1, 1, 1));
        return name;
    }
}
