using System.Collections;
using System.Globalization;
using Thelper.Torch.Modules;
using Thelper.Torch.Serialization;

namespace Thelper.Torch;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>Schedules that change the learning rates of an optimizer's groups.</summary>
        public static partial class lr_scheduler
        {
            /// <summary>Changes the learning rates of an optimizer's groups from epoch to epoch, as PyTorch 1.13 does.</summary>
            /// <remarks>What a schedule knows is kept under the names of PyTorch's attributes and in their order, so that
            /// <see cref="state_dict"/> is PyTorch's. A schedule takes its first step when it is made.</remarks>
            public abstract class LRScheduler
            {
                /// <summary>Creates a schedule and takes its first step.</summary>
                /// <param name="optimizer">Whose rates it changes.</param>
                /// <param name="last_epoch">The epoch done last when a run is resumed, whose groups then have <c>initial_lr</c>; -1 at the start.</param>
                /// <param name="verbose">Whether each change is written to the console.</param>
                /// <param name="fields">The schedule's own state by PyTorch's names, which <see cref="get_lr"/> can then read.</param>
                /// <exception cref="UserErrorException">An epoch is given to resume from, and the optimizer's groups have no first rate.</exception>
                protected LRScheduler(Optimizer optimizer, int last_epoch, bool verbose, params (string Key, object? Value)[] fields)
                    : this(optimizer, fields)
                {
                    foreach (var (group, i) in optimizer.ParamGroups.Select((group, i) => (group, i)))
                    {
                        if (last_epoch != -1 && !group.Options.ContainsKey("initial_lr"))
                        {
                            throw Invalid($"last_epoch is {last_epoch}, but parameter group {i} of the optimizer has no 'initial_lr' to resume from");
                        }

                        group.InitialLearningRate = group.InitialLearningRate;
                    }

                    Set("base_lrs", Numbers(optimizer.ParamGroups.Select(group => group.InitialLearningRate)));
                    Set("last_epoch", (long)last_epoch);
                    Set("verbose", verbose);
                    Set("_step_count", 0L);
                    step();
                }

                /// <summary>Creates a schedule that takes no first step.</summary>
                private protected LRScheduler(Optimizer optimizer, (string Key, object? Value)[] fields)
                {
                    ArgumentNullException.ThrowIfNull(optimizer);
                    Optimizer = optimizer;
                    foreach (var (key, value) in fields)
                    {
                        Set(key, value);
                    }
                }

                /// <summary>The epoch of the current rates, from 0.</summary>
                public long LastEpoch => Integer("last_epoch");

                /// <summary>The rates of the groups before any schedule.</summary>
                protected IReadOnlyList<double> BaseLRs => List("base_lrs");

                /// <summary>The current rates of the groups.</summary>
                protected double[] CurrentLRs => Optimizer.ParamGroups.Select(group => group.LearningRate).ToArray();

                /// <summary>Whose rates it changes.</summary>
                protected internal Optimizer Optimizer { get; }

                /// <summary>The state by PyTorch's names.</summary>
                private protected OrderedDictionary<string, object?> Fields { get; } = [];

                /// <summary>Goes to the next epoch.</summary>
                public virtual void step() => Step(null);

                /// <summary>Goes to an epoch, by the schedule's closed form if it has one; to the next one if none is given.</summary>
                /// <param name="epoch">The epoch, from 0.</param>
                public virtual void step(int? epoch) => Step(epoch);

                /// <summary>Goes on by what was measured, if the schedule follows a metric; by the epoch otherwise, so that one loop serves every schedule.</summary>
                /// <param name="current">The metric.</param>
                /// <param name="epoch">The epoch, if it is not the next one.</param>
                public virtual void step(double current, int? epoch = null)
                {
                    if (epoch is null)
                    {
                        step();
                    }
                    else
                    {
                        step(epoch);
                    }
                }

                /// <summary>The rates of the groups as the last step set them.</summary>
                public IEnumerable<double> get_last_lr() => List("_last_lr");

                /// <summary>The state in PyTorch's form: its attributes by name, without the optimizer.</summary>
                public virtual PyDict state_dict() => OptimizerState.Dictionary(Fields);

                /// <summary>Takes over a state, ours or PyTorch's. The optimizer's rates are its own state, and are left alone.</summary>
                /// <exception cref="UserErrorException">The state is another schedule's.</exception>
                public virtual void load_state_dict(PyDict state_dict)
                {
                    foreach (var key in Fields.Keys.Append("_last_lr").Distinct())
                    {
                        if (!state_dict.ContainsKey(key) && key != "_last_lr")
                        {
                            throw Invalid($"the saved state has no '{key}': it is another schedule's");
                        }

                        if (state_dict.TryGetValue(key, out var value) && SavedNumbers.Fault(key, value, key == "_last_lr" ? Numbers(CurrentLRs) : Fields[key]) is { } fault)
                        {
                            throw Invalid($"the saved state's '{key}' {fault}");
                        }
                    }

                    foreach (var key in Fields.Keys.Append("_last_lr").Distinct().Where(state_dict.ContainsKey).ToArray())
                    {
                        Set(key, state_dict[key]);
                    }
                }

                /// <summary>The rates of the groups at <see cref="LastEpoch"/>, from the rates before.</summary>
                protected abstract double[] get_lr();

                /// <summary>The rates of the groups at <see cref="LastEpoch"/> from the first ones, if the schedule knows them.</summary>
                protected virtual double[]? get_closed_form_lr() => null;

                /// <summary>The current rates times a factor.</summary>
                protected double[] Scaled(double factor) => Array.ConvertAll(CurrentLRs, lr => lr * factor);

                /// <summary>Something for each of the first rates.</summary>
                protected double[] FromBase(Func<double, double> rate) => BaseLRs.Select(rate).ToArray();

                /// <summary>A number of the state.</summary>
                protected double Number(string name) => Convert.ToDouble(Fields[name], CultureInfo.InvariantCulture);

                /// <summary>A whole number of the state.</summary>
                protected long Integer(string name) => Convert.ToInt64(Fields[name], CultureInfo.InvariantCulture);

                /// <summary>A list of numbers of the state.</summary>
                protected IReadOnlyList<double> List(string name)
                    => ((IEnumerable)Fields[name]!).Cast<object>().Select(value => Convert.ToDouble(value, CultureInfo.InvariantCulture)).ToArray();

                /// <summary>Sets a value of the state; a new name goes to the end.</summary>
                protected void Set(string name, object? value) => Fields[name] = value;

                /// <summary>A refusal that names the schedule.</summary>
                protected UserErrorException Invalid(string message) => Invalid(GetType().Name, message);

                /// <summary>Takes back the epoch that the first step has counted.</summary>
                internal void BackOneEpoch() => Set("last_epoch", LastEpoch - 1);

                /// <summary>Takes the first step again.</summary>
                internal void Start()
                {
                    Set("_step_count", 0L);
                    step();
                }

                /// <summary>An option whose default PyTorch writes as the integer 0: it stays one in files.</summary>
                private protected static object ZeroOr(double value) => value == 0 ? (object)0L : value;

                /// <summary>A saved state with a value that files do not hold, as the schedule has it.</summary>
                private protected PyDict Completed(PyDict saved, string name)
                {
                    var complete = new PyDict();
                    foreach (var (key, value) in saved)
                    {
                        complete[key] = value;
                    }

                    complete[name] = Fields[name];
                    return complete;
                }

                private protected static UserErrorException Invalid(string schedule, string message) => new($"torch.optim.lr_scheduler.{schedule}: {message}.");

                private protected static List<object?> Numbers(IEnumerable<double> values) => values.Select(value => (object?)value).ToList();

                /// <summary>One number for all groups, or a list with one for each.</summary>
                private protected static List<object?> PerGroup(Optimizer optimizer, string schedule, string name, object value)
                {
                    var count = optimizer.ParamGroups.Count;
                    if (value is not IEnumerable items)
                    {
                        return Enumerable.Repeat((object?)value, count).ToList();
                    }

                    var list = items.Cast<object?>().ToList();
                    return list.Count == count ? list : throw Invalid(schedule, $"{name} has {list.Count} numbers for {count} parameter groups");
                }

                /// <summary>Sets the rates, and the record of them.</summary>
                private protected void Apply(double[] rates, double? epoch)
                {
                    for (var i = 0; i < rates.Length; i++)
                    {
                        Optimizer.ParamGroups[i].LearningRate = rates[i];
                        if (Fields["verbose"] is true)
                        {
                            var at = epoch is null ? "Adjusting" : $"Epoch {EpochText(epoch.Value)}: adjusting";
                            Console.WriteLine($"{at} learning rate of group {i} to {RateText(rates[i])}.");
                        }
                    }

                    Set("_last_lr", Numbers(CurrentLRs));
                }

                private protected static string EpochText(double epoch) => epoch.ToString(epoch == Math.Floor(epoch) ? "00000" : "F2", CultureInfo.InvariantCulture);

                private protected static string RateText(double rate) => rate.ToString("0.0000e+00", CultureInfo.InvariantCulture);

                private void Step(int? epoch)
                {
                    Set("_step_count", Integer("_step_count") + 1);
                    Set("_get_lr_called_within_step", false);
                    Set("last_epoch", epoch ?? LastEpoch + 1);
                    Apply((epoch is null ? null : get_closed_form_lr()) ?? get_lr(), epoch);
                }
            }
        }
    }
}
