using Thelper.Onnx.Proto;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Onnx.Tests;

/// <summary>Matrices and kernels are 16-bit numbers in the file, vectors and what has no room in 16 bits are not.</summary>
[NoLeaks]
public sealed class HalfWeightsTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("thelper-onnx").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Each_tensor_has_the_type_that_suits_it()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var model = Sequential(("a", Linear(4, 3)), ("norm", BatchNorm1d(3)), ("b", Linear(3, 2)));
        model.eval();
        model.get_parameter("b.weight")!.fill_(1e6);
        var trace = DynamicTrace.Of(model, randn(1, 4), model.call);
        using var module = trace.Module;
        var file = Path.Combine(folder, "m.onnx");
        OnnxExporter.Export(trace, file, new() { HalfWeights = true });
        var types = ModelProto.Parser.ParseFrom(File.ReadAllBytes(file)).Graph.Initializer.ToDictionary(tensor => tensor.Name, tensor => tensor.DataType);
        types.Where(entry => entry.Value == ElementTypes.Of(ScalarType.Float16)).Select(entry => entry.Key).ShouldBe(["a.weight.float16"]);
        types["b.weight"].ShouldBe(ElementTypes.Of(ScalarType.Float32));
        types.Count.ShouldBeGreaterThanOrEqualTo(4);
        using var onnx = OnnxModel.Open(file);
        var input = rand(3, 4);
        var (found, expected) = (onnx.Run(input)["output"], model.call(input));
        ((found - expected).abs().max() / expected.abs().max()).ToDouble().ShouldBeInRange(0, 1e-2);
    }

    [Fact]
    public void What_pictures_go_through_keeps_its_numbers()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var model = Conv2d(3, 4, 3);
        var trace = DynamicTrace.Of(model, randn(1, 3, 8, 8), model.call);
        using var module = trace.Module;
        var file = Path.Combine(folder, "m.onnx");
        OnnxExporter.Export(trace, file, new() { HalfWeights = true, Pictures = new() { Mean = [123.675, 116.28, 103.53], Std = [58.395, 57.12, 57.375] } });
        var tensors = ModelProto.Parser.ParseFrom(File.ReadAllBytes(file)).Graph.Initializer;
        tensors.Where(tensor => tensor.Dims.SequenceEqual([1, 3, 1, 1])).Select(tensor => tensor.DataType).ShouldBe([ElementTypes.Of(ScalarType.Float32), ElementTypes.Of(ScalarType.Float32)]);
        tensors.Single(tensor => tensor.Dims.SequenceEqual([4, 3, 3, 3])).DataType.ShouldBe(ElementTypes.Of(ScalarType.Float16));
    }
}
