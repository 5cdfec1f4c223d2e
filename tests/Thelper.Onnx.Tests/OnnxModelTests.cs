using System.Diagnostics;
using Google.Protobuf;
using Thelper.Onnx.Proto;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Onnx.Tests;

/// <summary>Files of other programs: what is no model with one tensor for its input is said, with the file's name.</summary>
[NoLeaks]
public sealed class OnnxModelTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("thelper-onnx").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_model_has_one_input()
    {
        using var scope = NewDisposeScope();
        using (var one = OnnxModel.Open(Written("x")))
        {
            one.Run(ones(3))["sum"].DataSpan<float>().ToArray().ShouldBe([2, 2, 2]);
            Should.Throw<UserErrorException>(() => one.Run(ones(4))).Message.ShouldContain("[4]");
        }

        Should.Throw<UserErrorException>(() => OnnxModel.Open(Written("x", "y"))).Message.ShouldEndWith("this has 2 inputs (x, y)");
        Should.Throw<UserErrorException>(() => OnnxModel.Open(Written())).Message.ShouldContain("m.onnx is no model of pictures");
    }

    // The child's standard error is the engine's, too.
    [Fact]
    public void A_run_that_fails_says_nothing_on_standard_error()
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(OnnxModelTests).Assembly.Location, "-noColor", "-noLogo", "-method", $"{typeof(OnnxModelTests).FullName}.{nameof(A_run_that_fails_is_an_exception)}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEnd();
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        output.ShouldContain("Total: 1, Errors: 0, Failed: 0, Skipped: 0");
        error.ShouldNotContain("[E:onnxruntime");
    }

    // Seven numbers are taken; any count is declared.
    [Fact]
    public void A_run_that_fails_is_an_exception()
    {
        using var scope = NewDisposeScope();
        var model = OfBytes("Reshape");
        var shape = new TensorProto { Name = "shape", DataType = ElementTypes.Of(ScalarType.Int64), RawData = ByteString.CopyFrom(7, 0, 0, 0, 0, 0, 0, 0) };
        shape.Dims.Add(1);
        model.Graph.Initializer.Add(shape);
        model.Graph.Node[0].Input.Add("shape");
        using var onnx = OnnxModel.Open(Written(model));
        Should.Throw<UserErrorException>(() => onnx.Run(zeros([3], ScalarType.Byte))).Message.ShouldContain("does not take an input of shape [3]");
    }

    // Weights that would lie anywhere else are refused by the engine.
    [Theory]
    [InlineData("/etc/hostname")]
    [InlineData("../../../../etc/hostname")]
    public void Weights_lie_beside_the_file(string place)
    {
        File.WriteAllText(Path.Combine(folder, "weights.bin"), "w");
        using (var beside = OnnxModel.Open(Written(WithWeights("weights.bin"))))
        {
            beside.Outputs.ShouldBe(["sum", "copy"]);
        }

        Should.Throw<UserErrorException>(() => OnnxModel.Open(Written(WithWeights(place)))).Message.ShouldContain("m.onnx is no ONNX model that ONNX Runtime can run");
    }

    // Needs some 5 GB of memory.
    [Fact]
    public void A_batch_may_be_larger_than_two_gigabytes_and_an_answer_that_is_says_so()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("THELPER_LARGE") == "1", "set THELPER_LARGE=1 to run it");
        using var scope = NewDisposeScope();
        var bytes = zeros([(1L << 31) + 5], ScalarType.Byte);
        bytes.narrow(0, (1L << 31) + 4, 1).fill_(7);
        using (var most = OnnxModel.Open(Written(OfBytes("ReduceMax"))))
        {
            most.Run(bytes)["result"].DataSpan<byte>().ToArray().ShouldBe([7]);
        }

        using var same = OnnxModel.Open(Written(OfBytes("Identity")));
        Should.Throw<UserErrorException>(() => same.Run(bytes)).Message.ShouldContain("of the shape [2147483653] is larger than 2 GiB");
    }

    private static ModelProto OfBytes(string operation)
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimParam = "n" });
        var graph = new GraphProto { Name = "g" };
        graph.Input.Add(new ValueInfoProto { Name = "x", Type = new() { TensorType = new() { ElemType = ElementTypes.Of(ScalarType.Byte), Shape = shape } } });
        graph.Node.Add(new NodeProto { OpType = operation, Input = { "x" }, Output = { "result" } });
        graph.Output.Add(new ValueInfoProto { Name = "result" });
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        return model;
    }

    private static ModelProto WithWeights(string place)
    {
        var model = Model("x");
        var weights = new TensorProto { Name = "w", DataType = ElementTypes.Of(ScalarType.Byte), DataLocation = TensorProto.Types.DataLocation.External };
        weights.Dims.Add(1);
        weights.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = place });
        model.Graph.Initializer.Add(weights);
        model.Graph.Node.Add(new NodeProto { OpType = "Identity", Input = { "w" }, Output = { "copy" } });
        model.Graph.Output.Add(new ValueInfoProto { Name = "copy" });
        return model;
    }

    // The sum of the first input (or a constant) with the last.
    private static ModelProto Model(params string[] inputs)
    {
        var graph = new GraphProto { Name = "g" };
        foreach (var name in inputs)
        {
            graph.Input.Add(new ValueInfoProto { Name = name, Type = Vector() });
        }

        var constant = new TensorProto { Name = "c", DataType = ElementTypes.Of(ScalarType.Float32), RawData = ByteString.CopyFrom(new byte[12]) };
        constant.Dims.Add(3);
        graph.Initializer.Add(constant);
        graph.Node.Add(new NodeProto { OpType = "Add", Input = { inputs is [var first, ..] ? first : "c", inputs is [.., var last] ? last : "c" }, Output = { "sum" } });
        graph.Output.Add(new ValueInfoProto { Name = "sum", Type = Vector() });
        var model = new ModelProto { IrVersion = 8, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Version = 17 });
        return model;
    }

    private static TypeProto Vector()
    {
        var shape = new TensorShapeProto();
        shape.Dim.Add(new TensorShapeProto.Types.Dimension { DimValue = 3 });
        return new() { TensorType = new() { ElemType = ElementTypes.Of(ScalarType.Float32), Shape = shape } };
    }

    private string Written(params string[] inputs) => Written(Model(inputs));

    private string Written(ModelProto model)
    {
        var file = Path.Combine(folder, "m.onnx");
        File.WriteAllBytes(file, model.ToByteArray());
        return file;
    }
}
