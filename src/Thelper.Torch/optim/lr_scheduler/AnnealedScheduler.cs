using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>What schedules that go between rates in a straight line or on a cosine share: which of both, a function in PyTorch's state, which no file holds.</summary>
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

    /// <summary>The state without PyTorch's <c>anneal_func</c>, a function that no other program reads; PyTorch takes it over all the same.</summary>
    public override PyDict state_dict()
    {
        var state = base.state_dict();
        state.Remove(Strategy);
        return state;
    }

    /// <summary>Takes over a state, ours or PyTorch's, whose <c>anneal_func</c> says the strategy.</summary>
    /// <exception cref="UserErrorException">The state is another schedule's.</exception>
    public override void load_state_dict(PyDict state_dict)
    {
        ArgumentNullException.ThrowIfNull(state_dict);
        var complete = Completed(state_dict, Strategy);
        if (state_dict.TryGetValue(Strategy, out var function) && function is string text)
        {
            complete[Strategy] = text.EndsWith("_linear", StringComparison.Ordinal) || text.EndsWith("_linear_anneal", StringComparison.Ordinal) ? "linear"
                : text.EndsWith("_cos", StringComparison.Ordinal) || text.EndsWith("_cosine_anneal", StringComparison.Ordinal) ? "cos"
                : text is "linear" or "cos" ? text
                : throw Invalid($"the saved state's '{Strategy}' is '{text}', which it cannot be");
        }

        base.load_state_dict(complete);
    }

    /// <summary>The strategy, if there is such a one.</summary>
    private protected static string Checked(string schedule, string strategy)
        => strategy is "cos" or "linear" ? strategy : throw Invalid(schedule, $"anneal_strategy is 'cos' or 'linear', not '{strategy}'");
}
