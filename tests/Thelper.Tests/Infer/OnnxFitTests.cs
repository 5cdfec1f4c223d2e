using Thelper.Infer;
using Thelper.Onnx;
using Thelper.Testing;
using Thelper.Tests.Sessions;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer;

/// <summary>ONNX files of others: those of other batches and numbers run, and those that take no picture are refused when they are opened.</summary>
[NoLeaks]
public sealed class OnnxFitTests : IDisposable
{
    private const string ToTensor = """{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}""";
    private const string Resize = """{"operation": "thelper.transforms.Resize", "params": {"dsize": [16, 16]}, "target_key": "image"}, """;
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    public void A_fixed_batch_is_filled_up(int count)
    {
        using var scope = NewDisposeScope();
        Export(rand(3, 3, 8, 8), input => input.mean([2, 3]));
        using var onnx = new OnnxNetwork(OnnxModel.Open(folder["m.onnx"]), PredictorFixture.Pixels, "m.onnx");
        onnx.InputShape.ShouldBe([3, 3, 8, 8]);
        var input = rand(count, 3, 8, 8);
        var found = onnx.forward(input);
        found.shape.ShouldBe([count, 3]);
        (found - input.mean([2, 3])).abs().max().item<float>().ShouldBeLessThan(1e-6f);
    }

    // Answers are cut off only where there is one for each picture.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_filled_batch_has_an_answer_for_each_picture(int count)
    {
        using var scope = NewDisposeScope();
        Export(rand(3, 3, 8, 8), input => input.mean([3]).view(9, 8));
        using var onnx = new OnnxNetwork(OnnxModel.Open(folder["m.onnx"]), PredictorFixture.Pixels, "m.onnx");
        Should.Throw<UserErrorException>(() => onnx.forward(rand(count, 3, 8, 8))).Message.ShouldContain("of the shape (9, 8) to 3 pictures");
    }

    [Fact]
    public void Half_numbers_are_made_for_it_and_its_own_become_whole()
    {
        using var scope = NewDisposeScope();
        Export(rand(1, 3, 8, 8).to(ScalarType.Float16), input => input + input);
        using var onnx = new OnnxNetwork(OnnxModel.Open(folder["m.onnx"]), PredictorFixture.Sharper, "m.onnx");
        onnx.InputType.ShouldBe(ScalarType.Float16);
        var input = rand(2, 3, 8, 8);
        var found = onnx.forward(input);
        found.dtype.ShouldBe(ScalarType.Float32);
        found.equal(input.to(ScalarType.Float16).to(ScalarType.Float32) * 2).ShouldBeTrue();
    }

    [Fact]
    public void A_picture_of_another_size_is_told_the_exported_one()
    {
        using var scope = NewDisposeScope();
        Export(rand(1, 3, 8, 8), input => input.mean([2, 3]));
        using var onnx = new OnnxNetwork(OnnxModel.Open(folder["m.onnx"]), PredictorFixture.Pixels, "m.onnx");
        var message = Should.Throw<UserErrorException>(() => onnx.forward(rand(1, 3, 8, 9))).Message;
        message.ShouldContain("[1, 3, 8, 9]: it was exported for [1, 3, 8, 8]");
        message.ShouldContain("(--transforms PATH)");
        message.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("1 1 8 8", ToTensor, "takes Float32 of the shape (1, 1, 8, 8), and is given (any, 3, any, any) by the transforms")]
    [InlineData("1 8 8 3", ToTensor, "takes Float32 of the shape (1, 8, 8, 3), and is given (any, 3, any, any) by the transforms")]
    [InlineData("1 3 64", ToTensor, "takes Float32 of the shape (1, 3, 64), and is given (any, 3, any, any) by the transforms")]
    [InlineData("1 3 8 8", Resize + ToTensor, "takes Float32 of the shape (1, 3, 8, 8), and is given (any, 3, 16, 16) by the transforms")]
    public void What_takes_no_picture_is_refused_when_it_is_opened(string shape, string transforms, string message)
    {
        using var scope = NewDisposeScope();
        Export(rand([.. shape.Split(' ').Select(long.Parse)]), input => input + 1);
        Refused(transforms).ShouldStartWith($"{folder["m.onnx"]}: {message}");
    }

    [Theory]
    [InlineData("1 3 8 8", ToTensor)]
    [InlineData("4 3 16 16", Resize + ToTensor)]
    public void What_takes_some_pictures_is_opened(string shape, string transforms)
    {
        using var scope = NewDisposeScope();
        Export(rand([.. shape.Split(' ').Select(long.Parse)]), input => input + 1);
        Load(transforms).Dispose();
    }

    [Fact]
    public void Other_types_are_refused_when_it_is_opened()
    {
        using var scope = NewDisposeScope();
        Export(zeros([1, 3, 8, 8], ScalarType.Int64), input => input.to(ScalarType.Float32) + 1);
        Refused(ToTensor).ShouldStartWith($"{folder["m.onnx"]}: takes Int64 of the shape (1, 3, 8, 8), and is given real numbers");
        Export(rand(1, 3, 8, 8), input => input + 1, new() { Pictures = new() { Std = [255] } });
        Refused(ToTensor).ShouldStartWith($"{folder["m.onnx"]}: takes pictures as bytes, and the transforms make other numbers of them");
    }

    [Fact]
    public void A_file_of_one_size_takes_flips_only()
    {
        using var scope = NewDisposeScope();
        Export(rand(1, 3, 8, 8), input => input + 1);
        Load(ToTensor, "flips").Dispose();
        Load(ToTensor, "flip+scales=1").Dispose();
        Should.Throw<UserErrorException>(() => Load(ToTensor, "scales=1,2")).Message.ShouldStartWith("--tta scales=1,2: the model was exported for inputs of 8 x 8 alone");
    }

    private void Export(Tensor example, Func<Tensor, Tensor> compute, OnnxOptions? options = null)
    {
        using var none = no_grad();
        using var module = nn.Identity();
        var trace = DynamicTrace.Of(module, example, compute, VaryingAxes.None);
        using var program = trace.Module;
        OnnxExporter.Export(trace, folder["m.onnx"], options);
    }

    private string Refused(string transforms) => Should.Throw<UserErrorException>(() => Load(transforms)).Message;

    private Predictor Load(string transforms, string? views = null)
    {
        folder.Write("t.json", $$"""{"model": {"task": {"type": "thelper.tasks.SuperResolution", "params": {"input_key": "image", "target_key": "sharp"} } }, "loaders": {"base_transforms": [{{transforms}}]} }""");
        return Predictor.Load(folder["m.onnx"], new() { Transforms = folder["t.json"], Streams = true, Views = views });
    }
}
