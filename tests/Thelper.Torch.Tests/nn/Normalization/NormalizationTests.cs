using Thelper.Testing;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Normalisations against PyTorch, and the options that they refuse.</summary>
[NoLeaks]
public sealed class NormalizationTests
{
    private static readonly LayerTable Layers = new()
    {
        ["batch_norm1d"] = () => BatchNorm1d(5),
        ["batch_norm1d_length"] = () => BatchNorm1d(3),
        ["batch_norm2d"] = () => BatchNorm2d(3),
        ["batch_norm2d_options"] = () => BatchNorm2d(3, eps: 1e-3, momentum: 0.03, affine: false),
        ["batch_norm2d_cumulative"] = () => BatchNorm2d(3, momentum: null),
        ["batch_norm2d_untracked"] = () => BatchNorm2d(3, track_running_stats: false),
        ["batch_norm2d_double"] = () => BatchNorm2d(3, dtype: ScalarType.Float64),
        ["batch_norm3d"] = () => BatchNorm3d(2),
        ["layer_norm"] = () => LayerNorm(6),
        ["layer_norm_shape"] = () => LayerNorm([3, 4], eps: 1e-3, elementwise_affine: false),
        ["layer_norm_double"] = () => LayerNorm([3, 4], dtype: ScalarType.Float64),
        ["group_norm"] = () => GroupNorm(2, 6),
        ["group_norm_plain"] = () => GroupNorm(3, 6, eps: 1e-4, affine: false),
        ["instance_norm1d"] = () => InstanceNorm1d(3),
        ["instance_norm1d_options"] = () => InstanceNorm1d(3, eps: 1e-3, momentum: 0.3, affine: true, track_running_stats: true),
        ["instance_norm1d_unbatched"] = () => InstanceNorm1d(3),
        ["instance_norm2d"] = () => InstanceNorm2d(3),
        ["instance_norm2d_options"] = () => InstanceNorm2d(3, affine: true, track_running_stats: true, momentum: 0.2),
        ["instance_norm3d"] = () => InstanceNorm3d(2),
        ["instance_norm3d_affine"] = () => InstanceNorm3d(2, affine: true),
        ["local_response_norm"] = () => LocalResponseNorm(3),
        ["local_response_norm_options"] = () => LocalResponseNorm(4, alpha: 0.5, beta: 0.6, k: 2.0),
        ["local_response_norm_volume"] = () => LocalResponseNorm(2, alpha: 0.1),
        ["cross_map_lrn2d"] = () => CrossMapLRN2d(3, alpha: 0.5),
        ["cross_map_lrn2d_options"] = () => CrossMapLRN2d(4, alpha: 0.3, beta: 0.6, k: 2),
        ["cross_map_lrn2d_wide"] = () => CrossMapLRN2d(7, alpha: 0.3),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name) => Layers.Check(name);

    [Fact]
    public void Options_that_make_no_layer_are_named()
    {
        Refusal.Of(() => GroupNorm(4, 6)).ShouldBe("GroupNorm: num_channels (6) must be divisible by num_groups (4).");
        Refusal.Of(() => LocalResponseNorm(0)).ShouldBe("LocalResponseNorm: size is positive, not 0.");
    }

    [Fact]
    public void Inputs_that_do_not_fit_are_named()
    {
        using var scope = NewDisposeScope();
        using var norm = BatchNorm2d(2);
        using var flat = BatchNorm1d(2);
        Should.Throw<ArgumentException>(() => norm.call(zeros(2, 2))).Message.ShouldStartWith("BatchNorm2d takes 4 dimensions, not (2, 2).");
        Should.Throw<ArgumentException>(() => flat.call(zeros(1, 2))).Message.ShouldContain("needs more than 1 value a channel");
        flat.call(zeros(0, 2)).shape.ShouldBe([0L, 2]);
        norm.num_batches_tracked!.ToInt64().ShouldBe(0);
    }

    // As in PyTorch, where a state without a version, or of one below 2, is given the counts.
    [Fact]
    public void Weights_from_before_there_were_counts_are_loaded_strictly()
    {
        using var scope = NewDisposeScope();
        using var model = Sequential(("conv", Conv2d(1, 2, 1)), ("norm", BatchNorm2d(2)));
        model.call(ones(2, 1, 3, 3));
        var old = model.state_dict().Where(entry => !entry.Key.EndsWith("num_batches_tracked", StringComparison.Ordinal)).ToDictionary(entry => entry.Key, entry => entry.Value.clone());
        model.load_state_dict(old).missing_keys.ShouldBeEmpty();
        model.state_dict()["norm.num_batches_tracked"].ToInt64().ShouldBe(0);

        var known = model.state_dict();
        known.Remove("norm.num_batches_tracked");
        Should.Throw<InvalidOperationException>(() => model.load_state_dict(known)).Message.ShouldContain("missing: norm.num_batches_tracked");
        old.Remove("norm.running_var");
        Should.Throw<InvalidOperationException>(() => model.load_state_dict(old)).Message.ShouldEndWith("missing: norm.running_var.");
    }

    [Fact]
    public void Statistics_are_forgotten_on_request()
    {
        using var scope = NewDisposeScope();
        using var norm = BatchNorm2d(2);
        norm.call(ones(2, 2, 3, 3));
        norm.num_batches_tracked!.ToInt64().ShouldBe(1);
        norm.reset_running_stats();
        Reference.Elements(norm.running_mean!).ShouldBe([0, 0]);
        Reference.Elements(norm.running_var!).ShouldBe([1, 1]);
        norm.num_batches_tracked!.ToInt64().ShouldBe(0);
    }
}
