using Thelper.Testing;
using Thelper.Torch;
using Thelper.Vision;
using Thelper.Vision.Models;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Onnx.Tests;

/// <summary>Whole models: the ONNX file gives what the model gives, also at other batch sizes and image sizes.</summary>
[NoLeaks]
public sealed class ModelTests
{
    private static readonly Dictionary<string, Func<Module<Tensor, Tensor>>> Classifiers = new()
    {
        ["resnet18"] = () => torchvision.models.resnet18(num_classes: 7),
        ["resnext50_32x4d"] = () => torchvision.models.resnext50_32x4d(num_classes: 7),
        ["mobilenet_v3_small"] = () => torchvision.models.mobilenet_v3_small(num_classes: 7),
        ["layers"] = () => Sequential(
            ("conv", Conv2d(3, 8, 3, padding: 1, dilation: 1)), ("group", GroupNorm(2, 8)), ("act", GELU()), ("up", ConvTranspose2d(8, 6, 4, stride: 2, padding: 1, output_padding: 0)), ("instance", InstanceNorm2d(6)),
            ("prelu", PReLU(6)), ("pool", AdaptiveAvgPool2d(1)), ("flat", Flatten()), ("drop", Dropout()), ("head", Linear(6, 7)), ("norm", LayerNorm([7]))),
    };

    public static TheoryData<string> Names => [.. Classifiers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_classifier_gives_the_same_numbers_at_other_sizes(string name)
    {
        manual_seed(5);
        using var scope = NewDisposeScope();
        using var model = Classifiers[name]();
        model.eval();
        Exported.Difference(model, model.call, randn(1, 3, 64, 64), new OnnxOptions(), [1, 3, 64, 64], [3, 3, 64, 64], [2, 3, 96, 80]).ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void A_segmentation_network_gives_the_same_numbers_at_other_sizes()
    {
        manual_seed(5);
        using var scope = NewDisposeScope();
        using var model = torchvision.models.segmentation.deeplabv3_resnet50(num_classes: 4, weights_backbone: null);
        model.eval();
        Exported.Difference(model, input => model.call(input), randn(1, 3, 64, 64), new OnnxOptions(), [1, 3, 64, 64], [2, 3, 96, 64]).ShouldBeLessThan(1e-5);
    }

    [Fact]
    public void Constants_are_computed_once_and_what_no_result_needs_is_left_out()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        using var model = Identity();
        var trace = DynamicTrace.Of(model, randn(1, 3), input =>
        {
            _ = input.exp() * 2;
            return input * (arange(3).to(ScalarType.Float32) * 2).sin() + 1;
        });
        using var module = trace.Module;
        OnnxExporter.Export(trace, folder["m.onnx"]);
        var graph = Proto.ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["m.onnx"])).Graph;
        graph.Node.Select(node => node.OpType).ShouldBe(["Mul", "Add", "Identity"]);
        graph.Initializer.Count.ShouldBe(2);
    }

    [Fact]
    public void Weights_have_the_names_that_the_model_has_for_them()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var folder = new Folder();
        using var model = Sequential(("conv", Conv2d(3, 8, 3)), ("norm", BatchNorm2d(8)), ("act", ReLU()), ("pool", AdaptiveAvgPool2d(1)), ("flat", Flatten()), ("head", Linear(8, 7)));
        model.eval();
        var trace = DynamicTrace.Of(model, randn(1, 3, 9, 11), model.call);
        using var module = trace.Module;
        OnnxExporter.Export(trace, folder["m.onnx"]);
        var held = Proto.ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["m.onnx"])).Graph.Initializer.ToDictionary(constant => constant.Name);

        // Of the number of batches that were seen nothing depends.
        foreach (var (name, weight) in model.state_dict().Where(entry => entry.Key != "norm.num_batches_tracked"))
        {
            held.ShouldContainKey(name);
            held[name].Dims.ToArray().ShouldBe(weight.shape, name);
            held[name].RawData.Span.SequenceEqual(weight.contiguous().bytes).ShouldBeTrue(name);
        }
    }

    [Fact]
    public void Sizes_that_vary_are_declared_so_and_others_are_numbers()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var folder = new Folder();
        using var model = Conv2d(3, 4, 3, stride: 2);
        foreach (var (axes, input, output) in new[] { (VaryingAxes.BatchAndSpace, "batch 3 height width", "batch 4 output_height output_width"), (VaryingAxes.Batch, "batch 3 9 11", "batch 4 4 5"), (VaryingAxes.None, "2 3 9 11", "2 4 4 5") })
        {
            var trace = DynamicTrace.Of(model, randn(2, 3, 9, 11), model.call, axes);
            using var module = trace.Module;
            OnnxExporter.Export(trace, folder["m.onnx"]);
            var graph = Proto.ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["m.onnx"])).Graph;
            Declared(graph.Input[0]).ShouldBe(input);
            Declared(graph.Output[0]).ShouldBe(output);
        }
    }

    [Fact]
    public void Sizes_of_results_are_declared_as_they_vary_whatever_their_shape_is()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var folder = new Folder();
        using var model = Conv2d(3, 4, 3, stride: 2);
        foreach (var (forward, results) in new (Func<Tensor, object?>, string)[]
        {
            (x => model.call(x).argmax(1), "batch output_height output_width"),
            (x => model.call(x).flatten(2), "batch 4 output_size2"),
            (x => model.call(x).flatten(2).transpose(1, 2), "batch output_size1 4"),
            (x => x.mean([2, 3], true), "batch 3 1 1"),
            (x => cat([x, x], 0), "output_size0 3 output_height output_width"),
            (x => (x.mean([2, 3]), x.sum([0, 2, 3]), model.call(x)), "batch 3, 3, batch 4 output2_height output2_width"),
            (x => new OrderedDictionary<string, object?> { ["map"] = x * 2, ["row"] = arange(0, 5) * 2 }, "batch 3 map_height map_width, 5"),
        })
        {
            var trace = DynamicTrace.Of(model, randn(2, 3, 9, 11), forward);
            using var module = trace.Module;
            trace.WhyNot.ShouldBeNull();
            OnnxExporter.Export(trace, folder["m.onnx"]);
            string.Join(", ", Proto.ModelProto.Parser.ParseFrom(File.ReadAllBytes(folder["m.onnx"])).Graph.Output.Select(Declared)).ShouldBe(results);
        }
    }

    [Fact]
    public void A_step_without_a_form_is_named_with_its_module_and_no_file_is_left()
    {
        using var scope = NewDisposeScope();
        using var folder = new Folder();
        using var model = Sequential(("first", Linear(3, 3)), ("odd", new Odd()));
        var trace = DynamicTrace.Of(model, randn(1, 3), model.call);
        using var module = trace.Module;
        Should.Throw<UserErrorException>(() => OnnxExporter.Export(trace, folder["m.onnx"])).Message.ShouldBe("aten::lgamma in 'odd' has no form in ONNX that this program knows");
        Directory.GetFileSystemEntries(folder[""]).ShouldBeEmpty();
    }

    private static string Declared(Proto.ValueInfoProto value) =>
        string.Join(' ', value.Type.TensorType.Shape.Dim.Select(size => size.DimParam.Length > 0 ? size.DimParam : FormattableString.Invariant($"{size.DimValue}")));

    private sealed class Odd() : Module<Tensor, Tensor>(nameof(Odd))
    {
        public override Tensor forward(Tensor input1) => input1.lgamma();
    }

    private sealed class Folder : IDisposable
    {
        private readonly string path = Directory.CreateTempSubdirectory("thelper-onnx").FullName;

        public string this[string name] => Path.Combine(path, name);

        public void Dispose() => Directory.Delete(path, recursive: true);
    }
}
