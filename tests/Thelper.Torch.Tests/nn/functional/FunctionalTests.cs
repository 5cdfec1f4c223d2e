using System.Reflection;
using System.Text.Json;
using Thelper.Testing;
using static Thelper.Torch.torch;
using F = Thelper.Torch.torch.nn.functional;

namespace Thelper.Torch.Tests.Modules;

/// <summary>The functions of torch.nn.functional against PyTorch, where the layers do not reach them already: values and gradients.</summary>
[NoLeaks]
public sealed partial class FunctionalTests
{
    private static readonly JsonElement Golden = Reference.Load("functions.json").GetProperty("functions");

    public static TheoryData<string> Names => [.. Golden.EnumerateObject().Select(function => function.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name)
    {
        using var scope = NewDisposeScope();
        var golden = Golden.GetProperty(name);
        var inputs = GoldenCase.Inputs(golden);
        manual_seed(0);
        GoldenCase.Check(golden, inputs, x => Functions[name](x));
    }

    [Fact]
    public void Shuffled_channels_have_no_gradient_as_in_PyTorch()
    {
        // PyTorch 1.13: "derivative for channel_shuffle is not implemented", in the layer and in the function.
        using var scope = NewDisposeScope();
        var shuffled = F.channel_shuffle(ones(1, 4, 1, 1).requires_grad_(), 2);
        shuffled.requires_grad.ShouldBeTrue();
        Should.Throw<TorchException>(() => shuffled.sum().backward()).Message.ShouldContain("derivative for channel_shuffle is not implemented");
    }

    [Fact]
    public void The_table_and_the_golden_file_have_the_same_cases() => Functions.Keys.ShouldBe(Names.Select(row => row.Data), ignoreOrder: true);

    /// <summary>Every public function of PyTorch's module has one of its name here.</summary>
    [Fact]
    public void No_function_is_missing()
    {
        var ours = typeof(F).GetMethods(BindingFlags.Public | BindingFlags.Static).Select(method => method.Name).ToHashSet();
        var theirs = Reference.Load("functions.json").GetProperty("names").EnumerateArray().Select(name => name.GetString()!);
        theirs.Where(name => !ours.Contains(name)).ShouldBeEmpty();
    }

    [Fact]
    public void Options_that_do_not_go_together_are_named()
    {
        using var scope = NewDisposeScope();
        var image = zeros(1, 1, 4, 4);
        Refusal.Of(() => F.interpolate(image)).ShouldBe("interpolate needs either size or scale_factor.");
        Refusal.Of(() => F.interpolate(image, [2], mode: InterpolationMode.Area, align_corners: true)).ShouldBe("interpolate: align_corners has no meaning for the mode Area.");
        Refusal.Of(() => F.interpolate(image, [2], mode: InterpolationMode.Linear)).ShouldBe("interpolate: the mode Linear does not resize inputs of 4 dimensions.");
        Refusal.Of(() => F.interpolate(image, [2, 2, 2])).ShouldBe("interpolate: size has 3 numbers for an input with 2 dimensions to resize.");
        Refusal.Of(() => F.interpolate(image, [2], antialias: true)).ShouldStartWith("interpolate: antialias is for the modes Bilinear and Bicubic");
        Refusal.Of(() => F.interpolate(image, [2], recompute_scale_factor: true)).ShouldStartWith("interpolate: recompute_scale_factor has no meaning");
        Refusal.Of(() => F.dropout(image, 2)).ShouldBe("dropout: p is a probability in [0, 1], not 2.0.");
        Refusal.Of(() => F.grid_sample(image, zeros(1, 2, 2, 2), (GridSampleMode)9)).ShouldBe("grid_sample: there is no mode 9.");
        Should.Throw<ArgumentException>(() => F.affine_grid(zeros(1, 2, 3), [1, 1, 2, 2, 2])).Message.ShouldContain("not (1, 2, 3) and (1, 1, 2, 2, 2)");
        Should.Throw<ArgumentException>(() => F.max_unpool2d(image, zeros([1, 1, 4, 4], ScalarType.Int64), [2], null, null, [11, 8])).Message.ShouldContain("is not within one stride of (8, 8)");
        Should.Throw<TorchException>(() => F.glu(zeros(3, 3)));
    }

    /// <summary>One result, or two, of a function.</summary>
    private sealed record Results(params Tensor[] All)
    {
        public static implicit operator Results(Tensor one) => new(one);

        public static implicit operator Results((Tensor, Tensor) two) => new(two.Item1, two.Item2);

        public static implicit operator Tensor[](Results results) => results.All;
    }
}
