using System.Globalization;
using Thelper.Testing;
using Thelper.Torch;
using Thelper.Torch.Serialization;
using static Thelper.Cli.Tests.SmallSession;

namespace Thelper.Cli.Tests;

/// <summary>Settings that are changed on resuming, and which the checkpoint's state holds, too.</summary>
[NoLeaks]
public class ResumedSettingsTests
{
    private const string Optimizer = "trainer.optimization.optimizer";
    private const string Scheduler = "trainer.optimization.scheduler";
    private const string Sgd = """{"type": "torch.optim.SGD", "params": {"lr": 0.001, "momentum": 0.5}}""";
    private const string MultiStep = """{"type": "torch.optim.lr_scheduler.MultiStepLR", "params": {"milestones": [1], "gamma": 0.1}}""";
    private const string Plateau = """{"type": "torch.optim.lr_scheduler.ReduceLROnPlateau", "step_metric": "loss", "params": {"patience": 0, "threshold": 0.99}}""";
    private const string Steps = """{"type": "torch.optim.lr_scheduler.StepLR", "params": {"step_size": 2, "gamma": 0.1}}""";

    public static TheoryData<string, string?, string, string, double, string> Changes => new()
    {
        { Adam, null, $"{Optimizer}.params.lr=1e-5", "lr", 1e-5, "optimizer.lr 0.001 from the checkpoint, 1e-05 from the command line: using the latter" },
        { Adam, null, $"{Optimizer}.params.weight_decay=0.1", "weight_decay", 0.1, "optimizer.weight_decay 0 from the checkpoint, 0.1 from the command line: using the latter" },
        { Sgd, null, $"{Optimizer}.params.momentum=0.9", "momentum", 0.9, "optimizer.momentum 0.5 from the checkpoint, 0.9 from the command line: using the latter" },
        { Sgd, null, $"{Optimizer}.params.momentum=0.0", "momentum", 0, "optimizer.momentum 0.5 from the checkpoint, 0.0 from the command line: using the latter" },
        { Sgd, null, $"{Optimizer}.params.nesterov=true", "nesterov", 1, "optimizer.nesterov False from the checkpoint, True from the command line: using the latter" },
        { Adam, null, $"{Optimizer}.params.amsgrad=true", "amsgrad", 1, "optimizer.amsgrad False from the checkpoint, True from the command line: using the latter" },
        { Adam, null, $"{Optimizer}.params.betas=[0.8,0.99]", "betas", 0.8, "optimizer.betas [0.9, 0.999] from the checkpoint, [0.8, 0.99] from the command line: using the latter" },

        // The rate of a schedule is the first one: epoch 2 is after the milestone.
        { Adam, MultiStep, $"{Optimizer}.params.lr=1e-5", "lr", 1e-6, "optimizer.lr 0.001 from the checkpoint, 1e-05 from the command line: using the latter, from which torch.optim.lr_scheduler.MultiStepLR makes the rate of each epoch" },
        { Adam, MultiStep, $"{Scheduler}.params.milestones=[1,2]", "lr", 1e-5, "scheduler.milestones [1] from the checkpoint, [1, 2] from the command line: using the latter" },
        { Adam, MultiStep, $"{Scheduler}.params.milestones=[3]", "lr", 1e-3, "scheduler.milestones [1] from the checkpoint, [3] from the command line: using the latter" },
        { Adam, MultiStep, $"{Scheduler}.params.gamma=0.5", "lr", 5e-4, "scheduler.gamma 0.1 from the checkpoint, 0.5 from the command line: using the latter" },
        { Adam, Steps, $"{Scheduler}.params.step_size=1", "lr", 1e-5, "scheduler.step_size 2 from the checkpoint, 1 from the command line: using the latter" },

        // A rate that a plateau has reduced is the one that is replaced: epoch 1 had a tenth of the first one, and epoch 2 has a tenth of the new one.
        { Adam, Plateau, $"{Optimizer}.params.lr=1e-2", "lr", 1e-3, "optimizer.lr 0.0001 from the checkpoint, 0.01 from the command line: using the latter" },
        { Adam, Plateau, $"{Scheduler}.params.factor=0.5", "lr", 5e-5, "scheduler.factor 0.1 from the checkpoint, 0.5 from the command line: using the latter" },
        { Adam, Plateau, $"{Scheduler}.params.patience=9", "lr", 1e-4, "scheduler.patience 0 from the checkpoint, 9 from the command line: using the latter" },

        // Named again, with the value that it has had at the start.
        { Adam, Plateau, $"{Optimizer}.params.lr=0.001", "lr", 1e-4, "optimizer.lr 0.0001 from the checkpoint, 0.001 from the command line: using the latter" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public void A_setting_of_the_command_line_counts_and_is_said(string optimizer, string? scheduler, string change, string option, double expected, string message)
    {
        using var work = new Workspace();
        SmallSession.Write(work, optimizer, scheduler);
        Succeed(New("--silent"));
        var said = Succeed(Resume("trainer.epochs=3", change));
        said.ShouldContain($" : {message}{Environment.NewLine}");
        Lines(said, "using the latter").ShouldBe(1);
        using var scope = torch.NewDisposeScope();
        Number(Options(work)[option]).ShouldBe(expected, 1e-12);
    }

    [Theory]
    [InlineData(MultiStep, 1e-4)]
    [InlineData(Steps, 1e-4)]
    [InlineData(Plateau, 1e-5)]
    [InlineData(null, 1e-3)]
    public void A_setting_that_nobody_changed_stays_what_the_state_says(string? scheduler, double expected)
    {
        using var work = new Workspace();
        SmallSession.Write(work, Adam, scheduler);
        Succeed(New("--silent"));
        Succeed(Resume("trainer.epochs=3", $"{Optimizer}.params.eps=1e-7")).ShouldContain("optimizer.eps 1e-08 from the checkpoint");
        using var scope = torch.NewDisposeScope();
        Number(Options(work)["lr"]).ShouldBe(expected, 1e-12);
        Number(Options(work)["eps"]).ShouldBe(1e-7);
    }

    [Fact]
    public void A_changed_file_counts_like_the_command_line_and_one_that_says_the_same_changes_nothing()
    {
        using var work = new Workspace();
        SmallSession.Write(work, Adam, MultiStep);
        Succeed(New("--silent"));
        SmallSession.Write(work, """{"type": "torch.optim.Adam", "params": {"lr": 0.002}}""", MultiStep, "faster.json");
        SmallSession.Write(work, """{"type": "torch.optim.Adam", "params": {"lr": 1e-3, "eps": 1e-8}}""", MultiStep, "same.json");
        Succeed(Resume("-c", "same.json")).ShouldNotContain("using the latter");
        Succeed(Resume("-c", "faster.json", "trainer.epochs=3")).ShouldContain("optimizer.lr 0.001 from the checkpoint, 0.002 from faster.json: using the latter");
        using var scope = torch.NewDisposeScope();
        Number(Options(work)["lr"]).ShouldBe(2e-4, 1e-12);
        Number(Options(work)["initial_lr"]).ShouldBe(2e-3);

        // Taken over: the next run has nothing to say.
        Succeed(Resume("trainer.epochs=4")).ShouldNotContain("using the latter");
        Number(Options(work)["lr"]).ShouldBe(2e-4, 1e-12);
    }

    [Fact]
    public void Another_model_has_no_effect_and_that_is_said()
    {
        using var work = new Workspace();
        SmallSession.Write(work, Adam, null);
        Succeed(New("--silent"));
        Succeed(Resume("trainer.epochs=3")).ShouldNotContain("a session keeps its model");
        Succeed(Resume("trainer.epochs=4", "model.type=torchvision.models.resnet18", "model.params={}")).ShouldContain("WARNING : a session keeps its model: '");
    }

    [Fact]
    public void A_rate_that_a_scheduler_sets_itself_cannot_be_set()
    {
        using var work = new Workspace();
        SmallSession.Write(work, Adam, """{"type": "torch.optim.lr_scheduler.OneCycleLR", "params": {"max_lr": 0.01, "total_steps": 4}}""");
        Succeed(New("--silent"));
        var said = Succeed(Resume("trainer.epochs=3", $"{Optimizer}.params.lr=0.5", $"{Scheduler}.params.max_lr=0.02"));
        said.ShouldContain("optimizer.lr 0.5 from the command line has no effect: the scheduler torch.optim.lr_scheduler.OneCycleLR sets it");
        said.ShouldContain("scheduler.max_lr 0.01 from the checkpoint, 0.02 from the command line: using the latter");
        using var scope = torch.NewDisposeScope();

        // Step 2 of 4: 0.3 * 4 - 1 = 0.2 steps up, then half a cosine from 0.02 to 0.02 / 25 / 10000 until step 3.
        var least = 0.02 / 25 / 1e4;
        Number(Options(work)["lr"]).ShouldBe(least + ((0.02 - least) / 2 * (1 + Math.Cos(Math.PI * 1.8 / 2.8))), 1e-12);
    }

    [Theory]
    [InlineData("torch.optim.SGD", "momentum")]
    [InlineData("torch.optim.AdamW", "amsgrad")]
    public void Another_optimizer_starts_afresh_with_a_warning(string type, string option)
    {
        using var work = new Workspace();
        SmallSession.Write(work);
        Succeed(New("--silent"));
        Succeed(Resume("trainer.epochs=3", $"{Optimizer}.type={type}"))
            .ShouldContain($"optimizer torch.optim.Adam in the checkpoint, {type} from the command line: the latter starts afresh, and the state of the former is dropped (step, exp_avg, exp_avg_sq)");
        using var scope = torch.NewDisposeScope();
        Options(work).ContainsKey(option).ShouldBeTrue();
        var state = ((PyDict)Checkpointed.Load(work["out/s"]).Optimizer!["state"]!).Values.OfType<PyDict>().Select(values => values.TryGetValue("step", out var step) ? Number(step) : 0).Distinct();
        state.ShouldBe(type.EndsWith("AdamW", StringComparison.Ordinal) ? [3.0] : [0.0]);
    }

    [Fact]
    public void Another_scheduler_starts_afresh_with_a_warning()
    {
        using var work = new Workspace();
        SmallSession.Write(work, Adam, MultiStep);
        Succeed(New("--silent"));
        Succeed(Resume("trainer.epochs=4", $"{Scheduler}.type=torch.optim.lr_scheduler.StepLR", $$"""{{Scheduler}}.params={"step_size": 1}"""))
            .ShouldContain("scheduler torch.optim.lr_scheduler.MultiStepLR in the checkpoint, torch.optim.lr_scheduler.StepLR from the command line: the latter starts afresh");
        using var scope = torch.NewDisposeScope();
        Number(Options(work)["lr"]).ShouldBe(1e-6, 1e-15);
    }

    [Fact]
    public void A_scheduler_comes_and_goes()
    {
        using var work = new Workspace();
        SmallSession.Write(work, Adam);
        Succeed(New("--silent"));
        Succeed(Resume("trainer.epochs=3", $"{Scheduler}={MultiStep}")).ShouldContain("scheduler torch.optim.lr_scheduler.MultiStepLR from the command line, none in the checkpoint: it starts afresh");
        using var scope = torch.NewDisposeScope();
        Number(Options(work)["lr"]).ShouldBe(1e-4, 1e-12);
        Succeed(Resume("trainer.epochs=4", $"{Scheduler}=null")).ShouldContain("none in the configuration: its state is dropped");
        Number(Options(work)["lr"]).ShouldBe(1e-4, 1e-12);
        Options(work).ContainsKey("initial_lr").ShouldBeFalse();
    }

    [Fact]
    public void Both_start_afresh_if_that_is_asked_for()
    {
        using var work = new Workspace();
        SmallSession.Write(work, Adam, Plateau);
        Succeed(New("--silent"));
        Succeed(Resume("trainer.epochs=3", "--fresh-optimizer")).ShouldContain("optimizer and scheduler start afresh, as asked for");
        using var scope = torch.NewDisposeScope();
        Number(Options(work)["lr"]).ShouldBe(1e-3);
    }

    private static int Lines(string text, string part) => text.Split('\n').Count(line => line.Contains(part, StringComparison.Ordinal));

    private static double Number(object? value) => value switch
    {
        bool flag => flag ? 1 : 0,
        IReadOnlyList<object?> list => Number(list[0]),
        torch.Tensor tensor => tensor.ToDouble(),
        _ => Convert.ToDouble(value, CultureInfo.InvariantCulture),
    };
}
