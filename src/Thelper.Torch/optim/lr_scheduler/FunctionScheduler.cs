using Thelper.Torch.Serialization;
using static Thelper.Torch.torch;

namespace Thelper.Torch.Modules;

/// <summary>What schedules by functions of the epoch share: one function for all groups or one for each, which no file holds.</summary>
public abstract class FunctionScheduler : optim.lr_scheduler.LRScheduler
{
    private const string Name = "lr_lambdas";

    /// <summary>Takes one function for all groups, or one for each.</summary>
    private protected FunctionScheduler(string schedule, optim.Optimizer optimizer, IReadOnlyList<Func<int, double>> functions, int last_epoch, bool verbose)
        : base(optimizer, last_epoch, verbose, (Name, OnePerGroup(optimizer, schedule, functions)))
    {
    }

    /// <summary>The functions at the current epoch, group by group.</summary>
    private protected IEnumerable<double> Factors => Functions.Select(function => function((int)LastEpoch));

    private Func<int, double>[] Functions => (Func<int, double>[])Fields[Name]!;

    /// <summary>The state without the functions, which the resuming program provides: nothing in their places, at the end as PyTorch has them.</summary>
    public override PyDict state_dict()
    {
        var state = base.state_dict();
        state.Remove(Name);
        state.Add(Name, Functions.Select(_ => (object?)null).ToList());
        return state;
    }

    /// <inheritdoc/>
    public override void load_state_dict(PyDict state_dict) => base.load_state_dict(Completed(state_dict, Name));

    private static Func<int, double>[] OnePerGroup(optim.Optimizer optimizer, string schedule, IReadOnlyList<Func<int, double>> functions)
    {
        ArgumentNullException.ThrowIfNull(optimizer);
        ArgumentNullException.ThrowIfNull(functions);
        var count = optimizer.ParamGroups.Count;
        return functions.Count == 1 ? Enumerable.Repeat(functions[0], count).ToArray()
            : functions.Count == count ? functions.ToArray()
            : throw Invalid(schedule, $"there are {functions.Count} functions for {count} parameter groups");
    }
}
