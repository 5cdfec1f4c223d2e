using Thelper.Torch.Serialization;
using Thelper.Torch.Serialization.Pickling;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>What schedules that go between rates in a straight line or on a cosine share: which of both is a function of theirs in PyTorch's state.</summary>
public abstract class AnnealedScheduler : optim.lr_scheduler.LRScheduler
{
    /// <summary>PyTorch's name of the function.</summary>
    private protected const string Strategy = "anneal_func";

    private protected AnnealedScheduler(optim.Optimizer optimizer, int last_epoch, bool verbose, params (string Key, object? Value)[] fields)
        : base(optimizer, last_epoch, verbose, fields)
    {
    }

    /// <summary>Whether it is a straight line.</summary>
    private protected bool IsLinear => Fields[Strategy] is "linear";

    /// <summary>PyTorch's functions: the name of the class, and in it the functions of a cosine and of a straight line.</summary>
    private protected abstract (string Class, string Cosine, string Linear) Functions { get; }

    /// <summary>The state in PyTorch's form, its <c>anneal_func</c> a <see cref="PyMethod"/>.</summary>
    public override PyDict state_dict()
    {
        var state = base.state_dict();
        state[Strategy] = SchedulerGlobals.Find(Functions.Class, IsLinear ? Functions.Linear : Functions.Cosine);
        return state;
    }

    /// <summary>Takes over a state, ours or PyTorch's, whose <c>anneal_func</c> says the strategy.</summary>
    /// <exception cref="UserErrorException">The state is another schedule's.</exception>
    public override void load_state_dict(PyDict state_dict)
    {
        ArgumentNullException.ThrowIfNull(state_dict);
        var complete = Completed(state_dict, Strategy);
        if (state_dict.TryGetValue(Strategy, out var function))
        {
            complete[Strategy] = function is PyMethod method && method.Class == Functions.Class
                ? method.Name == Functions.Linear ? "linear" : "cos"
                : throw Invalid($"the saved state's '{Strategy}' is '{function}', which it cannot be");
        }

        base.load_state_dict(complete);
    }

    /// <summary>The strategy, if there is such a one.</summary>
    private protected static string Checked(string schedule, string strategy)
        => strategy is "cos" or "linear" ? strategy : throw Invalid(schedule, $"anneal_strategy is 'cos' or 'linear', not '{strategy}'");
}
