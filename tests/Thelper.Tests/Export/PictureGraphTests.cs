using Thelper.Config;
using Thelper.Export;
using Thelper.Onnx;
using Thelper.Testing;
using Thelper.Tests.Sessions;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Export;

/// <summary>Preprocessing in an ONNX graph gives what the steps give: nothing is moved by half a pixel, no channel is another's.</summary>
[NoLeaks]
public sealed class PictureGraphTests : IDisposable
{
    private const string Resize = """{"operation": "thelper.transforms.Resize", "params": {"dsize": [30, 20]}}""";
    private const string Means = """{"operation": "thelper.transforms.NormalizeZeroMeanUnitVar", "params": {"mean": [10, 110, 220], "std": [1, 2, 4]}}, {"operation": "thelper.transforms.Transpose", "params": {"axes": [2, 0, 1]}}""";
    private const string Grey = """{"operation": "thelper.transforms.ToGray"}""";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(Means, 23, 31, 0)]
    [InlineData(Resize + "," + Means, 20, 30, 0)]
    [InlineData(Resize + "," + Means, 47, 71, 0.2)]
    [InlineData(Resize + "," + Means, 11, 14, 0.2)]
    [InlineData(Resize + "," + Grey + """, {"operation": "torchvision.transforms.ToTensor"}""", 33, 40, 0.2)]
    [InlineData(Grey + """, {"operation": "thelper.transforms.ToColor"}, """ + Means, 23, 31, 0)]
    public void A_graph_does_what_the_steps_do(string stages, int height, int width, double mostOff)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        manual_seed(4);
        var types = new TypeRegistry();
        var preprocessing = Preprocessing.Of(PictureTransforms.Of(ConfigLoader.Parse($"{{\"loaders\": {{\"base_transforms\": [{stages}]}}}}", "c.json")), "image", types);
        var embedded = EmbeddedPreprocessing.Of(preprocessing, "all");
        var picture = (rand(height, width, 3) * 255).to(ScalarType.Byte);
        var expected = new PreprocessingRunner(preprocessing, "image", types, "p.json").Apply(picture);
        using var identity = nn.Identity();
        var trace = DynamicTrace.Of(identity, expected.unsqueeze(0), identity.call);
        using var module = trace.Module;
        OnnxExporter.Export(trace, folder["m.onnx"], new() { Pictures = embedded.Pictures });
        using var onnx = OnnxModel.Open(folder["m.onnx"]);
        var found = onnx.Run(stack([picture, picture.flip(0).contiguous()]))["output"];
        found.shape.ShouldBe([2, .. expected.shape]);

        // Of noise, engines round every seventh value to another level of brightness, and none further.
        var difference = (found[0] - expected).abs();
        difference.max().ToDouble().ShouldBeLessThan(mostOff > 0 ? 1.001 : 1e-5);
        difference.gt(1e-4).to(ScalarType.Float32).mean().ToDouble().ShouldBeLessThanOrEqualTo(mostOff);
    }
}
