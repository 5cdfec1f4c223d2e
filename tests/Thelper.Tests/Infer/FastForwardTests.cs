using Thelper.Infer;
using Thelper.Testing;
using static Thelper.Torch.torch;
using static Thelper.Torch.torch.nn;

namespace Thelper.Tests.Infer;

/// <summary>After some batches of one shape a program answers in the network's place, if it says the same.</summary>
[NoLeaks]
public class FastForwardTests
{
    [Fact]
    public void A_program_answers_as_the_network_does_and_only_for_its_shape()
    {
        manual_seed(1);
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var network = Sequential(("conv", Conv2d(3, 8, 3)), ("norm", BatchNorm2d(8)), ("act", ReLU()), ("drop", Dropout()));
        network.eval();
        network.get_buffer("norm.running_var")!.uniform_(0.5, 2);
        network.get_buffer("norm.running_mean")!.uniform_(-1, 1);
        var count = 0;
        using var fast = new FastForward(network, Compute);
        for (var k = 0; k < 8; k++)
        {
            var batch = randn(2, 3, 12, 16);
            var expected = network.call(batch);
            var before = count;
            (fast.Run(batch) - expected).abs().max().ToDouble().ShouldBeLessThan(1e-5);
            (count - before).ShouldBe(k switch { < 3 => 1, 3 => count - before, _ => 0 }, $"batch {k}");
        }

        var now = count;
        var other = randn(1, 3, 12, 16);
        equal(fast.Run(other), network.call(other)).ShouldBeTrue();
        count.ShouldBe(now + 1);

        Tensor Compute(Tensor input)
        {
            count++;
            return network.call(input);
        }
    }

    [Fact]
    public void A_network_that_changes_its_input_in_place_says_the_same_all_along()
    {
        manual_seed(1);
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var network = Identity();
        network.eval();
        using var fast = new FastForward(network, input => input.sub_(1) * 2);
        for (var k = 0; k < 6; k++)
        {
            var batch = rand(2, 3);
            var expected = (batch - 1) * 2;
            (fast.Run(batch) - expected).abs().max().ToDouble().ShouldBeLessThan(1e-6, $"batch {k}");
        }
    }

    [Fact]
    public void A_network_that_goes_by_values_or_says_another_thing_each_time_runs_itself()
    {
        manual_seed(1);
        using var scope = NewDisposeScope();
        using var none = no_grad();
        using var network = Identity();
        network.eval();
        using var byValues = new FastForward(network, input => input.sum().ToDouble() > 0 ? input * 2 : input - 5);
        using var byChance = new FastForward(network, input => input + randn_like(input));
        using var bySide = new FastForward(network, input => throw new UserErrorException("no"));
        for (var k = 0; k < 8; k++)
        {
            var batch = (rand(2, 3) * 2) - (k % 2 == 0 ? 0 : 2);
            equal(byValues.Run(batch), k % 2 == 0 ? batch * 2 : batch - 5).ShouldBeTrue($"batch {k}");
            (byChance.Run(batch) - byChance.Run(batch)).abs().max().ToDouble().ShouldBeGreaterThan(0);
            Should.Throw<UserErrorException>(() => bySide.Run(batch)).Message.ShouldBe("no");
        }
    }
}
