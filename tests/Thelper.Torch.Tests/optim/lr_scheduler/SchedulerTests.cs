using System.Text.Json;
using Thelper.Testing;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using Thelper.Torch.Tests.Modules;
using static Thelper.Torch.torch;
using LRScheduler = Thelper.Torch.torch.optim.lr_scheduler.LRScheduler;

namespace Thelper.Torch.Tests.Optim;

/// <summary>Every schedule with its options against PyTorch: fifty steps, jumps to epochs, state both ways.</summary>
[NoLeaks]
public sealed class SchedulerTests : IDisposable
{
    private static readonly JsonElement[] Cases = Golden.Root.GetProperty("schedulers").EnumerateArray().ToArray();
    private static readonly JsonElement[] Plateaus = Golden.Root.GetProperty("plateaus").EnumerateArray().ToArray();
    private readonly Parameter[] parameters = Golden.Parameters();

    public static TheoryData<int, string> Numbers
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (var i = 0; i < Cases.Length; i++)
            {
                data.Add(i, Cases[i].GetProperty("name").GetString()!);
            }

            return data;
        }
    }

    public static TheoryData<int> PlateauNumbers => [.. Enumerable.Range(0, Plateaus.Length)];

    public void Dispose()
    {
        foreach (var parameter in parameters)
        {
            parameter.Dispose();
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Fifty_steps_equal_PyTorchs(int number, string name)
    {
        var golden = Cases[number];
        using var optimizer = Optimizer(golden);
        var scheduler = Create(golden, optimizer);
        Golden.ShouldMatch(scheduler.state_dict(), golden.GetProperty("first"), $"{name} at first", 1e-12);
        var t = 0;
        foreach (var rates in golden.GetProperty("chain").EnumerateArray())
        {
            if (t > 0)
            {
                scheduler.step();
            }

            Check(optimizer, rates, $"{name}, step {t++}");
        }

        t.ShouldBe(50);
        scheduler.get_last_lr().ShouldBe(optimizer.ParamGroups.Select(group => group.LearningRate));
        Golden.ShouldMatch(scheduler.state_dict(), golden.GetProperty("last"), $"{name} at last", 1e-12);
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void Jumps_to_epochs_equal_PyTorchs(int number, string name)
    {
        var golden = Cases[number];
        if (!golden.TryGetProperty("epochs", out _))
        {
            name.ShouldBeOneOf(nameof(SWALR), nameof(SequentialLR), nameof(ChainedScheduler));
            return;
        }

        using var optimizer = Optimizer(golden);
        var scheduler = Create(golden, optimizer);
        var epochs = Enumerable.Range(0, 40).Concat([3, 0, 45, 20]);
        foreach (var (epoch, rates) in epochs.Zip(golden.GetProperty("epochs").EnumerateArray()))
        {
            scheduler.step(epoch);
            Check(optimizer, rates, $"{name}, epoch {epoch}");
        }

        foreach (var (group, expected) in optimizer.ParamGroups.Zip(golden.GetProperty("groups").EnumerateArray()))
        {
            group.Options.Keys.ShouldBe(expected.EnumerateObject().Select(option => option.Name));
        }

        if (golden.TryGetProperty("fractions", out var fractions))
        {
            var t = 0;
            foreach (var rates in fractions.EnumerateArray())
            {
                scheduler.step(t * 0.65);
                Check(optimizer, rates, $"{name}, fraction {t++}");
            }
        }
    }

    [Theory]
    [MemberData(nameof(Numbers))]
    public void PyTorchs_state_is_taken_over(int number, string name)
    {
        var golden = Cases[number];
        using var optimizer = Optimizer(golden);
        var scheduler = Create(golden, optimizer);
        scheduler.load_state_dict((PyDict)Golden.Plain(golden.GetProperty("middle"))!);
        Golden.ShouldMatch(scheduler.state_dict(), golden.GetProperty("middle"), name, 0);

        // The rates themselves are the optimizer's state.
        var chain = golden.GetProperty("chain").EnumerateArray().Select(Reference.Numbers).ToArray();
        for (var i = 0; i < 2; i++)
        {
            optimizer.ParamGroups[i].LearningRate = chain[25][i];
        }

        for (var t = 26; t < 50; t++)
        {
            scheduler.step();
            Check(optimizer, chain[t], $"{name}, step {t}");
        }
    }

    [Theory]
    [MemberData(nameof(PlateauNumbers))]
    public void Plateaus_equal_PyTorchs(int number)
    {
        var golden = Plateaus[number];
        using var optimizer = Optimizer(default);
        var scheduler = Golden.Create<ReduceLROnPlateau>("ReduceLROnPlateau", golden.GetProperty("options"), ("optimizer", optimizer));
        Golden.ShouldMatch(scheduler.state_dict(), golden.GetProperty("first"), "first", 0);
        foreach (var (metric, rates) in golden.GetProperty("metrics").EnumerateArray().Zip(golden.GetProperty("chain").EnumerateArray()))
        {
            var resumed = Golden.Create<ReduceLROnPlateau>("ReduceLROnPlateau", golden.GetProperty("options"), ("optimizer", optimizer));
            resumed.load_state_dict(scheduler.state_dict());
            scheduler = resumed;
            scheduler.step(metric.GetDouble());
            Check(optimizer, rates, "plateau");
        }

        Golden.ShouldMatch(scheduler.state_dict(), golden.GetProperty("last"), "last", 1e-12);
    }

    [Fact]
    public void Every_schedule_has_a_case()
    {
        var classes = typeof(LRScheduler).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(LRScheduler)) && type is { IsPublic: true, IsAbstract: false } && type != typeof(ReduceLROnPlateau));
        classes.Select(type => type.Name).Order().ShouldBe(Cases.Select(golden => golden.GetProperty("name").GetString()!).Distinct().Order());
    }

    [Theory]
    [InlineData("cos")]
    [InlineData("linear")]
    [InlineData("swa")]
    [InlineData("swa_linear")]
    public void States_that_PyTorch_pickles_with_functions_are_taken_over(string name)
    {
        using var scope = NewDisposeScope();
        var file = (PyDict)Checkpoints.Load(Path.Combine(AppContext.BaseDirectory, "Golden", "optim_schedules.pt"))!;
        var saved = (PyDict)file[name]!;
        using var optimizer = new Adam(parameters[..1], 0.1);
        optimizer.add_param_group(parameters[1..], ("lr", 0.02));
        LRScheduler Make(string strategy) => name.StartsWith("swa", StringComparison.Ordinal)
            ? new SWALR(optimizer, 0.05, anneal_strategy: strategy)
            : new OneCycleLR(optimizer, 0.5, total_steps: 50, anneal_strategy: strategy);

        // The function in the file decides, not the one that the schedule was made with.
        var scheduler = Make(name.EndsWith("linear", StringComparison.Ordinal) ? "cos" : "linear");
        optimizer.load_state_dict((PyDict)saved["optimizer"]!);
        scheduler.load_state_dict((PyDict)saved["scheduler"]!);
        scheduler.state_dict()["anneal_func"].ShouldBe(((PyDict)saved["scheduler"]!)["anneal_func"].ShouldBeOfType<PyMethod>());
        scheduler.state_dict().Keys.ShouldBe(((PyDict)saved["scheduler"]!).Keys);
        foreach (var rates in (List<object?>)saved["rates"]!)
        {
            scheduler.step();
            var expected = ((List<object?>)rates!).Select(rate => (double)rate!).ToArray();
            Reference.ShouldBeNear(optimizer.ParamGroups.Select(group => group.LearningRate).ToArray(), expected, name, 1e-12);
        }
    }

    [Fact]
    public void Schedules_of_schedules_refuse_what_does_not_fit()
    {
        using var optimizer = Optimizer(default);
        using var other = new Adagrad(parameters);
        var (one, two) = (new StepLR(optimizer, 3), new ExponentialLR(optimizer, 0.9));
        Message(() => new SequentialLR(optimizer, [one, two], [])).ShouldBe("torch.optim.lr_scheduler.SequentialLR: 2 schedules have 1 milestones between them, not 0.");
        Message(() => new SequentialLR(other, [one, two], [4])).ShouldBe("torch.optim.lr_scheduler.SequentialLR: schedule 0 is another optimizer's.");
        Message(() => new ChainedScheduler([])).ShouldBe("torch.optim.lr_scheduler.ChainedScheduler: there are no schedules to chain.");
        Message(() => new ChainedScheduler([one, new ReduceLROnPlateau(optimizer)])).ShouldContain("waits for a metric");
        Message(() => new SWALR(optimizer, 0.1, anneal_strategy: "square")).ShouldContain("'cos' or 'linear', not 'square'");
        Message(() => new ChainedScheduler([one, two]).load_state_dict(one.state_dict())).ShouldContain("it is another schedule's");
    }

    [Fact]
    public void Mistakes_are_named()
    {
        using var optimizer = Optimizer(default);
        using var plain = new Adagrad(parameters);
        Message(() => new StepLR(optimizer, 0)).ShouldBe("torch.optim.lr_scheduler.StepLR: step_size is positive, not 0.");
        Message(() => new StepLR(plain, 3, last_epoch: 4)).ShouldBe(
            "torch.optim.lr_scheduler.StepLR: last_epoch is 4, but parameter group 0 of the optimizer has no 'initial_lr' to resume from.");
        Message(() => new ReduceLROnPlateau(optimizer, mode: "least")).ShouldContain("mode is 'min' or 'max'");
        Message(() => new ReduceLROnPlateau(optimizer, min_lr: new[] { 0.1 })).ShouldBe("torch.optim.lr_scheduler.ReduceLROnPlateau: min_lr has 1 numbers for 2 parameter groups.");
        Message(() => new CyclicLR(plain, 0.1, 1.0)).ShouldBe("torch.optim.lr_scheduler.CyclicLR: Adagrad has no momentum to cycle: set cycle_momentum to false.");
        Message(() => new OneCycleLR(optimizer, 0.1)).ShouldContain("give a positive total_steps");
        Message(() => new LinearLR(optimizer, 1.5)).ShouldBe("torch.optim.lr_scheduler.LinearLR: start_factor is in [0, 1], not 1.5.");

        using var brief = Optimizer(default);
        var cycle = new OneCycleLR(brief, 0.1, total_steps: 2);
        cycle.step();
        cycle.step();
        Message(() => cycle.step()).ShouldStartWith("torch.optim.lr_scheduler.OneCycleLR: there is no step 4: the schedule was made for 2; give it more 'total_steps'");
        Message(() => new OneCycleLR(brief, 0.1, total_steps: 10, pct_start: 0.1)).ShouldBe(
            "torch.optim.lr_scheduler.OneCycleLR: pct_start 0.1 of 10 steps is one step, in which no rate can go up; give another pct_start (0 goes down at once), or more steps.");
        var up = new OneCycleLR(brief, 0.1, total_steps: 3, pct_start: 1);
        up.step();
        up.step();
        brief.ParamGroups[0].LearningRate.ShouldBe(0.1, 1e-12);
        Message(() => up.step()).ShouldContain("there is no step 4: the schedule was made for 3");
        brief.ParamGroups[0].LearningRate.ShouldBe(0.1, 1e-12);

        var step = new StepLR(optimizer, 3);
        Message(() => step.load_state_dict(new ExponentialLR(optimizer, 0.9).state_dict())).ShouldContain("has no 'step_size': it is another schedule's");
        var wrong = step.state_dict();
        wrong["gamma"] = "half";
        Message(() => step.load_state_dict(wrong)).ShouldContain("'gamma' is a String, which it cannot be");
        step.state_dict()["gamma"].ShouldBe(0.1);
    }

    [Fact]
    public void Lengths_of_nothing_are_refused_where_PyTorch_divides_by_them()
    {
        using var optimizer = Optimizer(default);
        Message(() => new CosineAnnealingLR(optimizer, 0)).ShouldBe("torch.optim.lr_scheduler.CosineAnnealingLR: T_max is a positive number of epochs, not 0.");
        Message(() => new CyclicLR(optimizer, 0.1, 1.0, step_size_up: 0)).ShouldBe("torch.optim.lr_scheduler.CyclicLR: step_size_up is positive, not 0.");
        Message(() => new CyclicLR(optimizer, 0.1, 1.0, step_size_up: 5, step_size_down: -5)).ShouldBe("torch.optim.lr_scheduler.CyclicLR: step_size_down is not negative, but -5 is.");
        LRScheduler[] brief = [new LinearLR(optimizer, 0.5, total_iters: 0), new PolynomialLR(optimizer, total_iters: 0)];
        foreach (var schedule in brief)
        {
            schedule.step();
            Message(() => schedule.step((int?)1)).ShouldBe($"torch.optim.lr_scheduler.{schedule.GetType().Name}: total_iters is 0, and so no epoch has a rate; give it a positive number of epochs.");
        }

        // Half of the first rate by the first schedule, and no change after it.
        optimizer.ParamGroups[0].LearningRate.ShouldBe(0.05, 1e-12);
    }

    [Fact]
    public void A_cycle_without_a_way_down_begins_again_as_in_PyTorch()
    {
        using var optimizer = Optimizer(default);
        var saw = new CyclicLR(optimizer, 0.1, 0.5, step_size_up: 2, step_size_down: 0);
        saw.step();
        optimizer.ParamGroups[0].LearningRate.ShouldBe(0.3, 1e-12);
        saw.step();
        optimizer.ParamGroups[0].LearningRate.ShouldBe(0.1, 1e-12);
        new ConstantLR(optimizer, total_iters: 0).step((int?)1);
        optimizer.ParamGroups[0].LearningRate.ShouldBe(0.1, 1e-12);
    }

    [Fact]
    public void Rates_that_begin_with_0_leave_it()
    {
        using var weight = new Parameter(zeros(2));
        using var optimizer = new SGD([weight], 0.5);
        Rates(new ConstantLR(optimizer, 0, total_iters: 3)).ShouldBe([0, 0, 0.5, 0.5, 0.5], 1e-12);
        using var other = new SGD([weight], 0.5);
        Rates(new LinearLR(other, 0, 1, total_iters: 4)).ShouldBe([0.125, 0.25, 0.375, 0.5, 0.5], 1e-12);

        static double[] Rates(LRScheduler schedule) => [.. Enumerable.Range(0, 5).Select(_ =>
        {
            schedule.step();
            return schedule.get_last_lr().Single();
        })];
    }

    [Fact]
    public void A_schedule_that_follows_no_metric_takes_one_and_goes_by_the_epoch()
    {
        using var weight = new Parameter(zeros(2));
        using var optimizer = new SGD([weight], 1.0);
        var step = new StepLR(optimizer, 2);
        step.step(0.5);
        step.step(0.5);
        optimizer.ParamGroups[0].LearningRate.ShouldBe(0.1, 1e-12);
        step.step(0.5, epoch: 4);
        optimizer.ParamGroups[0].LearningRate.ShouldBe(0.01, 1e-12);
    }

    [Fact]
    public void Bounds_can_be_given_by_group()
    {
        using var first = new Parameter(zeros(2));
        using var second = new Parameter(zeros(2));
        using var optimizer = new SGD([new SGD.ParamGroup([first], lr: 1.0), new SGD.ParamGroup([second], lr: 1.0)], 1.0, momentum: 0.5);
        optim.lr_scheduler.CyclicLR(optimizer, [0.1, 0.2], [0.5, 0.6], step_size_up: 2, cycle_momentum: false).step();
        optimizer.ParamGroups.Select(group => Math.Round(group.LearningRate, 12)).ShouldBe([0.3, 0.4]);
        optim.lr_scheduler.OneCycleLR(optimizer, [0.5, 1.0], total_steps: 10).get_last_lr().ShouldBe([0.02, 0.04], 1e-12);
    }

    private static string Message(Action action) => Should.Throw<UserErrorException>(action).Message;

    private static string Message(Func<object> create) => Should.Throw<UserErrorException>(create).Message;

    private static LRScheduler Create(JsonElement golden, optim.Optimizer optimizer)
    {
        var name = golden.GetProperty("name").GetString()!;
        var options = golden.GetProperty("options");
        return name switch
        {
            nameof(LambdaLR) => new LambdaLR(optimizer, [epoch => Math.Pow(0.9, epoch), epoch => 1.0 / (epoch + 1)]),
            nameof(MultiplicativeLR) => new MultiplicativeLR(optimizer, [_ => 0.95, epoch => 1 - (0.3 / (epoch + 1))]),
            nameof(SequentialLR) => optim.lr_scheduler.SequentialLR(
                optimizer, [new ConstantLR(optimizer, 0.1, 4), new ExponentialLR(optimizer, 0.9), new StepLR(optimizer, 5)], [6, 20]),
            nameof(ChainedScheduler) => optim.lr_scheduler.ChainedScheduler([new LinearLR(optimizer, 0.25, total_iters: 8), new ExponentialLR(optimizer, 0.97)]),
            nameof(CyclicLR) when options.TryGetProperty("scale_fn", out var scale) => Golden.Create<LRScheduler>(
                name, options, ("optimizer", optimizer), ("scale_fn", (Func<double, double>)(scale.GetString() == "cycle" ? x => 1 / (1 + (0.5 * x)) : x => Math.Pow(0.98, x)))),
            _ => Golden.Create<LRScheduler>(name, options, ("optimizer", optimizer)),
        };
    }

    private static void Check(optim.Optimizer optimizer, JsonElement expected, string what) => Check(optimizer, Reference.Numbers(expected), what);

    private static void Check(optim.Optimizer optimizer, double[] expected, string what)
    {
        var rates = optimizer.ParamGroups.Select(group => group.LearningRate);
        var momentum = optimizer.ParamGroups.Select(group => group.Options.ContainsKey("momentum") ? group.Number("momentum") : group.Pair("betas").First);
        var actual = rates.Concat(momentum).ToArray();
        for (var i = 0; i < expected.Length; i++)
        {
            Reference.ShouldBeNear([actual[i]], [expected[i]], what, 1e-12);
        }
    }

    private optim.Optimizer Optimizer(JsonElement golden)
    {
        optim.Optimizer optimizer = golden.ValueKind == JsonValueKind.Object && golden.GetProperty("optimizer").GetString() == nameof(Adam)
            ? new Adam(parameters[..1], 0.1)
            : new SGD(parameters[..1], 0.1, momentum: 0.9);
        optimizer.add_param_group(parameters[1..], ("lr", 0.02));
        return optimizer;
    }
}
