using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>What schedules made of others share: they go epoch by epoch, and their state has those of the others.</summary>
public abstract class NestedScheduler : optim.lr_scheduler.LRScheduler
{
    private const string Inner = "_schedulers";

    /// <summary>Takes schedules of one optimizer, none of which waits for a metric.</summary>
    private protected NestedScheduler(optim.Optimizer optimizer, IReadOnlyList<optim.lr_scheduler.LRScheduler> schedulers, params (string Key, object? Value)[] fields)
        : base(optimizer, fields)
    {
        for (var i = 0; i < schedulers.Count; i++)
        {
            if (schedulers[i].Optimizer != optimizer || schedulers[i] is ReduceLROnPlateau)
            {
                throw Invalid(schedulers[i].Optimizer != optimizer ? $"schedule {i} is another optimizer's" : $"schedule {i} waits for a metric and cannot step with others");
            }
        }

        Schedulers = [.. schedulers];
    }

    private protected IReadOnlyList<optim.lr_scheduler.LRScheduler> Schedulers { get; }

    /// <inheritdoc/>
    /// <exception cref="UserErrorException">An epoch is given.</exception>
    public override void step(int? epoch)
    {
        if (epoch is not null)
        {
            throw Invalid("it goes epoch by epoch: call step() without one");
        }

        step();
    }

    /// <inheritdoc/>
    public override PyDict state_dict()
    {
        var state = base.state_dict();
        state[Inner] = Schedulers.Select(scheduler => (object?)scheduler.state_dict()).ToList();
        return state;
    }

    /// <inheritdoc/>
    public override void load_state_dict(PyDict state_dict)
    {
        ArgumentNullException.ThrowIfNull(state_dict);
        if (!state_dict.TryGetValue(Inner, out var value) || value is not List<object?> states || states.Count != Schedulers.Count || !states.TrueForAll(item => item is PyDict))
        {
            throw Invalid($"the saved state does not have the states of {Schedulers.Count} schedules: it is another schedule's");
        }

        base.load_state_dict(state_dict);
        foreach (var (scheduler, saved) in Schedulers.Zip(states))
        {
            scheduler.load_state_dict((PyDict)saved!);
        }
    }

    /// <inheritdoc/>
    protected override double[] get_lr() => CurrentLRs;
}
