using Thelper.Testing;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;
using LRScheduler = Thelper.Torch.torch.optim.lr_scheduler.LRScheduler;

namespace Thelper.Torch.Tests.Optim;

/// <summary>A saved state is a stranger's: what no optimizer or schedule writes is refused by name, and changes nothing.</summary>
[NoLeaks]
public sealed class SavedNumbersTests
{
    public static TheoryData<string, object?, string> Options => new()
    {
        { "lr", double.NaN, "'lr' is not a number" },
        { "lr", double.PositiveInfinity, "'lr' is infinite" },
        { "lr", -0.1, "'lr' is -0.1, which is negative" },
        { "lr", "0.1", "'lr' is a String" },
        { "lr", null, "'lr' is None" },
        { "betas", new PyTuple(0.9, 1.0), "'betas' holds 1.0, not in [0, 1)" },
        { "betas", new PyTuple(0.9), "'betas' has 1 values, not 2" },
        { "betas", new PyTuple(0.9, "x"), "'betas' holds a String" },
        { "betas", 0.9, "'betas' is a Double" },
        { "eps", -1e-8, "'eps' is -1e-08, which is negative" },
        { "amsgrad", 1L, "'amsgrad' is a Int64" },
    };

    public static TheoryData<string, object?, string> Values => new()
    {
        { "step", "3", "'step' of parameter 0 is a String" },
        { "step", -5L, "'step' of parameter 0 is -5" },
        { "step", 1e300, "'step' of parameter 0 is 1e+300, which is no count of steps" },
        { "step", double.NaN, "'step' of parameter 0 is not a number" },
        { "exp_avg", "zeros", "'exp_avg' of parameter 0 is a String" },
        { "exp_avg", new PyDict(), "'exp_avg' of parameter 0 is a PyDict" },
        { "step", new List<object?> { 1.0 }, "'step' of parameter 0 is a list" },
        { "exp_avg", new List<object?> { 1.0 }, "'exp_avg' of parameter 0 is a list" },
        { "exp_avg", 5L, "'exp_avg' of parameter 0 is a Int64" },
        { "exp_avg_sq", true, "'exp_avg_sq' of parameter 0 is a Boolean" },
    };

    public static TheoryData<string, string, object?, string> Fields => new()
    {
        { "StepLR", "step_size", 0L, "'step_size' is 0.0, which is not positive" },
        { "StepLR", "step_size", 2.5, "'step_size' is 2.5, which is no whole number" },
        { "StepLR", "base_lrs", new List<object?> { 0.1, 0.1 }, "'base_lrs' has 2 values, not 1" },
        { "StepLR", "base_lrs", new List<object?> { null }, "'base_lrs' holds None" },
        { "StepLR", "_last_lr", new List<object?>(), "'_last_lr' has 0 values, not 1" },
        { "CosineAnnealingLR", "T_max", 0L, "'T_max' is 0.0, which is not positive" },
        { "MultiStepLR", "milestones", new PyDict { ["a"] = 1L }, "'milestones' does not say how often" },
        { "MultiStepLR", "milestones", new PyDict { [3L] = null }, "'milestones' does not say how often" },
        { "ReduceLROnPlateau", "min_lrs", new List<object?> { 0.0, 0.0 }, "'min_lrs' has 2 values, not 1" },
        { "ReduceLROnPlateau", "patience", 1e300, "'patience' is 1e+300, which is no whole number" },
        { "ReduceLROnPlateau", "_last_lr", new List<object?> { "x" }, "'_last_lr' holds a String" },
        { "OneCycleLR", "_schedule_phases", new List<object?>(), "'_schedule_phases' holds what are no phases" },
        { "OneCycleLR", "_schedule_phases", new List<object?> { 1L }, "'_schedule_phases' holds what are no phases" },
    };

    public static TheoryData<string, object?, string> Memory => new()
    {
        { "func_evals", 3.0, "'func_evals' of parameter 0 is not a whole number" },
        { "n_iter", true, "'n_iter' of parameter 0 is not a whole number" },
        { "t", new List<object?>(), "'t' of parameter 0 is not a number" },
        { "d", 1.0, "'d' of parameter 0 is not a tensor" },
        { "old_dirs", new List<object?> { 1.0 }, "'old_dirs' of parameter 0 is not a list of tensors" },
        { "old_dirs", new List<object?>(), "'old_dirs', 'old_stps' and 'ro' of parameter 0 are not of one length" },
        { "ro", new List<object?> { null }, "'ro' of parameter 0 is not a list of numbers" },
    };

    [Theory]
    [MemberData(nameof(Fields))]
    public void A_field_of_a_schedule_that_cannot_be_is_refused(string kind, string name, object? value, string problem)
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(ones([3]));
        using var optimizer = new SGD([parameter], 0.5, momentum: 0.9);
        LRScheduler schedule = kind switch
        {
            "StepLR" => new StepLR(optimizer, 3),
            "MultiStepLR" => new MultiStepLR(optimizer, [2, 4]),
            "CosineAnnealingLR" => new CosineAnnealingLR(optimizer, 5),
            "OneCycleLR" => new OneCycleLR(optimizer, 0.5, total_steps: 10),
            _ => new ReduceLROnPlateau(optimizer),
        };
        var saved = schedule.state_dict();
        schedule.load_state_dict(saved);
        saved[name] = value;
        Should.Throw<UserErrorException>(() => schedule.load_state_dict(saved)).Message.ShouldContain(problem);
        schedule.step(0.5);
    }

    [Theory]
    [MemberData(nameof(Memory))]
    public void A_value_that_LBFGS_cannot_go_on_from_is_refused(string name, object? value, string problem)
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(ones([3]));
        using var optimizer = new LBFGS([parameter], 0.1, max_iter: 3);
        Tensor Loss()
        {
            optimizer.zero_grad();
            var loss = (parameter * parameter * tensor([1f, 2f, 3f])).sum();
            loss.backward();
            return loss;
        }

        optimizer.step(Loss);
        var saved = optimizer.state_dict();
        State(saved)[name] = value;
        Should.Throw<UserErrorException>(() => optimizer.load_state_dict(saved)).Message.ShouldContain(problem);
        optimizer.step(Loss);
    }

    [Theory]
    [MemberData(nameof(Options))]
    public void An_option_that_cannot_be_is_refused(string name, object? value, string problem)
        => Refused(saved => ((PyDict)((List<object?>)saved["param_groups"]!)[0]!)[name] = value, problem);

    [Theory]
    [MemberData(nameof(Values))]
    public void A_value_of_a_parameter_that_cannot_be_is_refused(string name, object? value, string problem)
        => Refused(saved => State(saved)[name] = value, problem);

    [Fact]
    public void Means_that_are_sparse_or_complex_and_steps_of_many_elements_are_refused()
    {
        using var scope = NewDisposeScope();
        var complex = zeros([3], ScalarType.ComplexFloat32);
        var sparse = zeros([3]).to_sparse();
        var steps = ones([2]);
        Refused(saved => State(saved)["exp_avg"] = complex, "'exp_avg' of parameter 0 is complex, the parameter is not");
        Refused(saved => State(saved)["exp_avg"] = sparse, "'exp_avg' of parameter 0 is sparse");
        Refused(saved => State(saved)["step"] = steps, "'step' of parameter 0 has 2 elements, not one");
    }

    [Fact]
    public void The_worst_value_of_a_plateau_is_infinite_and_stays()
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(ones([3]));
        using var optimizer = new Adam([parameter]);
        var schedule = new ReduceLROnPlateau(optimizer);
        var saved = schedule.state_dict();
        saved["best"].ShouldBe(double.PositiveInfinity);
        schedule.load_state_dict(saved);
        saved["num_bad_epochs"] = double.NaN;
        Should.Throw<UserErrorException>(() => schedule.load_state_dict(saved)).Message.ShouldContain("'num_bad_epochs' is not a number");
    }

    private static PyDict State(PyDict saved) => (PyDict)((PyDict)saved["state"]!)[0L]!;

    private static void Refused(Action<PyDict> forge, string problem)
    {
        using var scope = NewDisposeScope();
        using var parameter = new Parameter(ones([3]));
        using var optimizer = new Adam([parameter], 0.5);
        parameter.grad = ones([3]);
        optimizer.step();
        var saved = optimizer.state_dict();
        forge(saved);
        Should.Throw<UserErrorException>(() => optimizer.load_state_dict(saved)).Message.ShouldContain(problem);
        optimizer.ParamGroups[0].LearningRate.ShouldBe(0.5);
        optimizer.step();
    }
}
