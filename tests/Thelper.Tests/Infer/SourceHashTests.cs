using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Export;
using Thelper.Infer;
using Thelper.Testing;
using Thelper.Tests.Sessions;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Infer;

/// <summary>What answers depend on, and nothing else, is in the hash of a model.</summary>
[NoLeaks]
public sealed class SourceHashTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Weights_beside_an_ONNX_file_count_and_its_place_does_not()
    {
        Export("model.onnx");
        File.Exists(folder["model.onnx.data"]).ShouldBeTrue();
        var before = Hash("model.onnx");
        Hash("model.onnx").ShouldBe(before);
        var moved = Directory.CreateDirectory(folder["moved"]).FullName;
        foreach (var name in new[] { "model.onnx", "model.onnx.data" })
        {
            File.Copy(folder[name], Path.Combine(moved, name));
        }

        Hash("moved/model.onnx").ShouldBe(before);
        var weights = File.ReadAllBytes(folder["model.onnx.data"]);
        weights[0] ^= 1;
        File.WriteAllBytes(folder["model.onnx.data"], weights);
        Hash("model.onnx").ShouldNotBe(before);
        Hash("moved/model.onnx").ShouldBe(before);
    }

    [Fact]
    public void Other_transforms_count()
    {
        Export("model.onnx");
        Hash("model.onnx", min: 1).ShouldNotBe(Hash("model.onnx", min: 0));
    }

    private void Export(string name)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var module = nn.Conv2d(3, PredictorFixture.Pixels.ClassNames.Count, 11, padding: 5); // of some size: little weights stay in the file
        var network = new ExportedNetwork(module, input => [module.call(input)], null, VaryingAxes.BatchAndSpace);
        var metadata = new Dictionary<string, string> { ["task"] = PredictorFixture.Pixels.ToString() };
        new ModelExporter(network, rand(1, 3, 8, 8), new() { ExternalDataFrom = 0 }, metadata, NullLogger.Instance).Write(new(null, folder[name]));
    }

    private string Hash(string name, int min = 0)
    {
        var transforms = folder["transforms.json"];
        File.WriteAllText(
            transforms,
            $$$"""{"loaders": {"base_transforms": [{"operation": "thelper.transforms.NormalizeMinMax", "params": {"min": [{{{min}}}], "max": [255]}, "target_key": "image"}, {"operation": "torchvision.transforms.ToTensor", "target_key": "image"}]}}""");
        using var predictor = Predictor.Load(folder[name], new() { Transforms = transforms });
        return predictor.SourceHash;
    }
}
