using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Containers: names, order, text, and who frees what.</summary>
[NoLeaks]
public sealed class ContainerTests
{
    private static readonly JsonElement Golden = Reference.Load("containers.json");

    private static readonly Dictionary<string, Func<Module>> Containers = new()
    {
        ["sequence"] = Three,
        ["slice"] = () =>
        {
            var all = Three();
            all[0].Dispose();
            return all[1..];
        },
        ["inserted"] = () => Three().insert(1, Dropout(0.2)),
        ["popped"] = () =>
        {
            var sequence = Three();
            sequence.pop(0).Dispose();
            return sequence;
        },
        ["extended"] = () => Three().extend(Tanh(), Linear(1, 2)),
        ["empty"] = () => Sequential(),
        ["list"] = () =>
        {
            var list = ModuleList<Module<Tensor, Tensor>>(Linear(1, 2), ReLU());
            list.insert(1, Linear(2, 3));
            return list;
        },
        ["empty_list"] = () => ModuleList<Module>(),
        ["dictionary"] = () =>
        {
            var table = ModuleDict<Module>(("b", Linear(1, 1)), ("a", ReLU()));
            table.pop("b").Dispose();
            table.update([("c", Linear(2, 1)), ("a", Tanh())]);
            return table;
        },
        ["tied"] = () => new Tied(),
        ["parameters"] = () => ParameterList(new Parameter(zeros(2, 3)), new Parameter(zeros([4], float64))),
        ["one_parameter"] = () => ParameterList(new Parameter(zeros(2, 3))),
        ["named_parameters"] = () => ParameterDict(("left", new Parameter(zeros(2, 3))), ("right", new Parameter(zeros([4], float64)))),
        ["nested"] = () => new Nested(),
    };

    public static TheoryData<string> Names => [.. Golden.EnumerateObject().Select(entry => entry.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Equals_PyTorch(string name)
    {
        var golden = Golden.GetProperty(name);
        using var scope = NewDisposeScope();
        using var module = Containers[name]();
        module.ToString().ShouldBe(golden.GetProperty("text").GetString());
        module.state_dict().Keys.ShouldBe(Texts("keys"));
        module.named_parameters().Select(entry => entry.name).ShouldBe(Texts("parameters"));
        module.named_modules().Select(entry => entry.name).ShouldBe(Texts("modules"));
        module.named_modules(remove_duplicate: false).Select(entry => entry.name).ShouldBe(Texts("all_modules"));

        string?[] Texts(string key) => golden.GetProperty(key).EnumerateArray().Select(value => value.GetString()).ToArray();
    }

    [Fact]
    public void The_table_and_the_golden_file_have_the_same_cases() => Containers.Keys.ShouldBe(Names.Select(row => row.Data), ignoreOrder: true);

    [Fact]
    public void Tied_weights_stay_tied()
    {
        using var scope = NewDisposeScope();
        using var module = new Tied();
        module.parameters().Count().ShouldBe(3);
        var source = module.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone() + 1);
        module.load_state_dict(source);
        module.to(float64);
        module.get_parameter("two.weight").ShouldBeSameAs(module.get_parameter("one.weight"));
        module.get_parameter("two.weight")!.dtype.ShouldBe(float64);
        equal(module.get_parameter("one.weight")!, source["one.weight"].@double()).ShouldBeTrue();
    }

    [Fact]
    public void Parameter_containers_change()
    {
        using var table = ParameterDict(("a", new Parameter(ones(1))));
        table.update([("b", new Parameter(ones(2)))]);
        table.pop("a").Dispose();
        table.state_dict().Keys.ShouldBe(["b"]);
        table.ContainsKey("a").ShouldBeFalse();
        using var list = ParameterList();
        list.append(new Parameter(ones(1)));
        list[0].Dispose();
        list[0] = new Parameter(ones(3));
        list.get_parameter("0")!.shape.ShouldBe([3]);
    }

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

    private static Sequential Three() => Sequential(Linear(2, 3), ReLU(), Linear(3, 1));

    private sealed class Tied : Module
    {
        private readonly Linear one = Linear(3, 3);
        private readonly Linear two = Linear(3, 3);
        private readonly Linear again;

        public Tied()
        {
            again = one;
            RegisterComponents();
            two.weight.Dispose();
            two.register_parameter("weight", one.weight);
        }
    }

    private sealed class Nested : Module
    {
        public Nested()
        {
            register_module("0", Sequential(Linear(1, 1)));
            register_module("1", ModuleList<Module>(ParameterList(new Parameter(zeros(1)))));
        }

        public override string GetName() => "Sequential";
    }
}
