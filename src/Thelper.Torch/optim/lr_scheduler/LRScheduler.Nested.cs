using Thelper.Torch.Serialization;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public abstract partial class LRScheduler
            {
                private const string Inner = "_schedulers";

                /// <summary>Takes back the epoch that the first step has counted.</summary>
                internal void BackOneEpoch() => Set("last_epoch", LastEpoch - 1);

                /// <summary>Takes the first step again.</summary>
                internal void Start()
                {
                    Set("_step_count", 0L);
                    step();
                }

                /// <summary>Refuses schedules of other optimizers, and those that wait for a metric.</summary>
                private protected void RequireOf(Optimizer optimizer, IReadOnlyList<LRScheduler> schedulers)
                {
                    for (var i = 0; i < schedulers.Count; i++)
                    {
                        if (schedulers[i].Optimizer != optimizer || schedulers[i] is Modules.ReduceLROnPlateau)
                        {
                            throw Invalid(schedulers[i].Optimizer != optimizer ? $"schedule {i} is another optimizer's" : $"schedule {i} waits for a metric and cannot step with others");
                        }
                    }
                }

                /// <summary>A state with those of the schedules within.</summary>
                private protected static PyDict WithInner(PyDict state, IReadOnlyList<LRScheduler> schedulers)
                {
                    state[Inner] = schedulers.Select(scheduler => (object?)scheduler.state_dict()).ToList();
                    return state;
                }

                /// <summary>Takes over a state with those of the schedules within.</summary>
                private protected void LoadInner(PyDict state, IReadOnlyList<LRScheduler> schedulers, Action<PyDict> load)
                {
                    ArgumentNullException.ThrowIfNull(state);
                    if (!state.TryGetValue(Inner, out var value) || value is not List<object?> states || states.Count != schedulers.Count || !states.TrueForAll(item => item is PyDict))
                    {
                        throw Invalid($"the saved state does not have the states of {schedulers.Count} schedules: it is another schedule's");
                    }

                    load(state);
                    foreach (var (scheduler, saved) in schedulers.Zip(states))
                    {
                        scheduler.load_state_dict((PyDict)saved!);
                    }
                }

                /// <summary>One function for all groups, or one for each.</summary>
                private protected static Func<int, double>[] OnePerGroup(Optimizer optimizer, string schedule, IReadOnlyList<Func<int, double>> functions)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    ArgumentNullException.ThrowIfNull(functions);
                    var count = optimizer.ParamGroups.Count;
                    return functions.Count == 1 ? Enumerable.Repeat(functions[0], count).ToArray()
                        : functions.Count == count ? functions.ToArray()
                        : throw Invalid(schedule, $"there are {functions.Count} functions for {count} parameter groups");
                }

                /// <summary>A state with nothing in the place of functions, at its end as PyTorch has them.</summary>
                private protected static PyDict WithoutFunctions(PyDict state, string name, int count)
                {
                    state.Remove(name);
                    state.Add(name, Enumerable.Repeat((object?)null, count).ToList());
                    return state;
                }

                /// <summary>A saved state whose function, if PyTorch has named one, is its strategy; else this schedule's.</summary>
                private protected PyDict WithStrategy(PyDict saved, string name)
                {
                    ArgumentNullException.ThrowIfNull(saved);
                    var complete = Completed(saved, name);
                    if (saved.TryGetValue(name, out var function) && function is string text)
                    {
                        complete[name] = text.EndsWith("_linear", StringComparison.Ordinal) || text.EndsWith("_linear_anneal", StringComparison.Ordinal) ? "linear"
                            : text.EndsWith("_cos", StringComparison.Ordinal) || text.EndsWith("_cosine_anneal", StringComparison.Ordinal) ? "cos"
                            : text is "linear" or "cos" ? text
                            : throw Invalid($"the saved state's '{name}' is '{text}', which it cannot be");
                    }

                    return complete;
                }
            }
        }
    }
}
