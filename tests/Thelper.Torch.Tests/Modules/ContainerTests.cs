using Thelper.Testing;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Containers: names, order, text, and who frees what.</summary>
[NoLeaks]
public sealed class ContainerTests
{
    [Fact]
    public void Sequences_name_layers_by_position_or_as_told()
    {
        using var positional = Sequential(Linear(3, 4), ReLU(), Linear(4, 2));
        using var named = Sequential(("first", Linear(3, 4)), ("act", ReLU()));
        positional.state_dict().Keys.ShouldBe(["0.weight", "0.bias", "2.weight", "2.bias"]);
        named.append("last", Linear(4, 1)).state_dict().Keys.ShouldBe(["first.weight", "first.bias", "last.weight", "last.bias"]);
        named[1].ShouldBeOfType<ReLU>();
        named.Count.ShouldBe(3);
        named.ToString().ShouldBe("Sequential(\n  (first): Linear(in_features=3, out_features=4, bias=True)\n  (act): ReLU()\n  (last): Linear(in_features=4, out_features=1, bias=True)\n)");
    }

    [Fact]
    public void An_empty_sequence_hands_its_input_on()
    {
        using var empty = Sequential();
        using var input = ones(2);
        using var output = empty.call(input);
        output.ShouldNotBeSameAs(input);
        Reference.Elements(output).ShouldBe([1, 1]);
    }

    [Fact]
    public void Results_between_layers_are_freed_when_the_sequence_is_done()
    {
        using var model = Sequential(Linear(3, 4), ReLU(), Dropout(0.5), Linear(4, 2));
        using var input = ones(5, 3);
        var before = Diagnostics.LiveHandles;
        using (var output = model.call(input))
        {
            Diagnostics.LiveHandles.ShouldBe(before + 1);
        }
    }

    [Fact]
    public void A_layer_that_works_in_place_on_the_input_returns_it_alive()
    {
        using var model = Sequential(ReLU(inplace: true));
        using var input = tensor(new float[] { -1, 2 });
        var output = model.call(input);
        Reference.Elements(output).ShouldBe([0, 2]);
        input.IsInvalid.ShouldBeFalse();
    }

    [Fact]
    public void A_failing_layer_leaks_nothing()
    {
        using var model = Sequential(Linear(3, 4), Linear(5, 2));
        using var input = ones(1, 3);
        var before = Diagnostics.LiveHandles;
        Should.Throw<TorchException>(() => model.call(input));
        Diagnostics.LiveHandles.ShouldBe(before);
    }

    [Fact]
    public void Lists_and_dictionaries_register_what_they_hold()
    {
        using var list = ModuleList<Module<Tensor, Tensor>>(Linear(1, 1), ReLU());
        using var dictionary = ModuleDict<Module<Tensor, Tensor>>(("b", Linear(1, 1)), ("a", ReLU()));
        list.append(Linear(1, 2, hasBias: false)).state_dict().Keys.ShouldBe(["0.weight", "0.bias", "2.weight"]);
        dictionary.state_dict().Keys.ShouldBe(["b.weight", "b.bias"]);
        dictionary.Keys.ShouldBe(["b", "a"]);
        dictionary["a"].ShouldBeOfType<ReLU>();
        list.ToString().ShouldBe("ModuleList(\n  (0): Linear(in_features=1, out_features=1, bias=True)\n  (1): ReLU()\n  (2): Linear(in_features=1, out_features=2, bias=False)\n)");
        dictionary.ToString().ShouldStartWith("ModuleDict(\n  (b): Linear(");
    }

    [Fact]
    public void Layers_made_in_a_scope_outlive_it()
    {
        Sequential model;
        using (NewDisposeScope())
        {
            model = Sequential(Conv2d(1, 2, 3), BatchNorm2d(2), PReLU(), LayerNorm(3));
        }

        model.state_dict().Values.ShouldAllBe(value => !value.IsInvalid);
        model.Dispose();
    }
}
