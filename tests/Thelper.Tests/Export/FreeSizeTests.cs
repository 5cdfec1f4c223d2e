using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Export;
using Thelper.Onnx;
using Thelper.Testing;
using Thelper.Tests.Sessions;
using Thelper.Torch;
using static Thelper.Torch.torch;
using F = Thelper.Torch.torch.nn.functional;

namespace Thelper.Tests.Export;

/// <summary>Files are tried at a larger, an odd and a smaller size where height and width are free, and these are only free where the files answer as the model at any of them.</summary>
[NoLeaks]
public sealed class FreeSizeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_files_are_tried_at_an_odd_and_at_a_smaller_size()
    {
        using var scope = NewDisposeScope();
        Shapes(x => x * x.shape[2]).ShouldBe(["1x3x16x16", "2x3x16x16", "3x3x16x16", "2x3x48x80", "1x3x47x77", "1x3x8x8"]);
        Shapes(x => x.shape[2] % 8 == 0 ? x * x.shape[2] : throw new InvalidOperationException("divisible by 8")).ShouldBe(["1x3x16x16", "2x3x16x16", "3x3x16x16", "2x3x48x80", "1x3x8x8"]);
        Shapes(x => x * (x.shape[2] + 1)).ShouldBe(["1x3x16x16", "2x3x16x16", "3x3x16x16"]);
    }

    public static TheoryData<string, bool> Models => new()
    {
        { "floor", false }, { "ceiling", false }, { "cut", false }, { "resized", false }, { "rounded up", false }, { "filled up", false },
        { "halved", true }, { "enlarged", true }, { "strides", true }, { "up and down", true },
    };

    [Theory]
    [MemberData(nameof(Models))]
    public void A_file_answers_as_its_model_at_any_size_that_it_says_it_takes(string name, bool isFree)
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var conv = nn.Conv2d(3, 3, 3, stride: 2, padding: 1);
        Func<Tensor, Tensor> forward = name switch
        {
            "floor" => x => x * Math.Max(16, x.shape[2]),
            "ceiling" => x => x * Math.Min(16, x.shape[3]),
            "cut" => x => x.narrow(2, 0, Math.Min(16, x.shape[2])) * 2,
            "resized" => x => F.interpolate(x, size: [x.shape[2] > 16 ? 16 : x.shape[2], x.shape[3]]),
            "rounded up" => x => F.interpolate(x, size: [(x.shape[2] + 1) / 2, x.shape[3]]),
            "filled up" => x => F.pad(x, [0, Rest(x.shape[3]), 0, Rest(x.shape[2])]) * 2,
            "halved" => x => F.interpolate(x, size: [x.shape[2] / 2, 2 * x.shape[3]]),
            "enlarged" => x => F.interpolate(conv.call(x), size: [x.shape[2], x.shape[3]], mode: InterpolationMode.Bilinear, align_corners: false) + x,
            "strides" => x => conv.call(conv.call(x)) * conv.call(x).shape[2],
            _ => x => F.interpolate(F.avg_pool2d(x, 2), size: [x.shape[2], x.shape[3]]) + x,
        };
        var result = Write(conv, forward);
        result.BatchVaries.ShouldBeTrue();
        result.SpaceVaries.ShouldBe(isFree);
        using var script = torch.jit.load(folder["m.pt"]);
        using var onnx = OnnxModel.Open(folder["m.onnx"]);
        foreach (var (height, width) in isFree ? new[] { (16, 16), (8, 8), (9, 11), (15, 14), (33, 21), (40, 64) } : [(16, 16)])
        {
            var input = rand(2, 3, height, width);
            var expected = forward(input);
            foreach (var found in new[] { (Tensor)script.forward(input)!, onnx.Run(input).Values.Single() })
            {
                found.shape.ShouldBe(expected.shape);
                (found - expected).abs().max().item<float>().ShouldBeLessThan(1e-4f, $"{height}x{width}");
            }
        }

        static long Rest(long size) => (8 - (size % 8)) % 8;
    }

    private List<string> Shapes(Func<Tensor, Tensor> forward)
    {
        using var module = nn.Identity();
        var checks = Write(module, forward).Checks;
        checks.Count.ShouldBe(2);
        checks[1].Shapes.ShouldBe(checks[0].Shapes);
        Directory.GetFiles(folder.Path).ToList().ForEach(File.Delete);
        return [.. checks[0].Shapes.Select(shape => string.Join('x', shape))];
    }

    private ExportResult Write(nn.Module module, Func<Tensor, Tensor> forward)
    {
        manual_seed(3);
        var network = new ExportedNetwork(module, input => [forward(input)], null, VaryingAxes.BatchAndSpace);
        return new ModelExporter(network, rand(1, 3, 16, 16), new(), new Dictionary<string, string>(), NullLogger.Instance).Write(new(folder["m.pt"], folder["m.onnx"]));
    }
}
