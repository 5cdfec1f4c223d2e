using Thelper.Optim;
using Thelper.Testing;
using static Thelper.Torch.torch;

namespace Thelper.Tests.Optim;

[NoLeaks]
public class CustomStepLRTests
{
    private static readonly (int Epoch, double Factor)[] Steps = [(0, 1.0 / 16), (2, 1.0 / 8), (4, 1.0 / 4), (8, 1.0 / 3), (12, 2.0 / 5), (15, 1.0 / 2)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void The_rate_is_the_product_at_every_epoch(int skip)
    {
        using var model = nn.Linear(1, 1);
        using var optimizer = optim.SGD(model.parameters(), 777);
        var schedule = new CustomStepLR(optimizer, Milestones(Steps[skip..]));
        for (var epoch = 0; epoch < 100; epoch++)
        {
            var factor = Steps[skip..].Where(step => step.Epoch <= epoch).Select(step => step.Factor).LastOrDefault(1);
            OptimFactory.GetLearningRate(optimizer).ShouldBe(777 * factor);
            schedule.step();
        }
    }

    [Fact]
    public void A_milestone_at_the_second_epoch_counts_at_once()
    {
        using var model = nn.Linear(1, 1);
        using var optimizer = optim.SGD(model.parameters(), 1);
        var schedule = new CustomStepLR(optimizer, Milestones((1, 0.5)));
        OptimFactory.GetLearningRate(optimizer).ShouldBe(1);
        schedule.step();
        OptimFactory.GetLearningRate(optimizer).ShouldBe(0.5);
        schedule.step(0);
        OptimFactory.GetLearningRate(optimizer).ShouldBe(1);
    }

    [Fact]
    public void Resumes_from_its_state_and_takes_milestones_from_the_configuration()
    {
        using var model = nn.Linear(1, 1);
        using var optimizer = optim.SGD(model.parameters(), 1);
        var first = new CustomStepLR(optimizer, Milestones((3, 0.5)));
        first.step();
        first.step();
        using var again = optim.SGD(model.parameters(), 1);
        var second = new CustomStepLR(again, Milestones((3, 0.25)));
        second.load_state_dict(first.state_dict());
        second.LastEpoch.ShouldBe(2);
        second.step();
        OptimFactory.GetLearningRate(again).ShouldBe(0.25);

        var forged = first.state_dict();
        forged["base_lrs"] = new List<object?> { "x" };
        Should.Throw<UserErrorException>(() => second.load_state_dict(forged)).Message.ShouldContain("'base_lrs' holds a String");
    }

    [Theory]
    [InlineData("4", "2")]
    [InlineData("2", "2.5")]
    [InlineData("-1", "2")]
    [InlineData("a", "2")]
    public void Milestones_ascend(string first, string second)
    {
        using var model = nn.Linear(1, 1);
        using var optimizer = optim.SGD(model.parameters(), 1);
        Should.Throw<UserErrorException>(() => new CustomStepLR(optimizer, new OrderedDictionary<string, double> { [first] = 1, [second] = 1 })).Message.ShouldContain("milestones");
    }

    private static OrderedDictionary<string, double> Milestones(params (int Epoch, double Factor)[] steps)
    {
        var milestones = new OrderedDictionary<string, double>();
        foreach (var (epoch, factor) in steps)
        {
            milestones.Add(epoch.ToString(System.Globalization.CultureInfo.InvariantCulture), factor);
        }

        return milestones;
    }
}
