using Thelper.Export;
using Thelper.Testing;
using Thelper.Tests.Infer;
using Thelper.Tests.Logging;
using Thelper.Tests.Sessions;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Export;

/// <summary>A detector's files are tried on several pictures: what goes wrong on one of them alone is found, too.</summary>
[NoLeaks]
public sealed class DetectorCheckTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ListLog log = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_example_the_empty_scene_and_noise_are_tried()
    {
        using var scope = NewDisposeScope();
        Write(_ => false).Checks.Select(check => check.Shapes.Count).ShouldBe([3, 3]);
        Files().ShouldBe(["d.onnx", "d.pt"]);
    }

    // What a trained detector says of noise.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Where_nothing_is_found_nothing_was_compared_and_that_is_said(int count)
    {
        using var scope = NewDisposeScope();
        var checks = Write(_ => false, count).Checks;
        checks.Select(check => check.Empty).ShouldBe(count == 0 ? [3, 3] : [0, 0]);
        VerificationReport.ToJson(checks).ShouldContain($"\"empty\": {checks[0].Empty}");
        log.Lines.Count(line => line.StartsWith("Warning: ", StringComparison.Ordinal) && line.Contains("nothing was found in any input", StringComparison.Ordinal)).ShouldBe(count == 0 ? 2 : 0);
    }

    // The trace keeps what the example gave, so the file is wrong where the model goes another way.
    [Theory]
    [InlineData("the empty scene")]
    [InlineData("noise")]
    public void What_goes_another_way_on_one_of_them_is_refused(string picture)
    {
        using var scope = NewDisposeScope();
        Should.Throw<UserErrorException>(() => Write(input => picture == "noise" ? IsDark(input) : IsSmooth(input))).Message.ShouldContain("the export differs from the model");
        Files().ShouldBeEmpty();
    }

    // The graph prepares pictures itself: a trained detector finds nothing in drawn ones, so what it finds in a real one counts.
    [Fact]
    public void A_graph_that_prepares_pictures_is_tried_on_those_of_the_user()
    {
        using var scope = NewDisposeScope();
        var bright = full([16, 16, 3], 255, ScalarType.Byte);

        // Noise has dark pixels, and so has an empty scene.
        static int Count(Tensor input) => input.amin().ToDouble() > 0.9 ? 1 : 0;
        Embedded(Count, _ => false).Checks.ShouldHaveSingleItem().HasCompared.ShouldBeFalse();
        log.Lines.ShouldContain(line => line.StartsWith("Warning: ", StringComparison.Ordinal) && line.Contains("nothing was found in any input", StringComparison.Ordinal));
        log.Lines.Clear();
        var check = Embedded(_ => 1, _ => false, bright).Checks.ShouldHaveSingleItem();
        (check.HasCompared, check.Empty, check.Shapes.Count).ShouldBe((true, 0, 4));
        log.Lines.ShouldNotContain(line => line.StartsWith("Warning: ", StringComparison.Ordinal));
        Should.Throw<UserErrorException>(() => Embedded(_ => 1, input => input.amin().ToDouble() > 0.999, bright)).Message.ShouldContain("the export differs from the model");
    }

    // The example lies between 0.9 and 1, and so does the empty scene of it; noise begins at 0.
    private static bool IsDark(Tensor input) => input.amin().ToDouble() < 0.5;

    private static bool IsSmooth(Tensor input) => input.narrow(3, 1, 15).sub(input.narrow(3, 0, 15)).abs().max().ToDouble() < 0.02;

    private ExportResult Write(Func<Tensor, bool> isOther, int count = 1)
    {
        manual_seed(3);
        using var module = nn.Identity();
        var network = new ExportedNetwork(module, input => [.. Objects(input, isOther(input)).Select(result => result.narrow(0, 0, count))], ["boxes", "labels", "scores"], VaryingAxes.None);
        var example = (rand(1, 3, 16, 16) * 0.1) + 0.9;
        return new ModelExporter(network, example, new(), new Dictionary<string, string>(), log).Write(new(folder["d.pt"], folder["d.onnx"]));
    }

    private ExportResult Embedded(Func<Tensor, int> count, Func<Tensor, bool> isOther, params Tensor[] pictures)
    {
        manual_seed(3);
        using var module = nn.Identity();
        using var model = PredictorFixture.Detector();
        var network = new ExportedNetwork(module, input => [.. Objects(input, isOther(input)).Select(result => result.narrow(0, 0, count(input)))], ["boxes", "labels", "scores"], VaryingAxes.None);
        var preprocessing = new Preprocessing(false, [new("to_tensor", new Dictionary<string, object?>())]);
        return new ModelExporter(network, rand(1, 3, 16, 16) * 0.9, new(), new Dictionary<string, string>(), log)
        {
            Embedding = ModelMetadata.Embed(model, preprocessing, "normalize", new(), [3, 16, 16]),
            Pictures = pictures,
        }.Write(new(null, folder["d.onnx"]));
    }

    private static Tensor[] Objects(Tensor input, bool isOther)
    {
        var boxes = input.mean([0, 1, 2]).narrow(0, 0, 4).view(1, 4);
        return [isOther ? boxes + 1 : boxes * 1, ones([1], dtype: ScalarType.Int64), boxes.select(1, 0) * 1];
    }

    private IEnumerable<string?> Files() => Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
