using System.Text.Json;
using Thelper.Testing;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;
using static Thelper.Torch.torch.nn.utils;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Pruned weights, against PyTorch.</summary>
[NoLeaks]
public sealed class PruneTests
{
    private static readonly JsonElement Golden = Reference.Load("prune.json").GetProperty("cases");

    private static readonly Dictionary<string, ModuleCase> Cases = new()
    {
        ["identity"] = Row(() => prune.identity(Linear(4, 3), "weight"), 2, 4),
        ["random"] = Row(() => prune.random_unstructured(Linear(4, 3), "weight", 0.4), 2, 4),
        ["random_count"] = Row(() => prune.random_unstructured(Linear(4, 3), "bias", 2), 2, 4),
        ["random_none"] = Row(() => prune.random_unstructured(Linear(4, 3), "weight", 0), 2, 4),
        ["random_half"] = Row(() => prune.random_unstructured(Linear(5, 1), "weight", 0.5), 2, 5),
        ["l1"] = Row(() => prune.l1_unstructured(Linear(4, 3), "weight", 0.3), 2, 4),
        ["l1_all"] = Row(() => prune.l1_unstructured(Linear(4, 3), "weight", 1.0), 2, 4),
        ["l1_scores"] = Row(() => prune.l1_unstructured(Conv2d(2, 4, 3), "weight", 20, Reference.Wave([4, 2, 3, 3])), 1, 2, 5, 5),
        ["l1_lstm"] = ModuleCase.Of(
            () => prune.l1_unstructured(LSTM(4, 3), "weight_hh_l0", 0.5), () => [Reference.Wave([5, 2, 4]).requires_grad_()],
            (lstm, x) => lstm.call(x[0]) is var (output, hidden, cell) ? [output, hidden, cell] : []),
        ["random_structured"] = Row(() => prune.random_structured(Conv2d(2, 4, 3), "weight", 2, 0), 1, 2, 5, 5),
        ["random_structured_share"] = Row(() => prune.random_structured(Linear(4, 3), "weight", 0.5, -1), 2, 4),
        ["random_structured_none"] = Row(() => prune.random_structured(Linear(4, 3), "weight", 0.1, 0), 2, 4),
        ["ln"] = Row(() => prune.ln_structured(Conv2d(2, 4, 3), "weight", 0.5, 2, 0), 1, 2, 5, 5),
        ["ln_one"] = Row(() => prune.ln_structured(Conv2d(2, 4, 3), "weight", 1, 1, -1), 1, 2, 5, 5),
        ["ln_infinity"] = Row(() => prune.ln_structured(Linear(4, 3), "weight", 2, double.PositiveInfinity, 1), 2, 4),
        ["ln_scores"] = Row(() => prune.ln_structured(Linear(4, 3), "weight", 1, 2, 0, Reference.Wave([3, 4], 2)), 2, 4),
        ["mask"] = Row(() => prune.custom_from_mask(Linear(4, 3), "bias", tensor(new long[] { 0, 1, 0 })), 2, 4),
        ["twice"] = Row(() => prune.l1_unstructured(prune.random_unstructured(Linear(4, 3), "weight", 0.4), "weight", 0.5), 2, 4),
        ["random_twice"] = Row(() => prune.random_unstructured(prune.l1_unstructured(Linear(4, 3), "weight", 3), "weight", 4), 2, 4),
        ["slices_twice"] = Row(() => prune.ln_structured(prune.ln_structured(Conv2d(2, 4, 3), "weight", 1, 2, 0), "weight", 1, 2, 0), 1, 2, 5, 5),
        ["random_slices_twice"] = Row(() => prune.random_structured(prune.random_structured(Conv2d(2, 4, 3), "weight", 1, 1), "weight", 0.5, 0), 1, 2, 5, 5),
        ["slices_of_elements"] = Row(() => prune.ln_structured(prune.l1_unstructured(Linear(4, 3), "weight", 7), "weight", 1, 1, 1), 2, 4),
        ["mask_after"] = Row(() => prune.custom_from_mask(prune.l1_unstructured(Linear(4, 3), "bias", 1), "bias", tensor(new[] { true, false, true })), 2, 4),
        ["thrice"] = Row(
            () => prune.identity(prune.ln_structured(prune.random_unstructured(Linear(4, 3), "weight", 3), "weight", 1, 2, 0), "weight"), 2, 4),
        ["both"] = Row(() => prune.random_unstructured(prune.random_unstructured(Linear(4, 3), "weight", 3), "bias", 1), 2, 4),
        ["global"] = Row(() => Together(new prune.L1Unstructured(0.4)), 2, 4),
        ["global_random"] = Row(() => Together(new prune.RandomUnstructured(6)), 2, 4),
        ["global_after"] = Row(() => Together(new prune.L1Unstructured(0.4), first => prune.random_structured(first, "weight", 1, 0)), 2, 4),
        ["global_scores"] = Row(Scored, 2, 4),
        ["removed"] = Row(() => prune.remove(prune.l1_unstructured(Linear(4, 3), "weight", 0.3), "weight"), 2, 4),
    };

    public static TheoryData<string> Names => [.. Golden.EnumerateObject().Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name) => Cases[name].Check(Golden.GetProperty(name));

    [Fact]
    public void The_table_and_the_golden_file_have_the_same_cases() => Cases.Keys.ShouldBe(Names.Select(row => row.Data), ignoreOrder: true);

    [Fact]
    public void Pruning_ends_with_the_zeros_and_the_gradient_kept()
    {
        using var scope = NewDisposeScope();
        using var model = Sequential(Linear(4, 3), ReLU());
        var layer = (Torch.Modules.Linear)model[0];
        prune.is_pruned(model).ShouldBeFalse();
        prune.l1_unstructured(layer, "weight", 5);
        prune.is_pruned(model).ShouldBeTrue();
        model.call(ones(1, 4)).sum().backward();
        var gradient = Reference.Elements(layer.get_parameter("weight_orig")!.grad!);
        prune.remove(layer, "weight").ShouldBeSameAs(layer);
        prune.is_pruned(model).ShouldBeFalse();
        layer.state_dict().Keys.ShouldBe(["bias", "weight"]);
        Reference.Elements(layer.weight).Count(value => value == 0).ShouldBe(5);
        Reference.Elements(layer.weight.grad!).ShouldBe(gradient);
        layer.weight.requires_grad.ShouldBeTrue();
    }

    [Fact]
    public void Methods_of_a_parameter_are_kept_in_order()
    {
        using var scope = NewDisposeScope();
        using var layer = Linear(4, 3);
        var first = new prune.L1Unstructured(2);
        first.apply(layer, "weight").ShouldBeSameAs(first);
        var second = new Corners();
        var container = second.apply(layer, "weight").ShouldBeOfType<prune.PruningContainer>();
        container.ShouldBe([first, second]);
        new prune.Identity().apply(layer, "weight").ShouldBeSameAs(container);
        container.Count.ShouldBe(3);
        container.PRUNING_TYPE.ShouldBe(prune.PruningType.unstructured);
        container.remove(layer);
        prune.is_pruned(layer).ShouldBeFalse();
    }

    [Fact]
    public void A_method_of_ones_own_prunes_as_the_others()
    {
        using var scope = NewDisposeScope();
        using var layer = Linear(3, 2);
        new Corners().apply(layer, "weight");
        Reference.Elements(layer.get_buffer("weight_mask")!).ShouldBe([0, 1, 1, 1, 1, 0]);
        Reference.Elements(new Corners().prune(ones(2, 2) * 3)).ShouldBe([0, 3, 3, 0]);
        Reference.Elements(new Corners().prune(ones(4), default_mask: tensor(new float[] { 1, 0, 1, 1 }))).ShouldBe([0, 0, 1, 0]);
    }

    [Fact]
    public void Loading_and_converting_bring_the_value_up_to_date()
    {
        using var scope = NewDisposeScope();
        using var layer = prune.identity(Linear(2, 1), "weight");
        layer.load_state_dict(new Dictionary<string, Tensor>
        {
            ["bias"] = zeros(1),
            ["weight_orig"] = tensor(new float[] { 3, 4 }, [1, 2]),
            ["weight_mask"] = tensor(new float[] { 0, 1 }, [1, 2]),
        });
        Reference.Elements(layer.weight).ShouldBe([0, 4]);
        layer.to(float64);
        layer.weight.dtype.ShouldBe(float64);
        layer.get_buffer("weight_mask")!.dtype.ShouldBe(float64);
    }

    [Fact]
    public void A_refused_method_changes_nothing()
    {
        using var scope = NewDisposeScope();
        using var layer = Linear(2, 3);
        Message(() => prune.l1_unstructured(layer, "weight", 7)).ShouldBe("There are 6 to prune, fewer than the amount of 7.");
        layer.state_dict().Keys.ShouldBe(["weight", "bias"]);
        Message(() => prune.l1_unstructured(layer, "weight", 1.5)).ShouldBe("The amount to prune is a share in [0, 1] or a number of 0 or more, not 1.5.");
        Message(() => prune.random_unstructured(layer, "weight", -1)).ShouldBe("The amount to prune is a share in [0, 1] or a number of 0 or more, not -1.");
        Message(() => prune.l1_unstructured(layer, "wait", 1)).ShouldBe("Linear has no parameter 'wait' of its own. It has: weight, bias.");
        Message(() => prune.l1_unstructured(layer, "weight", 1, ones(2))).ShouldBe("The importance scores of 'weight' have the shape (2), the parameter (3, 2).");
        Message(() => prune.ln_structured(layer, "bias", 1, 2, 0)).ShouldBe("Structured pruning is for tensors of two dimensions or more, not for one of the shape (3).");
        Message(() => prune.random_structured(layer, "weight", 1, 2)).ShouldBe("A tensor of the shape (3, 2) has no dimension 2 to prune along.");
        Message(() => prune.custom_from_mask(layer, "bias", ones(2))).ShouldBe("This mask has the shape (2), the parameter (3).");
        Message(() => prune.remove(layer, "weight")).ShouldBe("'weight' of Linear is not pruned.");
        Message(() => prune.global_unstructured([(layer, "weight")], new prune.LnStructured(1, 2))).ShouldBe(
            "global_unstructured: the method prunes single elements, but LnStructured is of type structured.");
        layer.state_dict().Keys.ShouldBe(["weight", "bias"]);
        prune.is_pruned(layer).ShouldBeFalse();
        prune.identity(layer, "weight");
        Message(() => weight_norm(layer)).ShouldBe("'weight' of Linear is computed already (pruning).");
        weight_norm(prune.remove(layer, "weight"));
        Message(() => prune.identity(layer, "weight")).ShouldBe("'weight' of Linear is computed already (weight norm).");
    }

    private static string Message(Action action) => Should.Throw<UserErrorException>(action).Message;

    private static ModuleCase Row(Func<Module<Tensor, Tensor>> make, params long[] shape) => ModuleCase.Of(make, () => [Reference.Wave(shape).requires_grad_()]);

    private static Torch.Modules.Sequential Together(prune.BasePruningMethod method, Action<Module>? first = null)
    {
        var model = Sequential(Linear(4, 3), Tanh(), Linear(3, 2));
        first?.Invoke(model[0]);
        prune.global_unstructured([(model[0], "weight"), (model[2], "weight"), (model[2], "bias")], method);
        return model;
    }

    private static Torch.Modules.Sequential Scored()
    {
        var model = Sequential(Linear(4, 3), Tanh(), Linear(3, 2));
        prune.global_unstructured(
            [(model[0], "weight"), (model[2], "weight")], new prune.L1Unstructured(5),
            new Dictionary<(Module, string), Tensor> { [(model[0], "weight")] = Reference.Wave([3, 4], 1) });
        return model;
    }

    /// <summary>Prunes the first and the last element.</summary>
    private sealed class Corners : prune.BasePruningMethod
    {
        public override torch.nn.utils.prune.PruningType PRUNING_TYPE => torch.nn.utils.prune.PruningType.unstructured;

        public override Tensor compute_mask(Tensor t, Tensor default_mask)
        {
            using var scope = NewDisposeScope();
            var mask = default_mask.clone();
            var flat = mask.view(-1);
            flat[0] = tensor(0f);
            flat[-1] = tensor(0f);
            return mask.MoveToOuterDisposeScope();
        }
    }
}
