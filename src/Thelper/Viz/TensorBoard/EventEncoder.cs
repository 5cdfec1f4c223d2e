using Google.Protobuf;

namespace Thelper.Viz.TensorBoard;

/// <summary>Encodes TensorBoard's event messages.</summary>
/// <remarks>
/// Field numbers: tensorflow/core/util/event.proto, framework/summary.proto, tensor.proto, tensor_shape.proto, graph.proto, node_def.proto, attr_value.proto.
/// Written by hand: four small messages do not pay for generated classes and their descriptors at start-up.
/// </remarks>
internal static class EventEncoder
{
    private const int StringType = 7;

    // TF_GRAPH_DEF_VERSION of the releases that introduced the form used here; readers accept all later than 0.
    private const int GraphVersion = 22;

    /// <summary>The first event of a file.</summary>
    public static byte[] Version(double time) => Message(output =>
    {
        Double(output, 1, time);
        String(output, 3, "brain.Event:2");
    });

    /// <summary>An event with one summary value.</summary>
    public static byte[] Summary(double time, long step, byte[] value) => Message(output =>
    {
        Double(output, 1, time);
        Int64(output, 2, step);
        Bytes(output, 5, Message(summary => Bytes(summary, 1, value)));
    });

    /// <summary>A value with a number.</summary>
    public static byte[] Scalar(string tag, float number) => Message(output =>
    {
        String(output, 1, tag);
        output.WriteTag(2, WireFormat.WireType.Fixed32);
        output.WriteFloat(number);
    });

    /// <summary>A value with a PNG picture in RGBA.</summary>
    public static byte[] Image(string tag, int width, int height, byte[] png) => Message(output =>
    {
        String(output, 1, tag);
        Bytes(output, 4, Message(image =>
        {
            Int64(image, 1, height);
            Int64(image, 2, width);
            Int64(image, 3, 3);
            Bytes(image, 4, png);
        }));
    });

    /// <summary>A value with a text, in the form of TensorBoard's text plugin: a tensor of one string.</summary>
    public static byte[] Text(string tag, string text) => Message(output =>
    {
        String(output, 1, tag);
        Bytes(output, 8, Message(tensor =>
        {
            Int64(tensor, 1, StringType);
            Bytes(tensor, 2, Message(shape => Bytes(shape, 2, Message(dimension => Int64(dimension, 1, 1)))));
            String(tensor, 8, text);
        }));
        Bytes(output, 9, Message(metadata => Bytes(metadata, 1, Message(plugin => String(plugin, 1, "text")))));
    });

    /// <summary>An event with a graph of layers.</summary>
    public static byte[] Graph(double time, IReadOnlyList<GraphNode> nodes) => Message(output =>
    {
        Double(output, 1, time);
        Bytes(output, 4, Message(graph =>
        {
            foreach (var node in nodes)
            {
                Bytes(graph, 1, Node(node));
            }

            Bytes(graph, 4, Message(versions => Int64(versions, 1, GraphVersion)));
        }));
    });

    /// <summary>A value with a distribution.</summary>
    public static byte[] Distribution(string tag, Histogram histogram) => Message(output =>
    {
        String(output, 1, tag);
        Bytes(output, 5, Message(content =>
        {
            Double(content, 1, histogram.Min);
            Double(content, 2, histogram.Max);
            Double(content, 3, histogram.Count);
            Double(content, 4, histogram.Sum);
            Double(content, 5, histogram.SumOfSquares);
            Doubles(content, 6, histogram.Limits);
            Doubles(content, 7, histogram.Counts);
        }));
    });

    private static byte[] Node(GraphNode node) => Message(output =>
    {
        String(output, 1, node.Name);
        String(output, 2, node.Kind);
        foreach (var input in node.Inputs)
        {
            String(output, 3, input);
        }

        if (node.OutputShape is { } shape)
        {
            var dimensions = Message(sizes =>
            {
                foreach (var size in shape)
                {
                    Bytes(sizes, 2, Message(dimension => Int64(dimension, 1, size)));
                }
            });
            Attribute(output, "_output_shapes", value => Bytes(value, 1, Message(list => Bytes(list, 7, dimensions))));
        }

        foreach (var (name, detail) in node.Details ?? new Dictionary<string, object>())
        {
            Attribute(output, name, value =>
            {
                if (detail is long number)
                {
                    Int64(value, 3, number);
                }
                else
                {
                    String(value, 2, (string)detail);
                }
            });
        }
    });

    private static void Attribute(CodedOutputStream output, string name, Action<CodedOutputStream> write) => Bytes(output, 5, Message(entry =>
    {
        String(entry, 1, name);
        Bytes(entry, 2, Message(write));
    }));

    internal static byte[] Message(Action<CodedOutputStream> write)
    {
        using var bytes = new MemoryStream();
        using (var output = new CodedOutputStream(bytes, leaveOpen: true))
        {
            write(output);
        }

        return bytes.ToArray();
    }

    internal static void Double(CodedOutputStream output, int field, double value)
    {
        output.WriteTag(field, WireFormat.WireType.Fixed64);
        output.WriteDouble(value);
    }

    internal static void Int64(CodedOutputStream output, int field, long value)
    {
        output.WriteTag(field, WireFormat.WireType.Varint);
        output.WriteInt64(value);
    }

    internal static void String(CodedOutputStream output, int field, string value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteString(value);
    }

    internal static void Bytes(CodedOutputStream output, int field, byte[] value)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(UnsafeByteOperations.UnsafeWrap(value));
    }

    private static void Doubles(CodedOutputStream output, int field, double[] values)
    {
        output.WriteTag(field, WireFormat.WireType.LengthDelimited);
        output.WriteLength(values.Length * sizeof(double));
        foreach (var value in values)
        {
            output.WriteDouble(value);
        }
    }
}
