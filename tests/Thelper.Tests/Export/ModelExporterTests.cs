using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Export;
using Thelper.Testing;
using Thelper.Tests.Logging;
using Thelper.Tests.Sessions;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Export;

/// <summary>What exported files are tried on, and what becomes of models that do not take it.</summary>
[NoLeaks]
public sealed class ModelExporterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    // Of a batch of one nothing is left to be an axis of classes.
    [Fact]
    public void A_model_that_does_not_take_a_single_picture_is_exported_for_its_batch()
    {
        using var scope = NewDisposeScope();
        var result = Write(input => input.squeeze().softmax(1), rand(4, 3, 1, 1));
        result.BatchVaries.ShouldBeFalse();
        result.Checks.SelectMany(check => check.Shapes).ShouldAllBe(shape => shape.SequenceEqual(new long[] { 4, 3, 1, 1 }));
    }

    [Fact]
    public void A_model_that_changes_its_input_in_place_is_exported_with_free_sizes()
    {
        using var scope = NewDisposeScope();
        var example = rand(1, 3, 8, 8);
        var before = example.clone();
        var result = Write(input => input.sub_(1) * 2, example);
        (result.BatchVaries, result.SpaceVaries).ShouldBe((true, true));
        equal(example, before).ShouldBeTrue();
    }

    // The trace keeps what nothing but zeros gave.
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void An_example_of_one_number_hides_nothing(int value)
    {
        using var scope = NewDisposeScope();
        Should.Throw<UserErrorException>(() => Write(input => input.amax().ToDouble() == input.amin().ToDouble() ? input * 2 : input * 3, full([1, 3, 8, 8], value)))
            .Message.ShouldContain("the export differs from the model");
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Int64)]
    public void What_is_drawn_lies_where_the_example_does(ScalarType type)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var drawn = ExampleNoise.Like(tensor(new[] { 2, 5 }).to(type), [1000]);
        drawn.dtype.ShouldBe(type);
        (drawn.amin().ToDouble(), drawn.amax().ToDouble()).ShouldBe((2, 5), new Near(0.02));
        drawn.unique().Item1.numel().ShouldBe(type == ScalarType.Int64 ? 4 : drawn.unique().Item1.numel());
        var constant = ExampleNoise.Like(full([4], 3).to(type), [1000]);
        (constant.amin().ToDouble(), constant.amax().ToDouble()).ShouldBe((3, 4), new Near(0.02));
    }

    [Fact]
    public void Of_several_pictures_a_detector_is_exported_with_the_first()
    {
        using var scope = NewDisposeScope();
        var log = new ListLog();
        var example = rand(2, 3, 16, 16);
        IReadOnlyList<Tensor> Found(Tensor input) => [input.select(0, 0).mean([0, 1]).narrow(0, 0, 4).view(1, 4), ones([1], dtype: ScalarType.Int64), input.select(0, 0).mean([0, 1, 2]).view(1)];
        using var module = nn.Identity();
        var network = new ExportedNetwork(module, Found, ["boxes", "labels", "scores"], VaryingAxes.None);
        var result = new ModelExporter(network, example, new(), new Dictionary<string, string>(), log).Write(new(folder["d.pt"], folder["d.onnx"]));
        result.Checks.SelectMany(check => check.Shapes).ShouldAllBe(shape => shape.SequenceEqual(new long[] { 1, 3, 16, 16 }));
        using var onnx = Onnx.OnnxModel.Open(folder["d.onnx"]);
        onnx.InputShape("input").ShouldBe([1, 3, 16, 16]);
        log.Lines.ShouldContain(line => line.StartsWith("Warning: ", StringComparison.Ordinal) && line.Contains("2 pictures", StringComparison.Ordinal));
        example.shape.ShouldBe([2, 3, 16, 16]);
    }

    private ExportResult Write(Func<Tensor, Tensor> forward, Tensor example)
    {
        using var module = nn.Identity();
        var network = new ExportedNetwork(module, input => [forward(input)], null, VaryingAxes.BatchAndSpace);
        return new ModelExporter(network, example, new(), new Dictionary<string, string>(), NullLogger.Instance).Write(new(folder["d.pt"], folder["d.onnx"]));
    }

    private sealed class Near(double tolerance) : IEqualityComparer<(double Least, double Most)>
    {
        public bool Equals((double Least, double Most) x, (double Least, double Most) y) => Math.Abs(x.Least - y.Least) <= tolerance && Math.Abs(x.Most - y.Most) <= tolerance;

        public int GetHashCode((double Least, double Most) obj) => 0;
    }
}
