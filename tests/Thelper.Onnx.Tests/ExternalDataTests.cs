using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Onnx.Tests;

/// <summary>Weights beside the model's file: with a limit of a kilobyte in the place of the gigabyte above which it is done, as two of them take minutes to write.</summary>
[NoLeaks]
public sealed class ExternalDataTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("thelper-onnx").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void A_model_finds_its_weights_also_after_the_folder_was_moved()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var model = Sequential(("a", Linear(40, 50)), ("act", ReLU()), ("b", Linear(50, 30)));
        model.eval();
        var written = Path.Combine(folder, "written");
        Directory.CreateDirectory(written);
        Export(model, Path.Combine(written, "m.onnx"), 1024);
        Export(model, Path.Combine(folder, "whole.onnx"), 1L << 30);
        Directory.GetFiles(written).Select(Path.GetFileName).ShouldBe(["m.onnx", "m.onnx.data"], ignoreOrder: true);
        new FileInfo(Path.Combine(written, "m.onnx")).Length.ShouldBeLessThan(4096);

        // Each matrix begins at a page.
        new FileInfo(Path.Combine(written, "m.onnx.data")).Length.ShouldBe((2 * 4096) + (50 * 30 * 4));

        var moved = Path.Combine(folder, "elsewhere");
        Directory.Move(written, moved);
        var input = randn(3, 40);
        using var apart = OnnxModel.Open(Path.Combine(moved, "m.onnx"));
        using var whole = OnnxModel.Open(Path.Combine(folder, "whole.onnx"));
        var expected = model.call(input);
        (apart.Run(input)["output"] - expected).abs().max().item<float>().ShouldBeLessThan(1e-5f);
        equal(apart.Run(input)["output"], whole.Run(input)["output"]).ShouldBeTrue();
    }

    [Fact]
    public void Weights_that_are_missing_are_named()
    {
        using var scope = NewDisposeScope();
        using var model = Linear(40, 50);
        var file = Path.Combine(folder, "m.onnx");
        Export(model, file, 1024);
        File.Delete(file + ".data");
        Should.Throw<UserErrorException>(() => OnnxModel.Open(file)).Message.ShouldContain("m.onnx");
    }

    [Fact]
    public void Half_weights_beside_the_file_are_half_as_large()
    {
        using var scope = NewDisposeScope();
        using var model = Linear(40, 50);
        var file = Path.Combine(folder, "m.onnx");
        Export(model, file, 1024, half: true);
        new FileInfo(file + ".data").Length.ShouldBe(40 * 50 * 2);
        using var none = no_grad();
        var input = rand(2, 40);
        using var onnx = OnnxModel.Open(file);
        (onnx.Run(input)["output"] - model.call(input)).abs().max().item<float>().ShouldBeInRange(1e-8f, 1e-2f);
    }

    [Fact]
    public void One_weight_of_more_than_two_gigabytes_is_told()
    {
        // Of one number, repeated without memory.
        using var scope = NewDisposeScope();
        var weight = zeros(1).expand(600_000_000);
        Should.Throw<UserErrorException>(() => new GraphBuilder(17).Constant("weight", weight)).Message.ShouldStartWith("onnx: one weight of the shape (600000000) takes 2.4 GB; ");
    }

    // Needs some 10 GB of memory.
    [Fact]
    public void More_than_two_gigabytes_are_written_and_read_by_path()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("THELPER_LARGE") == "1", "set THELPER_LARGE=1 to run it");
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var model = Thelper.Vision.torchvision.models.vit_h_14(num_classes: 5, image_size: 56);
        model.eval();
        var written = Path.Combine(folder, "written");
        Directory.CreateDirectory(written);
        var file = Path.Combine(written, "m.onnx");
        var trace = DynamicTrace.Of(model, randn(1, 3, 56, 56), model.call);
        using (trace.Module)
        {
            OnnxExporter.Export(trace, file);
        }

        new FileInfo(file + ".data").Length.ShouldBeGreaterThan(int.MaxValue);
        new FileInfo(file).Length.ShouldBeLessThan(16 << 20);
        var moved = Path.Combine(folder, "elsewhere");
        Directory.Move(written, moved);
        using var onnx = OnnxModel.Open(Path.Combine(moved, "m.onnx"));
        var input = randn(2, 3, 56, 56);
        var expected = model.call(input);
        ((onnx.Run(input)["output"] - expected).abs().max() / expected.abs().max()).ToDouble().ShouldBeLessThan(1e-5);
    }

    private static void Export(Module<Tensor, Tensor> model, string file, long from, bool half = false)
    {
        using var none = no_grad();
        var trace = DynamicTrace.Of(model, randn(1, 40), model.call);
        using var module = trace.Module;
        OnnxExporter.Export(trace, file, new() { ExternalDataFrom = from, HalfWeights = half });
    }
}
