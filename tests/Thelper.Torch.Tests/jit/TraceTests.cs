using Thelper.Testing;
using Thelper.Torch.Tests.Serialization;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Script;

[NoLeaks]
public sealed class TraceTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public void A_trace_computes_what_the_model_computes_also_after_it_was_saved_and_loaded()
    {
        using var scope = NewDisposeScope();
        using var model = new Flattening();
        model.eval();
        var input = randn(2, 3, 8, 8);
        using var traced = torch.jit.trace(model, input);
        Same((Tensor)traced.forward(input)!, model.call(input));

        var file = folder["model.pt"];
        torch.jit.save(traced, file, new Dictionary<string, string> { ["note"] = "größer" });
        var extra = new Dictionary<string, string> { ["note"] = "", ["none"] = "" };
        using var loaded = torch.jit.load(file, extra);
        extra["note"].ShouldBe("größer");
        Same((Tensor)loaded.forward(input)!, model.call(input));
        loaded.named_parameters().Select(pair => pair.name).ShouldBe(model.named_parameters().Select(pair => pair.name), ignoreOrder: true);
    }

    [Fact]
    public void A_program_for_inference_has_the_weights_for_constants_and_says_the_same()
    {
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var model = Sequential(("conv", Conv2d(3, 4, 3)), ("norm", BatchNorm2d(4)), ("act", ReLU()));
        model.get_buffer("norm.running_var")!.uniform_(0.5, 2);
        model.eval();
        var input = randn(2, 3, 8, 8);
        using var traced = torch.jit.trace(model, input);
        using var program = torch.jit.optimize_for_inference(traced);
        Same((Tensor)program.forward(input)!, model.call(input));
        program.named_parameters().ShouldBeEmpty();
        traced.named_parameters().Count().ShouldBe(4);
        model.train();
        using var training = torch.jit.trace(model, input);
        Should.Throw<TorchException>(() => torch.jit.optimize_for_inference(training));
    }

    [Fact]
    public void An_archive_that_cannot_be_written_is_an_error_and_what_fails_inside_is_told_first()
    {
        using var scope = NewDisposeScope();
        using var model = new Flattening();
        model.eval();
        using var traced = torch.jit.trace(model, randn(2, 3, 8, 8));
        Should.Throw<TorchException>(() => torch.jit.save(traced, folder["none/model.pt"])).Reason.ShouldStartWith("No such file or directory");
        if (File.Exists("/dev/full"))
        {
            Should.Throw<TorchException>(() => torch.jit.save(traced, "/dev/full")).Reason.ShouldStartWith("No space left on device");
        }

        Should.Throw<TorchException>(() => traced.forward(randn(2, 3, 9, 9))).Reason.ShouldStartWith("mat1 and mat2 shapes cannot be multiplied");
    }

    [Fact]
    public void Sizes_that_the_model_takes_from_its_input_vary_and_others_do_not()
    {
        using var scope = NewDisposeScope();
        using var model = new Flattening();
        model.eval();
        var dynamic = DynamicTrace.Of(model, randn(1, 3, 8, 8), input => model.call(input));
        using var module = dynamic.Module;
        dynamic.BatchVaries.ShouldBeTrue();
        dynamic.SpaceVaries.ShouldBeFalse();
        dynamic.WhyNot.ShouldNotBeNull().ShouldContain("height and width");
        foreach (var batch in new[] { 1, 2, 5 })
        {
            var input = randn(batch, 3, 8, 8);
            Same((Tensor)module.forward(input)!, model.call(input));
        }
    }

    [Fact]
    public void Height_and_width_vary_where_the_model_resizes_to_its_input()
    {
        using var scope = NewDisposeScope();
        using var model = new UpAndDown();
        model.eval();
        var dynamic = DynamicTrace.Of(model, randn(1, 3, 16, 16), input => model.call(input));
        using var module = dynamic.Module;
        dynamic.WhyNot.ShouldBeNull();
        foreach (var (batch, height, width) in new[] { (1, 16, 16), (3, 20, 28), (2, 33, 17) })
        {
            var input = randn(batch, 3, height, width);
            Same((Tensor)module.forward(input)!, model.call(input));
        }
    }

    [Fact]
    public void Sizes_that_a_model_computes_with_stay_as_they_are()
    {
        using var scope = NewDisposeScope();
        using var model = Identity();
        Traced(x => x * (x.shape[0] + 5)).ShouldBe((false, false));
        Traced(x => x * (x.shape[2] + 1)).ShouldBe((true, false));
        Traced(x => x * x.shape[2]).ShouldBe((true, true));

        (bool Batch, bool Space) Traced(Func<Tensor, object?> forward)
        {
            var found = DynamicTrace.Of(model, randn(1, 3, 8, 8), forward);
            using var module = found.Module;
            (found.WhyNot is null).ShouldBe(found.SpaceVaries);
            if (!found.SpaceVaries)
            {
                found.WhyNot!.ShouldContain(found.BatchVaries ? "height and width are constants of the model: aten::mul" : "the batch size is a constant of the model: aten::mul");
            }

            foreach (var shape in found.SpaceVaries ? new long[][] { [4, 3, 8, 8], [1, 3, 24, 30] } : found.BatchVaries ? [[4, 3, 8, 8]] : [[1, 3, 8, 8]])
            {
                var input = randn(shape);
                Same((Tensor)module.forward(input)!, (Tensor)forward(input)!);
            }

            return (found.BatchVaries, found.SpaceVaries);
        }
    }

    [Fact]
    public void Height_and_width_stay_where_a_branch_is_taken_below_the_examples()
    {
        using var scope = NewDisposeScope();
        using var model = Identity();
        Traced(x => x.shape[2] > 8 ? x.relu() : x).ShouldBe("with half the height and width the model does other steps");
        Traced(x => x.shape[3] > 8 ? x * 2 : x * 3).ShouldNotBeNull().ShouldStartWith("height and width are constants of the model below the example's: aten::mul");
        Traced(x => x.shape[3] > 4 ? x.relu() : x).ShouldBeNull();
        Traced(x => x.shape[2] >= 16 ? x.relu() : throw new ArgumentException("too small")).ShouldBeNull();
        Traced(x => nn.functional.interpolate(nn.functional.avg_pool2d(x, 2), size: [x.shape[2], x.shape[3]])).ShouldBeNull();

        // Multiples and parts of sizes.
        Traced(x => nn.functional.interpolate(x, size: [3 * x.shape[2], 2 * x.shape[3]])).ShouldBeNull();
        Traced(x => nn.functional.interpolate(x, size: [x.shape[2] / 2, x.shape[3] / 4])).ShouldBeNull();

        string? Traced(Func<Tensor, object?> forward)
        {
            var found = DynamicTrace.Of(model, randn(1, 3, 16, 16), forward);
            using (found.Module)
            {
                found.SpaceVaries.ShouldBe(found.WhyNot is null);
                return found.WhyNot;
            }
        }
    }

    [Fact]
    public void Height_and_width_stay_where_a_size_has_a_floor_or_a_ceiling_at_the_examples_or_is_rounded()
    {
        using var scope = NewDisposeScope();
        using var model = Identity();
        const string Below = "height and width are constants of the model below the example's: ";
        Traced(16, x => x * Math.Max(16, x.shape[2])).ShouldBe(Below + "aten::mul");
        Traced(16, x => x * Math.Min(16, x.shape[3])).ShouldBe(Below + "aten::mul");
        Traced(16, x => x.narrow(2, 0, Math.Min(16, x.shape[2]))).ShouldBe(Below + "aten::narrow");
        Traced(16, x => functional.interpolate(x, size: [x.shape[2] > 16 ? 16 : x.shape[2], x.shape[3]])).ShouldNotBeNull().ShouldStartWith(Below);
        Traced(1, x => x * Math.Max(16, x.shape[3])).ShouldBe(Below + "aten::mul");

        // Of an even size and its double, halves and multiples of 32 are what they seem.
        Traced(16, x => x * ((x.shape[2] + 1) / 2)).ShouldBe("height and width are constants of the model at 47x77: aten::mul");
        Traced(64, x => functional.pad(x, [0, Rest(x.shape[3]), 0, Rest(x.shape[2])])).ShouldNotBeNull().ShouldStartWith("height and width are constants of the model at 95x125: aten::");
        Traced(16, x => x.shape[2] % 2 == 0 ? x : x.relu()).ShouldBe("with a height and width of 47x77 the model does other steps");

        // The steps are the same at a size that it takes.
        Traced(64, x => x.shape[2] is var h && (h == 64 || h == 96 ? h : h == 32 ? throw new InvalidOperationException("32") : throw new DivideByZeroException()) > 0 ? x * h : x).ShouldBeNull();
        Traced(96, x => x.shape[2] % 32 != 0 ? throw new InvalidOperationException("divisible by 32") : x * Math.Max(96, x.shape[2])).ShouldBe(Below + "aten::mul");

        string? Traced(long height, Func<Tensor, object?> forward)
        {
            var found = DynamicTrace.Of(model, randn(1, 3, height, Math.Max(16, height)), forward);
            using (found.Module)
            {
                found.BatchVaries.ShouldBeTrue();
                found.SpaceVaries.ShouldBe(found.WhyNot is null);
                return found.WhyNot;
            }
        }

        static long Rest(long size) => (32 - (size % 32)) % 32;
    }

    [Theory]
    [InlineData(1, "96x128 95x125 32x32")]
    [InlineData(2, "96x128 32x32")]
    [InlineData(64, "128x160 64x64", 96)]
    public void The_sizes_at_which_a_model_was_found_to_take_the_same_steps_are_told(long divisor, string sizes, long size = 64)
    {
        using var scope = NewDisposeScope();
        using var model = Identity();
        var found = DynamicTrace.Of(model, randn(1, 3, size, size), x => x.shape[2] % (divisor == 64 ? 32 : divisor) == 0 ? x * x.shape[2] : throw new InvalidOperationException("divisible"));
        using var module = found.Module;
        found.WhyNot.ShouldBeNull();
        string.Join(' ', found.OtherSizes.Select(other => $"{other.Height}x{other.Width}")).ShouldBe(sizes);
        var fixedOne = DynamicTrace.Of(model, randn(1, 3, 16, 16), x => x * (x.shape[2] + 1));
        using var other = fixedOne.Module;
        fixedOne.OtherSizes.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(VaryingAxes.None)]
    [InlineData(VaryingAxes.Batch)]
    [InlineData(VaryingAxes.BatchAndSpace)]
    public void A_model_that_changes_its_input_in_place_leaves_the_example_as_it_is(VaryingAxes axes)
    {
        using var scope = NewDisposeScope();
        using var model = Identity();
        var example = randn(1, 3, 8, 8);
        var before = example.clone();
        var found = DynamicTrace.Of(model, example, x => x.sub_(1) * 2, axes);
        using var module = found.Module;
        equal(example, before).ShouldBeTrue();
        found.WhyNot.ShouldBeNull();
        found.ReadsValues.ShouldBeNull();
        Same((Tensor)module.forward(before.clone())!, (before - 1) * 2);
    }

    [Fact]
    public void A_batch_stays_free_where_a_constant_of_both_hangs_on_height_and_width()
    {
        using var scope = NewDisposeScope();
        using var model = Identity();
        Func<Tensor, Tensor>[] computations =
        [
            x => x * (x.shape[0] * (x.shape[2] + 1)),
            x => x * (x.shape[0] * ((x.shape[2] + 1) / 2)),
            x => x * arange(x.shape[3]),
            x => x * tensor(Enumerable.Range(0, (int)x.shape[3]).Select(k => (float)k).ToArray()),
        ];
        foreach (var forward in computations)
        {
            var found = DynamicTrace.Of(model, randn(1, 3, 16, 16), forward);
            using var module = found.Module;
            found.BatchVaries.ShouldBeTrue(found.WhyNot);
            var input = randn(5, 3, 16, 16);
            Same((Tensor)module.forward(input)!, forward(input));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-3)]
    public void A_branch_on_the_values_of_an_example_that_is_one_number_is_told(double value)
    {
        using var scope = NewDisposeScope();
        using var model = Identity();
        var input = full([1, 3, 4, 4], value);
        Reads(x => x.sum().ToDouble() > 0 ? x.relu() : x.sigmoid()).ShouldNotBeNull().ShouldContain("other steps");
        Reads(x => x.sum().ToDouble() < 0 ? x.relu() : x.sigmoid()).ShouldNotBeNull().ShouldContain("other steps");
        Reads(x => x.max().ToDouble() > x.min().ToDouble() ? x.relu() : x.sigmoid()).ShouldNotBeNull().ShouldContain("other steps");
        Reads(x => x * x.mean() + x.shape[1]).ShouldBeNull();

        string? Reads(Func<Tensor, object?> forward)
        {
            var found = DynamicTrace.Of(model, input, forward, VaryingAxes.None);
            using (found.Module)
            {
                return found.ReadsValues;
            }
        }
    }

    [Fact]
    public void A_model_that_goes_by_the_values_of_its_input_is_told()
    {
        using var scope = NewDisposeScope();
        using var model = Identity();
        Reads(x => x * x.mean().item<float>()).ShouldNotBeNull().ShouldContain("aten::mul");
        Reads(x => x.mean().item<float>() > 0.75 ? x.relu() : x.sigmoid()).ShouldNotBeNull().ShouldContain("other steps");
        Reads(x => x * x.mean() + x.shape[1], asks: false).ShouldBeNull();

        // Which values it would go by, trying others did not show.
        Reads(x => x.sum().ToDouble() > 0 ? x.relu() : x.sigmoid()).ShouldBeNull();

        string? Reads(Func<Tensor, object?> forward, bool asks = true)
        {
            var input = linspace(0.6, 1, 48).reshape(1, 3, 4, 4);
            var found = DynamicTrace.Of(model, input, forward, VaryingAxes.None);
            using (found.Module)
            {
                found.AsksForNumbers.ShouldBe(asks);
                return found.ReadsValues;
            }
        }
    }

    [Fact]
    public void Dictionaries_and_tuples_come_back_as_they_were()
    {
        using var scope = NewDisposeScope();
        using var model = Linear(3, 2);
        var input = randn(4, 3);
        using var map = torch.jit.trace(model, [input], given => new OrderedDictionary<string, object?> { ["out"] = model.call(given[0]), ["twice"] = model.call(given[0]) * 2 });
        var result = map.forward(input).ShouldBeOfType<OrderedDictionary<string, object?>>();
        result.Keys.ShouldBe(["out", "twice"]);
        Same((Tensor)result["twice"]!, model.call(input) * 2);
        using var shapes = torch.jit.trace(model, [input], given => new OrderedDictionary<string, object?> { ["rows"] = given[0].select(1, 0) * 2, ["whole"] = given[0] * 3 });
        Same((Tensor)shapes.forward(input).ShouldBeOfType<OrderedDictionary<string, object?>>()["whole"]!, input * 3);
        using var list = torch.jit.trace(model, [input], given => new[] { given[0].select(1, 0) * 2, given[0] * 3 });
        Same(list.forward(input).ShouldBeAssignableTo<IEnumerable<object?>>()!.OfType<Tensor>().Last(), input * 3);
        using var tuple = torch.jit.trace(model, [input], given => (model.call(given[0]), given[0]));
        tuple.forward(input).ShouldBeOfType<object?[]>().Length.ShouldBe(2);
    }

    [Fact]
    public void An_exception_of_the_model_is_the_exception_of_the_trace_and_the_next_trace_works()
    {
        using var scope = NewDisposeScope();
        using var model = Linear(3, 2);
        var input = randn(4, 3);
        Should.Throw<InvalidTimeZoneException>(() => torch.jit.trace(model, [input], _ => throw new InvalidTimeZoneException("mine"))).Message.ShouldBe("mine");
        using var traced = torch.jit.trace(model, input);
        Same((Tensor)traced.forward(input)!, model.call(input));
    }

    [Fact]
    public void Steps_know_the_module_that_they_belong_to()
    {
        using var scope = NewDisposeScope();
        using var model = new Flattening();
        using var traced = torch.jit.trace(model, randn(2, 3, 8, 8));
        traced.Graph().Nodes.First(node => node.Kind == "aten::linear").Scope.ShouldEndWith("head");
    }

    [Fact]
    public void Numbers_written_by_managed_code_are_constants()
    {
        using var scope = NewDisposeScope();
        using var model = Linear(3, 2);
        var input = randn(4, 3);
        using var traced = torch.jit.trace(model, [input], given => model.call(given[0]) * tensor([1f, 3f]));
        Same((Tensor)traced.forward(input)!, model.call(input) * tensor([1f, 3f]));
    }

    private static void Same(Tensor actual, Tensor expected)
    {
        actual.shape.ShouldBe(expected.shape);
        (actual - expected).abs().max().item<float>().ShouldBeLessThan(1e-5f);
    }

    private sealed class Flattening : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> conv = Conv2d(3, 4, 3, padding: 1);
        private readonly Module<Tensor, Tensor> head = Linear(4 * 8 * 8, 5);

        public Flattening()
            : base("Flattening") => RegisterComponents();

        public override Tensor forward(Tensor input) => head.call(conv.call(input).relu().view(input.shape[0], -1));
    }

    private sealed class UpAndDown : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> conv = Conv2d(3, 4, 3, stride: 2, padding: 1);

        public UpAndDown()
            : base("UpAndDown") => RegisterComponents();

        public override Tensor forward(Tensor input) => functional.interpolate(conv.call(input), size: [input.shape[2], input.shape[3]], mode: InterpolationMode.Bilinear, align_corners: false);
    }
}
