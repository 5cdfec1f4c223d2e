using Thelper.Testing;
using static Thelper.Torch.torch.nn;

namespace Thelper.Torch.Tests.Modules;

[NoLeaks]
public class ParameterBudgetTests
{
    [Fact]
    public void Weights_beyond_the_limit_are_refused_before_their_memory_is_touched()
    {
        using (new ParameterBudget(1 << 20, "ask for more"))
        {
            Should.Throw<UserErrorException>(() => Linear(1 << 13, 1 << 14)).Message
                .ShouldBe("the model is too large: with the parameter of shape [16384, 8192] it has 512 MiB of weights, and the limit is 1 MiB; ask for more");
            using var small = Linear(100, 100);
        }

        using var free = Linear(1000, 1000);
    }

    [Fact]
    public void Layers_count_together()
    {
        using var budget = new ParameterBudget(3 << 20, "");
        using var first = Linear(512, 512, hasBias: false);
        using var second = Linear(512, 1024, hasBias: false);
        Should.Throw<UserErrorException>(() => Linear(1, 1, hasBias: false)).Message.ShouldContain("shape [1, 1]");
    }

    [Fact]
    public void Other_threads_have_budgets_of_their_own()
    {
        using var budget = new ParameterBudget(0, "");
        Endless.Forbid(() =>
        {
            using var layer = Linear(10, 10);
        });
        Should.Throw<UserErrorException>(() => Linear(10, 10));
    }
}
