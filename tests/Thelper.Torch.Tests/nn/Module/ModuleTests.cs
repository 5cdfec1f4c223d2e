using Thelper.Testing;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

[NoLeaks]
public class ModuleTests
{
    [Fact]
    public void State_lists_own_parameters_then_buffers_then_children()
    {
        using var scope = NewDisposeScope();
        using var module = new Sample();
        module.state_dict().Keys.ShouldBe(["scale", "count", "first.weight", "first.bias", "second.weight"]);
        module.named_parameters().Select(entry => entry.name).ShouldBe(["scale", "first.weight", "first.bias", "second.weight"]);
        module.named_buffers().Select(entry => entry.name).ShouldBe(["count", "scratch"]);
    }

    [Fact]
    public void Loading_checks_everything_before_it_changes_anything()
    {
        using var scope = NewDisposeScope();
        using var module = new Sample();
        var before = module.get_parameter("first.weight")!.clone();
        var source = new Dictionary<string, Tensor> { ["scale"] = ones(1), ["first.weight"] = zeros(5, 5), ["extra"] = ones(1) };
        var error = Should.Throw<InvalidOperationException>(() => module.load_state_dict(source));
        error.Message.ShouldBe(
            "These weights do not fit Sample: 'first.weight' is [5, 5] in the file and [2, 3] in the model; missing: count, first.bias, second.weight; unexpected: extra.");
        equal(before, module.get_parameter("first.weight")!).ShouldBeTrue();
    }

    [Fact]
    public void Loading_copies_values_and_keeps_objects()
    {
        using var scope = NewDisposeScope();
        using var one = new Sample();
        using var other = new Sample();
        var weight = other.get_parameter("first.weight");
        other.load_state_dict(one.state_dict()).missing_keys.ShouldBeEmpty();
        other.get_parameter("first.weight").ShouldBeSameAs(weight);
        equal(one.get_parameter("first.weight")!, weight!).ShouldBeTrue();
    }

    [Fact]
    public void Conversion_keeps_the_objects_that_optimizers_hold()
    {
        using var scope = NewDisposeScope();
        using var module = new Sample();
        var weight = module.get_parameter("first.weight")!;
        module.to(float64);
        module.get_parameter("first.weight").ShouldBeSameAs(weight);
        weight.dtype.ShouldBe(float64);
        weight.requires_grad.ShouldBeTrue();
    }

    [Fact]
    public void Training_mode_reaches_every_module()
    {
        using var module = new Sample();
        module.eval();
        module.modules().ShouldAllBe(part => !part.training);
        module.train();
        module.modules().ShouldAllBe(part => part.training);
    }

    [Fact]
    public void Gradients_are_dropped()
    {
        using var scope = NewDisposeScope();
        using var module = new Sample();
        module.forward(ones(1, 3)).sum().backward();
        module.get_parameter("first.bias")!.HasGrad.ShouldBeTrue();
        module.zero_grad();
        module.get_parameter("first.bias")!.HasGrad.ShouldBeFalse();
    }

    [Fact]
    public void Files_hold_the_state_and_load_wholly_or_in_part()
    {
        using var scope = NewDisposeScope();
        using var one = new Sample();
        using var other = new Sample();
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            one.save(path).ShouldBeSameAs(one);
            var before = other.get_parameter("second.weight")!.clone();
            var loaded = new Dictionary<string, bool>();
            other.load(path, skip: ["second.weight"], loadedParameters: loaded);
            equal(one.get_parameter("first.weight")!, other.get_parameter("first.weight")!).ShouldBeTrue();
            equal(before, other.get_parameter("second.weight")!).ShouldBeTrue();
            loaded["first.weight"].ShouldBeTrue();
            loaded["second.weight"].ShouldBeFalse();

            one.save(path, skip: ["scale"]);
            Should.Throw<ArgumentException>(() => other.load(path)).Message.ShouldBe($"{path}: These weights do not fit Sample: missing: scale.");
            using var stream = File.OpenRead(path);
            Should.Throw<ArgumentException>(() => other.load(stream)).Message.ShouldBe("the stream: These weights do not fit Sample: missing: scale.");
            other.load(path, strict: false);
            equal(one.get_parameter("second.weight")!, other.get_parameter("second.weight")!).ShouldBeTrue();
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Streams_hold_the_state_too()
    {
        using var scope = NewDisposeScope();
        using var one = new Sample();
        using var other = new Sample();
        using var stream = new MemoryStream();
        one.save(stream);
        stream.Position = 0;
        other.load(stream);
        equal(one.get_parameter("first.weight")!, other.get_parameter("first.weight")!).ShouldBeTrue();
    }

    [Fact]
    public void Parts_are_found_by_dotted_name()
    {
        using var module = new Sample();
        module.has_parameter("first.weight").ShouldBeTrue();
        module.has_parameter("first.wait").ShouldBeFalse();
        module.has_parameter("third.weight").ShouldBeFalse();
        module.has_buffer("count").ShouldBeTrue();
        module.get_buffer("scratch").ShouldNotBeNull();
        module.get_submodule("").ShouldBeSameAs(module);
        module.get_submodule("first").ShouldBeOfType<Linear>();
        Should.Throw<UserErrorException>(() => module.get_submodule("third")).Message.ShouldBe("Sample has no module 'third'. It has: first, second.");
        module.named_parameters(recurse: false).Select(entry => entry.name).ShouldBe(["scale"]);
        module.named_parameters(prefix: "net").Select(entry => entry.name).First().ShouldBe("net.scale");
        module.named_modules("net").Select(entry => entry.name).ShouldBe(["net", "net.first", "net.second"]);
    }

    [Fact]
    public void Conversions_keep_integers_and_refuse_them()
    {
        using var scope = NewDisposeScope();
        using var module = new Sample();
        module.half().get_parameter("scale")!.dtype.ShouldBe(float16);
        module.bfloat16().@double().cpu().get_buffer("count")!.dtype.ShouldBe(int64);
        module.to(CPU, float32).get_parameter("scale")!.dtype.ShouldBe(float32);
        Should.Throw<UserErrorException>(() => module.to(int32)).Message.ShouldBe("Sample: parameters are floating-point or complex numbers, so they cannot become Int32.");
    }

    [Fact]
    public void Gradients_become_zeros_where_asked()
    {
        using var scope = NewDisposeScope();
        using var module = new Sample();
        module.forward(ones(1, 3)).sum().backward();
        module.zero_grad(set_to_none: false);
        Reference.Elements(module.get_parameter("first.bias")!.grad!).ShouldAllBe(value => value == 0);
    }

    [Fact]
    public void Gradients_that_become_zeros_leave_the_graph_that_made_them()
    {
        using var scope = NewDisposeScope();
        using var module = new Sample();
        module.forward(ones(1, 3)).square().sum().backward(create_graph: true);
        var gradient = module.get_parameter("first.bias")!.grad!;
        gradient.requires_grad.ShouldBeTrue();
        module.zero_grad(set_to_none: false);
        var zeroed = module.get_parameter("first.bias")!.grad!;
        (zeroed.requires_grad, zeroed.is_leaf).ShouldBe((false, true));
        Reference.Elements(zeroed).ShouldAllBe(value => value == 0);
        module.zero_grad();
    }

    private sealed class Sample : Module<Tensor, Tensor>
    {
        private readonly Parameter scale = new(ones(1));
        private readonly Tensor count = zeros([1], int64);
        private readonly Linear first = Linear(3, 2);
        private readonly Linear second = Linear(2, 1, hasBias: false);

        public Sample()
        {
            RegisterComponents();
            register_buffer("scratch", zeros(1), persistent: false);
        }

        public override Tensor forward(Tensor input) => second.forward(first.forward(input * scale + count));
    }
}
