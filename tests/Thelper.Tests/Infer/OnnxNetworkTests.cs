using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Export;
using Thelper.Infer;
using Thelper.Onnx;
using Thelper.Testing;
using Thelper.Tests.Sessions;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer;

/// <summary>An ONNX file in the place of a network.</summary>
[NoLeaks]
public class OnnxNetworkTests
{
    // Scores and labels have the same form, and features that of masks: only their names tell them apart.
    [Fact]
    public void A_detectors_results_are_known_by_their_names_in_any_order()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var module = nn.Identity();
        var network = new ExportedNetwork(
            module,
            input => [input.mean([0, 1, 2, 3]).view(1) + 0.5, input * 2, ones([1], ScalarType.Int64) * 2, input.mean([0, 1, 2]).narrow(0, 0, 4).view(1, 4)],
            ["scores", "features", "labels", "boxes"],
            VaryingAxes.None);
        new ModelExporter(network, rand(1, 3, 8, 8), new(), new Dictionary<string, string>(), NullLogger.Instance).Write(new(null, folder["d.onnx"]));
        using var onnx = new OnnxNetwork(OnnxModel.Open(folder["d.onnx"]), PredictorFixture.Objects, "d.onnx");
        var found = onnx.Answers(zeros(1, 3, 8, 8));
        found.Select(result => result.dim()).ShouldBe([2, 1, 1]);
        found[1].item<long>().ShouldBe(2);
        found[2].item<float>().ShouldBe(0.5f);
    }

    [Fact]
    public void A_file_of_others_predicts_what_the_configuration_of_its_transforms_says()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var module = nn.Identity();
        var network = new ExportedNetwork(module, input => [input.mean([2, 3])], null, VaryingAxes.BatchAndSpace);
        new ModelExporter(network, rand(1, 3, 8, 8), new(), new Dictionary<string, string>(), NullLogger.Instance).Write(new(null, folder["m.onnx"]));
        const string Transforms = """ "loaders": {"base_transforms": [{"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]} """;
        folder.Write("bare.json", $$"""{ {{Transforms}} }""");
        folder.Write("whole.json", $$"""{"model": {"task": {"type": "thelper.tasks.Classification", "params": {"class_names": ["blue", "green", "red"], "input_key": "image", "label_key": "label"} } }, {{Transforms}} }""");
        Should.Throw<UserErrorException>(() => Predictor.Load(folder["m.onnx"], new() { Transforms = folder["bare.json"] })).Message.ShouldContain("Say it in the configuration of --transforms");
        using var predictor = Predictor.Load(folder["m.onnx"], new() { Transforms = folder["whole.json"] });
        var picture = zeros([8, 8, 3], ScalarType.Byte);
        picture.select(2, 1).fill_(200);
        ((ClassPrediction)predictor.Predict(picture)).Classes[0].Name.ShouldBe("green");
    }

    [Fact]
    public void Numbers_that_are_no_bytes_are_not_cut_to_bytes()
    {
        using var folder = new TemporaryFolder();
        using var scope = NewDisposeScope();
        using var module = nn.Conv2d(3, 3, 1);
        var network = new ExportedNetwork(module, input => [module.call(input)], null, VaryingAxes.BatchAndSpace);
        new ModelExporter(network, rand(1, 3, 8, 8), new(), new Dictionary<string, string>(), NullLogger.Instance)
        {
            Embedding = new(new OnnxPictures { Std = [255] }, picture => picture, picture => picture.permute(2, 0, 1).to(ScalarType.Float32) / 255, new Dictionary<string, string>()),
        }.Write(new(null, folder["p.onnx"]));
        using var onnx = new OnnxNetwork(OnnxModel.Open(folder["p.onnx"]), PredictorFixture.Pixels, "p.onnx");
        var picture = (rand(1, 3, 8, 8) * 255).to(ScalarType.Byte);
        onnx.Answers(picture.to(ScalarType.Float32))[0].equal(onnx.Answers(picture)[0]).ShouldBeTrue();
        foreach (var (other, type) in new[] { (rand(1, 3, 8, 8), "0 to 1"), (picture.to(ScalarType.Float32) + 300, "300") })
        {
            Should.Throw<UserErrorException>(() => onnx.Answers(other), type).Message.ShouldContain("p.onnx: takes pictures as bytes, and the transforms make other numbers of them");
        }
    }
}
