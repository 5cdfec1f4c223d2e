using Thelper.Testing;
using Thelper.Torch.Modules;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

/// <summary>Sequences of modules of any types, as classes derive from them.</summary>
[NoLeaks]
public sealed class SequentialTests
{
    [Fact]
    public void A_derived_class_says_how_its_modules_follow_each_other()
    {
        using var scope = NewDisposeScope();
        using var model = new Pairs(Bilinear(2, 3, 4), ReLU());
        model.append(Linear(4, 1)).append("last", Tanh()).ShouldBeSameAs(model);
        model.Count.ShouldBe(4);
        model[2].ShouldBeOfType<Linear>();
        model.state_dict().Keys.ShouldBe(["0.weight", "0.bias", "2.weight", "2.bias"]);
        model.ToString().ShouldBe("""
            Pairs(
              (0): Bilinear(in1_features=2, in2_features=3, out_features=4, bias=True)
              (1): ReLU()
              (2): Linear(in_features=4, out_features=1, bias=True)
              (last): Tanh()
            )
            """.ReplaceLineEndings("\n"));
        var (x, y) = (Reference.Wave([5, 2]), Reference.Wave([5, 3], 1));
        var first = (Bilinear)model[0];
        var second = (Linear)model[2];
        Reference.Elements(model.call(x, y)).ShouldBe(Reference.Elements(aten.tanh(second.call(aten.relu(first.call(x, y))))));
        model.eval();
        model[1].training.ShouldBeFalse();
    }

    [Fact]
    public void Slices_are_what_the_derived_class_makes_of_them()
    {
        using var model = new Pairs(("a", Bilinear(1, 1, 1)), ("b", ReLU()), ("c", Tanh()));
        model[..^1].named_children().Select(entry => entry.name).ShouldBe(["a", "b"]);
        model[(null, 1)].Count.ShouldBe(1);
        using var plain = new Plain(ReLU());
        Should.Throw<UserErrorException>(() => plain[0..1]).Message.ShouldBe("Plain cannot be sliced: it does not override Slice.");
        using var other = ReLU();
        Should.Throw<UserErrorException>(() => plain.append("0", other)).Message.ShouldBe("Plain has a module '0' already.");
    }

    private sealed class Pairs : Sequential<Tensor, Tensor, Tensor>
    {
        public Pairs(params (string name, Module submodule)[] modules)
            : base(modules)
        {
        }

        public Pairs(params Module[] modules)
            : base(modules)
        {
        }

        public override Tensor forward(Tensor left, Tensor right)
        {
            using var scope = NewDisposeScope();
            var result = ((Bilinear)this[0]).call(left, right);
            for (var i = 1; i < Count; i++)
            {
                result = ((Module<Tensor, Tensor>)this[i]).call(result);
            }

            return result.MoveToOuterDisposeScope();
        }

        protected override Sequential<Tensor, Tensor, Tensor> Slice(int start, int end)
        {
            var names = named_children().ToArray();
            return new Pairs(Enumerable.Range(start, end - start).Select(i => (names[i].name, names[i].module)).ToArray());
        }
    }

    private sealed class Plain(params Module[] modules) : Sequential<Tensor, string>(modules)
    {
        public override string forward(Tensor input) => input.ToString()!;
    }
}
