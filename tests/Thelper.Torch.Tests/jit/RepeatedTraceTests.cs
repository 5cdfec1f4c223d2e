using Thelper.Testing;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Script;

/// <summary>Whether two traces of a model are the same steps: of which parts, on which values.</summary>
[NoLeaks]
public class RepeatedTraceTests
{
    [Fact]
    public void A_model_that_chooses_between_like_parts_by_the_values_of_its_input_is_told()
    {
        using var scope = NewDisposeScope();
        using var two = ModuleList<Module<Tensor, Tensor>>(Linear(4, 4), Linear(4, 4));
        Reads(x => x.mean().item<float>() > 0.75 ? two[0].call(x) : two[1].call(x)).ShouldNotBeNull().ShouldContain("other steps");
        Reads(x =>
        {
            var (u, v) = (x * 2, x + 1);
            return x.mean().item<float>() > 0.75 ? u - v : v - u;
        }).ShouldNotBeNull().ShouldContain("other steps");
        Reads(x =>
        {
            var (u, v) = (x * 2, x + 1);
            return x.mean().item<float>() > 0.75 ? (u, v) : (v, u);
        }).ShouldNotBeNull().ShouldContain("other steps");
        Reads(x => x.mean().item<float>() > 0.5 ? two[0].call(x) : two[1].call(x)).ShouldBeNull();

        string? Reads(Func<Tensor, object?> forward)
        {
            var found = DynamicTrace.Of(two, linspace(0.6, 1, 48).reshape(1, 3, 4, 4), forward, VaryingAxes.None);
            using (found.Module)
            {
                return found.ReadsValues;
            }
        }
    }

    // A column of one is in a row as it is: contiguous() gives back the column itself, and what is done with the column afterwards looks like done with the result.
    [Fact]
    public void Conversions_that_have_nothing_to_do_at_some_sizes_are_the_same_steps()
    {
        using var scope = NewDisposeScope();
        using var model = Identity();
        Found(x =>
        {
            var turned = x.transpose(2, 3);
            return turned.contiguous().sin() + turned;
        }, randn(1, 3, 2, 16)).ShouldBeNull();
        Found(x =>
        {
            var some = x.flatten().index_select(0, where(x.flatten().gt(0.9))[0]).view(-1, 1).expand(-1, 2);
            return some.contiguous().sum() + some.sum();
        }, linspace(0, 1, 48).reshape(1, 3, 4, 4), VaryingAxes.None).ShouldBeNull();

        string? Found(Func<Tensor, object?> forward, Tensor example, VaryingAxes axes = VaryingAxes.BatchAndSpace)
        {
            var found = DynamicTrace.Of(model, example, forward, axes);
            using (found.Module)
            {
                return found.WhyNot ?? found.ReadsValues;
            }
        }
    }
}
