using System.Globalization;
using Thelper.Config;
using Thelper.Logging;
using Thelper.Nn;
using Thelper.Optim;
using Thelper.Torch.Serialization;
using Thelper.Train;
using static Thelper.Torch.torch;

namespace Thelper.Sessions;

/// <summary>
/// Gives optimizer and scheduler of a resumed session their states back. A state holds settings, too (learning rate, weight decay, milestones), as they were when it was
/// saved: those that the command line or the configuration has changed since then count all the same, and are said. Another type starts afresh.
/// </summary>
/// <remarks>
/// What a changed parameter changes in a state is found by making both, the checkpoint's and the new one, as they are at their start: where these two differ, the new one
/// counts; everything else (moments, epochs, best values, rates that a schedule has changed) is the state's.
/// </remarks>
internal sealed class ResumedOptimization
{
    // Where a schedule stands, which no parameter says.
    private static readonly string[] Progress = ["last_epoch", "_step_count", "_last_lr"];

    private readonly Checkpoint checkpoint;
    private readonly string file;
    private readonly TrainerContext context;
    private readonly OptimizationSetting optimizer;
    private readonly OptimizationSetting scheduler;

    /// <param name="checkpoint">The checkpoint.</param>
    /// <param name="file">Its file.</param>
    /// <param name="before">Its trainer section; null if it has none.</param>
    /// <param name="now">The trainer section of the resumed session.</param>
    /// <param name="types">Finds the types that the sections name.</param>
    /// <param name="context">What has been built from <paramref name="now"/>.</param>
    public ResumedOptimization(Checkpoint checkpoint, string file, ConfigNode? before, ConfigNode? now, TypeRegistry types, TrainerContext context)
    {
        (this.checkpoint, this.file, this.context) = (checkpoint, file, context);
        optimizer = new("optimizer", before, now, types.Received(file), types);
        scheduler = new("scheduler", before, now, types.Received(file), types);
    }

    /// <summary>Restores both.</summary>
    /// <exception cref="UserErrorException">A state is not of this optimizer or scheduler.</exception>
    public void Restore()
    {
        try
        {
            var groups = Keeps(optimizer, checkpoint.Optimizer, context.Optimizer is not null) ? OptimizerOrder.Of(context.Model, context.Optimizer!, checkpoint.Model, checkpoint.Optimizer!) : null;
            var schedule = Keeps(scheduler, checkpoint.Scheduler, context.Scheduler is not null) ? checkpoint.Scheduler : null;
            if (optimizer.Changed || scheduler.Changed)
            {
                // Both before either is loaded: they are compared as they start.
                using var start = Start();
                schedule = schedule is null ? null : OfSchedule(schedule, start);
                groups = groups is null ? null : OfGroups(groups, start);
            }

            if (groups is not null)
            {
                context.Optimizer!.load_state_dict(groups);
            }

            if (schedule is not null)
            {
                context.Scheduler!.load_state_dict(schedule);
            }

            if (NotFinite.Describe(NotFinite.Find(groups, "optimizer")) is { } found)
            {
                context.Log.Warn($"{file}: the optimizer's state holds {found}; its next step makes weights of the same kind");
            }
        }
        catch (UserErrorException e)
        {
            throw new CheckpointException(file, $"{e.Message} Resume with the optimizer and scheduler of the session, or with --fresh-optimizer, which starts both afresh.", e);
        }
    }

    // A schedule that has first rates makes all others from them; one that has none (ReduceLROnPlateau) changes the current ones.
    private bool HasFirstRates => context.Scheduler?.state_dict().ContainsKey("base_lrs") ?? false;

    // Whether a state is of what there is now. What is dropped is said.
    private bool Keeps(OptimizationSetting setting, PyDict? state, bool isThere)
    {
        var hasState = state is { Count: > 0 };
        if (hasState && isThere && !setting.IsOther)
        {
            return true;
        }

        if (hasState && isThere)
        {
            context.Log.Warn($"{setting.Name} {setting.OldName} in the checkpoint, {setting.NewName} {setting.Source}: the latter starts afresh, and the state of the former is dropped ({Contents(state!)})");
        }
        else if (hasState)
        {
            context.Log.Warn($"{setting.Name} {setting.OldName} in the checkpoint, none in the configuration: its state is dropped ({Contents(state!)})");
        }
        else if (isThere && setting.Changed)
        {
            context.Log.Warn($"{setting.Name} {setting.NewName} {setting.Source}, none in the checkpoint: it starts afresh");
        }

        return false;
    }

    // What the checkpoint's sections make; nothing to compare with where they cannot be made here.
    private OptimizationStart? Start()
    {
        optim.Optimizer? made = null;
        try
        {
            made = optimizer.Old is { } type ? OptimFactory.CreateOptimizer(type, context.Model) : null;
            return made is null ? null : new(made, scheduler.Old is { } schedule ? OptimFactory.CreateScheduler(schedule, made) : null);
        }
        catch (UserErrorException)
        {
            made?.Dispose();
            return null;
        }
    }

    private PyDict OfSchedule(PyDict saved, OptimizationStart? start)
    {
        var (now, before, result) = (context.Scheduler!.state_dict(), start?.Scheduler?.state_dict(), Copy(saved));
        foreach (var (key, value) in now)
        {
            var name = (string)key!;
            var isGiven = scheduler.IsGiven(name) || (name == "base_lrs" && optimizer.IsGiven("lr"));
            if (!Progress.Contains(name) && (isGiven || (before is not null && !(before.TryGetValue(name, out var old) && Same(old, value)))))
            {
                result[name] = value;
            }
        }

        foreach (var (name, value) in scheduler.New!.Arguments)
        {
            var old = scheduler.Old!.Arguments.GetValueOrDefault(name);
            if (!Same(old, value))
            {
                Say(scheduler, name, old, value);
            }
            else if (scheduler.IsGiven(name) && saved.TryGetValue(name, out var stored) && now.TryGetValue(name, out var field) && !Same(stored, field))
            {
                Say(scheduler, name, stored is PyDict counts ? counts.Keys.ToList() : stored, value);
            }
        }

        return result;
    }

    private PyDict OfGroups(PyDict saved, OptimizationStart? start)
    {
        // What is not a group like those here is refused when it is loaded.
        var (groups, current) = (Entry(saved, "param_groups") as List<object?>, context.Optimizer!.ParamGroups);
        if (groups is null || groups.Count != current.Count || groups.Exists(group => group is not PyDict))
        {
            return saved;
        }

        var merged = new List<object?>();
        for (var i = 0; i < current.Count; i++)
        {
            merged.Add(OfGroup((PyDict)groups[i]!, current[i].Options, i < start?.Optimizer.ParamGroups.Count ? start.Optimizer.ParamGroups[i].Options : null));
        }

        SayOptions((PyDict)groups[0]!, current[0].Options);
        var result = Copy(saved);
        result["param_groups"] = merged;
        return result;
    }

    private PyDict OfGroup(PyDict saved, OrderedDictionary<string, object?> now, OrderedDictionary<string, object?>? before)
    {
        var result = Copy(saved);
        bool Changes(string name) => before is not null && !(before.TryGetValue(name, out var old) && now.TryGetValue(name, out var value) && Same(old, value));
        foreach (var name in now.Keys.Where(name => name != "lr" && (Changes(name) || optimizer.IsGiven(name))))
        {
            result[name] = now[name];
        }

        // What a scheduler that is no more has left in the group.
        foreach (var name in before?.Keys.Where(name => !now.ContainsKey(name)) ?? [])
        {
            result.Remove(name);
        }

        if (!HasFirstRates)
        {
            if (Changes("lr") || optimizer.IsGiven("lr"))
            {
                result["lr"] = now["lr"];
            }
        }
        else if (Changes("initial_lr") || optimizer.IsGiven("lr"))
        {
            // The schedule's next step makes the rate from the first one; one that goes from rate to rate needs the present one in proportion.
            var (first, rate) = (Number(Entry(saved, "initial_lr") ?? Entry(saved, "lr")), Number(Entry(saved, "lr")));
            (result["initial_lr"], result["lr"]) = (now["initial_lr"], first > 0 && saved.ContainsKey("lr") ? rate * Number(now["initial_lr"]) / first : now["lr"]);
        }

        return result;
    }

    private void SayOptions(PyDict saved, OrderedDictionary<string, object?> now)
    {
        foreach (var (name, value) in optimizer.New!.Arguments)
        {
            var old = optimizer.Old?.Arguments.GetValueOrDefault(name);
            if (Same(old, value) && !optimizer.IsGiven(name))
            {
                continue;
            }

            var option = name == "lr" && HasFirstRates ? "initial_lr" : name;
            var before = Entry(saved, option) ?? old;
            if (context.Scheduler is not null && now.TryGetValue(option, out var used) && !Same(used, value))
            {
                context.Log.Warn($"optimizer.{name} {Text(value)} {optimizer.SourceOf(name)} has no effect: the scheduler {scheduler.NewName} sets it");
            }
            else if (!Same(before, value))
            {
                Say(optimizer, name, before, value, option == "initial_lr" ? $", from which {scheduler.NewName} makes the rate of each epoch" : "");
            }
        }
    }

    private void Say(OptimizationSetting setting, string name, object? old, object? value, string consequence = "")
        => context.Log.Warn($"{setting.Name}.{name} {Text(old)} from the checkpoint, {Text(value)} {setting.SourceOf(name)}: using the latter{consequence}");

    private static string Contents(PyDict state)
    {
        var names = state.TryGetValue("state", out var value) && value is PyDict inner ? inner.Values.OfType<PyDict>().SelectMany(values => values.Keys) : state.Keys;
        var list = string.Join(", ", names.OfType<string>().Where(name => !name.StartsWith('_')).Distinct());
        return list.Length == 0 ? "nothing but settings" : list;
    }

    private static bool Same(object? a, object? b) => a is double or long && b is double or long ? Number(a).Equals(Number(b))
        : a is IReadOnlyList<object?> left && b is IReadOnlyList<object?> right ? left.Count == right.Count && left.Zip(right).All(pair => Same(pair.First, pair.Second))
        : Text(a) == Text(b);

    private static string Text(object? value) => PythonRepr.Of(PickledValues.Plain(value));

    private static double Number(object? value) => value is double or long ? Convert.ToDouble(value, CultureInfo.InvariantCulture) : 0;

    private static object? Entry(PyDict state, string name) => state.TryGetValue(name, out var value) ? value : null;

    private static PyDict Copy(PyDict given)
    {
        var copy = new PyDict(given.Kind);
        foreach (var (name, value) in given)
        {
            copy[name] = value;
        }

        return copy;
    }

    /// <summary>Optimizer and scheduler of the checkpoint's configuration, as they are at their start.</summary>
    private sealed record OptimizationStart(optim.Optimizer Optimizer, optim.lr_scheduler.LRScheduler? Scheduler) : IDisposable
    {
        public void Dispose() => Optimizer.Dispose();
    }
}
