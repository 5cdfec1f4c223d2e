using Thelper.Export;
using Thelper.Testing;
using Thelper.Torch;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Export;

/// <summary>A model that computes in more bits for once is what it was afterwards.</summary>
[NoLeaks]
public class ExportedNetworkTests
{
    [Fact]
    public void Answers_of_64_bits_leave_the_weights_as_they_were()
    {
        using var scope = NewDisposeScope();
        manual_seed(1);
        using var module = nn.Linear(40, 3);
        var weight = module.weight!.detach().clone();
        var input = rand(2, 40);
        var found = Network(module, given => [module.call(given)]).AnswerIn64Bits(input).ShouldNotBeNull()[0];
        found.dtype.ShouldBe(ScalarType.Float64);
        found.equal(nn.functional.linear(input.to(ScalarType.Float64), weight.to(ScalarType.Float64), module.bias!.to(ScalarType.Float64))).ShouldBeTrue();
        module.weight!.dtype.ShouldBe(ScalarType.Float32);
        module.weight!.equal(weight).ShouldBeTrue();
    }

    [Fact]
    public void A_model_of_32_bits_alone_has_none_and_stays_as_it_was()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Linear(4, 3);
        Network(module, given => [module.call(given) * given.sum().item<float>()]).AnswerIn64Bits(rand(2, 4)).ShouldBeNull();
        module.weight!.dtype.ShouldBe(ScalarType.Float32);
    }

    private static ExportedNetwork Network(nn.Module module, Func<Tensor, IReadOnlyList<Tensor>> answer) => new(module, answer, null, VaryingAxes.None);
}
