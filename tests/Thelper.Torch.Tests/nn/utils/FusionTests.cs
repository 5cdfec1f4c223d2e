using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;
using static Thelper.Torch.torch.nn.utils;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Layers fused for evaluation, and weights laid out anew, against PyTorch.</summary>
[NoLeaks]
public sealed class FusionTests
{
    private static readonly JsonElement Golden = Reference.Load("fusion.json").GetProperty("cases");

    private static readonly Dictionary<string, ModuleCase> Cases = new()
    {
        ["conv1d"] = Of(() => Conv1d(2, 3, 3, bias: false), () => BatchNorm1d(3), 2, 2, 6),
        ["conv2d"] = Of(() => Conv2d(4, 6, 3, stride: 2, padding: 1, groups: 2, padding_mode: PaddingModes.Circular), () => BatchNorm2d(6, eps: 1e-2), 2, 4, 5, 6),
        ["conv2d_plain"] = Of(() => Conv2d(2, 3, 2), () => BatchNorm2d(3, affine: false, momentum: null), 2, 2, 4, 5),
        ["conv3d"] = Of(() => Conv3d(1, 2, 2), () => BatchNorm3d(2), 2, 1, 3, 3, 4),
        ["conv_transpose2d"] = Of(() => ConvTranspose2d(2, 3, 2, stride: 2, bias: false), () => BatchNorm2d(3), 2, 2, 3, 4),
        ["linear"] = Of(() => Linear(4, 3), () => BatchNorm1d(3), 5, 4),
        ["linear_nobias"] = Of(() => Linear(4, 3, hasBias: false), () => BatchNorm1d(3), 5, 4),
    };

    public static TheoryData<string> Names => [.. Golden.EnumerateObject().Select(entry => entry.Name)];

    // The statistics come out of sums, whose last bits depend on the machine.
    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name) => Cases[name].Check(Golden.GetProperty(name), bits: false);

    [Fact]
    public void The_table_and_the_golden_file_have_the_same_cases() => Cases.Keys.ShouldBe(Names.Select(row => row.Data), ignoreOrder: true);

    [Fact]
    public void A_fused_layer_has_weights_of_its_own()
    {
        using var scope = NewDisposeScope();
        using var conv = LazyConv2d(3, 3);
        using var norm = BatchNorm2d(3);
        norm.call(conv.call(Reference.Wave([2, 2, 6, 6])));
        norm.eval();
        conv.eval();
        conv.to(float64);
        norm.to(float64);
        var input = Reference.Wave([1, 2, 5, 5], 1).to(float64);
        var expected = Reference.Elements(norm.call(conv.call(input)));
        using var fused = fuse_conv_bn_eval(conv, norm);
        conv.weight.with_requires_grad(false).zero_();
        Reference.ShouldBeNear(Reference.Elements(fused.call(input)), expected, "fused", 1e-12);
        fused.training.ShouldBeFalse();
        fused.ToString().ShouldBe("Conv2d(2, 3, kernel_size=(3, 3), stride=(1, 1))");
    }

    [Fact]
    public void Layers_that_do_not_fit_are_named()
    {
        using var conv = Conv2d(2, 3, 3);
        using var open = LazyConv2d(3, 3);
        using var groups = ConvTranspose2d(4, 4, 2, groups: 2);
        using var norm = BatchNorm2d(3);
        using var four = BatchNorm2d(4);
        using var untracked = BatchNorm2d(3, track_running_stats: false);
        Message(() => fuse_conv_bn_eval(conv, norm)).ShouldBe("Conv2d and BatchNorm2d are fused for evaluation only: call eval() on both first.");
        foreach (var module in new Module[] { conv, open, groups, norm, four, untracked })
        {
            module.eval();
        }

        Message(() => fuse_conv_bn_eval(conv, four)).ShouldBe("BatchNorm2d is for 4 features, but this Conv2d gives 3.");
        Message(() => fuse_conv_bn_eval(conv, untracked)).ShouldBe("BatchNorm2d has no running statistics, so it cannot be fused with Conv2d.");
        Message(() => fuse_conv_bn_eval(open, norm)).ShouldBe("The first call decides the size of this LazyConv2d: it cannot be fused before.");
        Message(() => fuse_conv_bn_eval(groups, four)).ShouldBe("A ConvTranspose2d of 2 groups cannot be fused with a normalisation.");
    }

    [Fact]
    public void Weights_of_convolutions_are_laid_out_channels_last_and_back()
    {
        using var scope = NewDisposeScope();
        using var model = Sequential(Conv2d(4, 3, 3), Sequential(ConvTranspose2d(3, 2, 2)), Conv1d(4, 2, 2));
        var first = (Torch.Modules.Conv2d)model[0];
        var input = Reference.Wave([1, 4, 5, 5]);
        var before = Reference.Elements(first.call(input));
        var parameter = first.weight;
        convert_conv2d_weight_memory_format(model, MemoryFormat.ChannelsLast).ShouldBeSameAs(model);
        first.weight.ShouldBeSameAs(parameter);

        // What PyTorch gives for a weight of (3, 4, 3, 3).
        first.weight.stride().ShouldBe([36, 1, 12, 4]);
        model.get_parameter("1.0.weight")!.is_contiguous(MemoryFormat.ChannelsLast).ShouldBeTrue();
        model.get_parameter("2.weight")!.is_contiguous().ShouldBeTrue();
        first.weight.requires_grad.ShouldBeTrue();
        Reference.ShouldBeNear(Reference.Elements(first.call(input)), before, "output", 1e-6);
        convert_conv2d_weight_memory_format(model, MemoryFormat.Contiguous);
        first.weight.is_contiguous().ShouldBeTrue();
    }

    private static string Message(Action action) => Should.Throw<UserErrorException>(action).Message;

    private static ModuleCase Of<TFirst, TNorm>(Func<TFirst> first, Func<TNorm> norm, params long[] shape)
        where TFirst : Module<Tensor, Tensor>
        where TNorm : BatchNorm
        => ModuleCase.Of(() => new Fused(first(), norm(), shape), () => [Reference.Wave(shape).requires_grad_()]);

    private sealed class Fused : Module<Tensor, Tensor>
    {
        private readonly Module<Tensor, Tensor> fused;

        public Fused(Module<Tensor, Tensor> first, BatchNorm norm, long[] shape)
        {
            for (var k = 0; k < 2; k++)
            {
                norm.call(first.call(Reference.Wave(shape, k)));
            }

            first.eval();
            norm.eval();
            fused = first is Linear linear ? fusion.fuse_linear_bn_eval(linear, norm) : fuse_conv_bn_eval((Convolution)first, norm);
            first.Dispose();
            norm.Dispose();
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => fused.call(input);
    }
}
