using Microsoft.Extensions.Logging.Abstractions;
using Thelper.Export;
using Thelper.Logging;
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

    // Its own example, with which it was traced, is the one input at which it is right.
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void A_file_that_is_right_at_its_example_alone_is_refused(int batch)
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        var example = rand(batch, 3, 8, 8);
        var first = example.flatten()[0].ToDouble();
        Tensor Forward(Tensor input) => input.flatten()[0].ToDouble() == first ? input * 2 : input * 3;
        Should.Throw<UserErrorException>(() => Write(input => batch == 1 || input.shape[0] == batch ? Forward(input) : throw new ArgumentException("four of them"), example)).Message.ShouldContain("the export differs from the model");
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    // What is drawn lies where the example does, so that a branch goes there as it did in the trace.
    [Fact]
    public void A_branch_that_pictures_do_not_come_to_is_told_and_exported()
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        var log = new ListLog();
        using var module = nn.Identity();
        var network = new ExportedNetwork(module, input => [input.mean().ToDouble() > 0.45 ? input * 2 : input.sigmoid()], null, VaryingAxes.None);
        new ModelExporter(network, (rand(1, 3, 16, 16) * 0.4) + 0.4, new(), new Dictionary<string, string>(), log).Write(new(folder["d.pt"], folder["d.onnx"])).Checks.Select(check => check.Shapes.Count).ShouldBe([3, 3]);
        log.Lines.ShouldContain(line => line.StartsWith("Warning: ", StringComparison.Ordinal) && line.Contains("goes by the values of its input", StringComparison.Ordinal));
    }

    [Fact]
    public void A_result_without_the_batch_is_exported_for_its_batch()
    {
        using var scope = NewDisposeScope();
        Write(input => input.mean([0], keepdim: true), rand(1, 3, 8, 8)).BatchVaries.ShouldBeFalse();
    }

    // Whatever a user's class throws, and the layers that look at their axes.
    [Fact]
    public void A_model_for_one_batch_size_says_so_by_any_exception()
    {
        using var scope = NewDisposeScope();
        var result = Write(input => input.shape[0] == 1 ? input * 2 : throw new ArgumentException("one picture at a time"), rand(1, 3, 8, 8));
        result.BatchVaries.ShouldBeFalse();
        result.Checks.ShouldAllBe(check => check.Shapes.Count == 3);
        Should.Throw<UserErrorException>(() => Write(_ => throw new ArgumentException("BatchNorm2d takes 4 dimensions"), rand(3, 8, 8))).Message.ShouldContain("the model cannot be traced with an input of shape [3, 8, 8]: BatchNorm2d takes 4 dimensions");
    }

    // The trace goes one way, and of all that is tried the sample alone goes the other.
    [Fact]
    public void Real_samples_are_tried_as_well()
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        using var module = nn.Identity();
        var network = new ExportedNetwork(module, input => [input.amax().ToDouble() > 5 ? input * 2 : input * 3], null, VaryingAxes.BatchAndSpace);
        ExportResult Export(params (string, Tensor)[] samples) => new ModelExporter(network, rand(1, 3, 8, 8), new(), new Dictionary<string, string>(), NullLogger.Instance) { Samples = samples }.Write(new(folder["d.pt"], folder["d.onnx"]));
        Export().Checks.Count.ShouldBe(2);
        Export(("dark.png", zeros(1, 3, 8, 8))).Checks.ShouldAllBe(check => check.Shapes[check.Shapes.Count - 1].SequenceEqual(new long[] { 1, 3, 8, 8 }));
        Should.Throw<UserErrorException>(() => Export(("bright.png", full([1, 3, 8, 8], 9f)))).Message.ShouldContain("the export differs from the model");
        Should.Throw<UserErrorException>(() => Export(("grey.png", zeros(1, 1, 8, 8)))).Message.ShouldContain("grey.png: is 1x8x8 for the network, which was exported for 3x8x8");
    }

    // No size changes what is wrong, so it is said once, by the message that ends the export.
    [Fact]
    public void What_sizes_do_not_change_is_said_once()
    {
        using var scope = NewDisposeScope();
        var log = new ListLog();
        var calls = 0;
        using var module = new Odd();
        Should.Throw<UserErrorException>(() => Export(_ => throw new ArgumentException($"call {++calls}"))).Message.ShouldContain("the model cannot be traced with an input of shape [1, 3, 8, 8]: call 1");
        calls.ShouldBe(1);
        Should.Throw<UserErrorException>(() => Export(module.call)).Message.ShouldStartWith("aten::lgamma has no form in ONNX");
        Should.Throw<UserErrorException>(() => Export(input => input + (++calls * 1e-2))).Message.ShouldContain("the export differs from the model");
        var written = 0;
        Directory.CreateDirectory(folder["logs"]);
        Should.Throw<UserErrorException>(() => Export(input => input * 2, beside: draft =>
        {
            File.WriteAllText(draft, "x");
            written++;
        })).Message.ShouldEndWith("logs: cannot be written: it is a folder");
        written.ShouldBe(1);
        log.Lines.Where(line => line.StartsWith("Warning: with ", StringComparison.Ordinal)).ShouldBeEmpty();

        // Where the sizes were it, that is told, once for each that failed.
        Export(input => input.mean([0], keepdim: true)).BatchVaries.ShouldBeFalse();
        log.Lines.Count(line => line.StartsWith("Warning: with ", StringComparison.Ordinal) && line.EndsWith("so fewer sizes are free", StringComparison.Ordinal)).ShouldBe(2);

        ExportResult Export(Func<Tensor, Tensor> forward, Action<string>? beside = null)
        {
            var network = new ExportedNetwork(module, input => [forward(input)], null, VaryingAxes.BatchAndSpace);
            return new ModelExporter(network, rand(1, 3, 8, 8), new(), new Dictionary<string, string>(), log) { Beside = beside is null ? null : (folder["logs"], beside) }.Write(new(folder["d.pt"], folder["d.onnx"]));
        }
    }

    [Fact]
    public void An_answer_that_does_not_fit_is_refused_before_anything_is_written()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Identity();
        var calls = 0;
        var network = new ExportedNetwork(module, input => [input * ++calls], null, VaryingAxes.BatchAndSpace);
        var exporter = new ModelExporter(network, rand(1, 3, 8, 8), new(), new Dictionary<string, string>(), NullLogger.Instance)
        {
            Judge = (input, answers) => throw new UserErrorException($"{input.shape[1]} and {answers.Count}"),
        };
        Should.Throw<UserErrorException>(() => exporter.Write(new(folder["d.pt"], folder["d.onnx"]))).Message.ShouldBe("3 and 1");
        calls.ShouldBe(1);
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
    }

    // Other sizes would not change its mind.
    [Fact]
    public void Who_publishes_the_files_is_asked_once_and_may_refuse()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Identity();
        var asked = 0;
        void Export(Action<Action> publisher) =>
            new ModelExporter(new(module, input => [input * 2], null, VaryingAxes.BatchAndSpace), rand(1, 3, 8, 8), new(), new Dictionary<string, string>(), NullLogger.Instance) { Publisher = publisher }.Write(new(folder["d.pt"], folder["d.onnx"]));
        Should.Throw<UserErrorException>(() => Export(_ =>
        {
            asked++;
            throw new UserErrorException("taken");
        })).Message.ShouldBe("taken");
        asked.ShouldBe(1);
        Directory.GetFileSystemEntries(folder.Path).ShouldBeEmpty();
        Export(publish =>
        {
            File.Exists(folder["d.pt"]).ShouldBeFalse();
            publish();
            File.Exists(folder["d.pt"]).ShouldBeTrue();
        });
    }

    // Signals come at any time; what a model is doing then is finished first.
    [Fact]
    public void A_stop_leaves_nothing()
    {
        using var scope = NewDisposeScope();
        var stop = new StopRequest();
        using var module = nn.Identity();
        var (calls, wanted) = (0, int.MaxValue);
        IReadOnlyList<Tensor> Answer(Tensor input)
        {
            if (++calls == wanted)
            {
                stop.Request(130);
            }

            return [input * 2];
        }

        void Export(string name) => new ModelExporter(new(module, Answer, null, VaryingAxes.None), rand(1, 3, 8, 8), new(), new Dictionary<string, string>(), NullLogger.Instance) { Stop = stop }.Write(new(folder[name + ".pt"], folder[name + ".onnx"]));
        Export("first");
        var all = calls;
        var before = Directory.GetFileSystemEntries(folder.Path);
        foreach (var at in new[] { 1, all / 2, all })
        {
            stop = new();
            (calls, wanted) = (0, at);
            Should.Throw<SessionInterruptedException>(() => Export("second")).ExitCode.ShouldBe(130);
            Directory.GetFileSystemEntries(folder.Path).ShouldBe(before, ignoreOrder: true);
            stop.AtLast.ShouldBeNull();
        }
    }

    [Theory]
    [InlineData(ScalarType.Byte, 255)]
    [InlineData(ScalarType.Int8, 127)]
    public void Where_a_type_ends_what_is_drawn_lies_below(ScalarType type, int value)
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        var drawn = ExampleNoise.Like(full([4], value).to(type), [1000]);
        drawn.dtype.ShouldBe(type);
        (drawn.to(ScalarType.Int64).amin().ToDouble(), drawn.to(ScalarType.Int64).amax().ToDouble()).ShouldBe((value - 1, value), new Near(0.02));
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

    [Theory]
    [InlineData(true, """["batch", 3, "height", "width"]""")]
    [InlineData(false, """["batch", 3, 8, 8]""")]
    public void The_archive_says_which_sizes_are_fixed(bool varies, string axes)
    {
        using var scope = NewDisposeScope();
        Write(input => varies || input.shape[2] > 5 ? input * 2 : input * 3, rand(1, 3, 8, 8)).SpaceVaries.ShouldBe(varies);
        var extra = new Dictionary<string, string> { ["input_axes"] = "" };
        jit.load(folder["d.pt"], extra).Dispose();
        extra["input_axes"].ShouldBe(axes);
    }

    [Fact]
    public void A_file_that_has_the_name_of_weights_and_belongs_to_no_former_model_stays()
    {
        using var scope = NewDisposeScope();
        File.WriteAllText(folder["d.onnx.data"], "mine");
        Write(input => input * 2, rand(1, 3, 8, 8));
        File.ReadAllText(folder["d.onnx.data"]).ShouldBe("mine");
    }

    // Neither the mirrored example nor what is drawn comes to the other side.
    [Fact]
    public void A_number_that_is_asked_for_is_told_even_where_nothing_differs()
    {
        using var scope = NewDisposeScope();
        var log = new ListLog();
        using var module = nn.Identity();
        var network = new ExportedNetwork(module, input => [input.amax().ToDouble() > 50 ? input * 2 : input * 3], null, VaryingAxes.BatchAndSpace);
        new ModelExporter(network, rand(1, 3, 8, 8), new(), new Dictionary<string, string>(), log).Write(new(folder["d.pt"], folder["d.onnx"])).SpaceVaries.ShouldBeTrue();
        log.Lines.ShouldContain(line => line.StartsWith("Warning: ", StringComparison.Ordinal) && line.Contains("asks for numbers of its tensors", StringComparison.Ordinal));
    }

    // Each number of free sizes is traced anew.
    [Fact]
    public void What_a_model_does_by_values_is_told_once_and_not_denied()
    {
        using var scope = NewDisposeScope();
        manual_seed(6);
        var log = new ListLog();
        using var module = nn.Identity();
        Should.Throw<UserErrorException>(() => Export(input => input / input.amax().ToDouble())).Message.ShouldContain("the export differs from the model");
        log.Lines.Count(line => line.Contains("goes by the values of its input", StringComparison.Ordinal)).ShouldBe(1);
        log.Lines.ShouldNotContain(line => line.Contains("went the same way", StringComparison.Ordinal));

        // It goes the same way, and only without the batch.
        Export(input => (input.amax().ToDouble() > 50 ? input * 2 : input * 3).mean([0], keepdim: true)).BatchVaries.ShouldBeFalse();
        log.Lines.Count(line => line.Contains("went the same way", StringComparison.Ordinal)).ShouldBe(1);

        ExportResult Export(Func<Tensor, Tensor> forward) =>
            new ModelExporter(new(module, input => [forward(input)], null, VaryingAxes.BatchAndSpace), rand(1, 3, 8, 8), new(), new Dictionary<string, string>(), log).Write(new(folder["d.pt"], folder["d.onnx"]));
    }

    // Where it was written first, nothing is any more.
    [Fact]
    public void A_file_that_its_engine_does_not_open_is_named_by_its_place()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Identity();
        var network = new ExportedNetwork(module, input => [input * 2, input * 3], ["boxes", "boxes"], VaryingAxes.None);
        var message = Should.Throw<UserErrorException>(() => new ModelExporter(network, rand(1, 3, 8, 8), new(), new Dictionary<string, string>(), NullLogger.Instance).Write(new(null, folder["d.onnx"]))).Message;
        message.ShouldStartWith($"{folder["d.onnx"]} is no ONNX model that ONNX Runtime can run: ");
        message.ShouldNotContain(".tmp");
    }

    private ExportResult Write(Func<Tensor, Tensor> forward, Tensor example)
    {
        using var module = nn.Identity();
        var network = new ExportedNetwork(module, input => [forward(input)], null, VaryingAxes.BatchAndSpace);
        return new ModelExporter(network, example, new(), new Dictionary<string, string>(), NullLogger.Instance).Write(new(folder["d.pt"], folder["d.onnx"]));
    }

    private sealed class Odd() : nn.Module<Tensor, Tensor>("odd")
    {
        public override Tensor forward(Tensor input) => input.lgamma();
    }

    private sealed class Near(double tolerance) : IEqualityComparer<(double Least, double Most)>
    {
        public bool Equals((double Least, double Most) x, (double Least, double Most) y) => Math.Abs(x.Least - y.Least) <= tolerance && Math.Abs(x.Most - y.Most) <= tolerance;

        public int GetHashCode((double Least, double Most) obj) => 0;
    }
}
