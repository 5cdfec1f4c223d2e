using Thelper.Torch.Modules;
using Thelper.Torch.Printing;
using Thelper.Torch.Serialization;

namespace Thelper.Torch;

/// <summary>What numbers of a saved optimizer or schedule can be: a file is a stranger's, and a step that meets a text, an infinite rate or a
/// sparse mean fails long after the file was accepted, or not at all.</summary>
internal static class SavedNumbers
{
    // A count of steps beyond this one is no longer a whole number in double precision.
    private const double MostSteps = 1L << 53;
    // ReduceLROnPlateau begins with a worst value, and keeps what it is given.
    private static readonly HashSet<string> Unbounded = ["best", "mode_worse"];
    private static readonly HashSet<string> NotNegative = ["lr", "initial_lr", "eps", "weight_decay", "momentum", "alpha", "lr_decay", "initial_accumulator_value", "momentum_decay", "lambd", "t0", "etas", "step_sizes", "max_lr", "min_lr", "max_momentum", "base_momentum"];
    private static readonly HashSet<string> Counts = ["step", "func_evals", "n_iter", "last_epoch", "_step_count"];
    private static readonly HashSet<string> Whole = ["step_size", "total_iters", "T_max", "T_0", "T_i", "T_mult", "patience", "cooldown", "cooldown_counter", "num_bad_epochs", "total_steps", "anneal_epochs"];
    private static readonly HashSet<string> Lengths = ["step_size", "T_max", "T_0", "T_i"];
    // Lists of a schedule: numbers, as many as it has groups, or schedules within it.
    private static readonly HashSet<string> Listed = ["base_lrs", "_last_lr", "min_lrs", "max_lrs", "base_momentums", "max_momentums", "_milestones"];
    private static readonly HashSet<string> Means = ["exp_avg", "exp_avg_sq", "max_exp_avg_sq", "exp_inf", "sum", "square_avg", "grad_avg", "momentum_buffer", "acc_delta", "prev", "step_size", "ax"];

    /// <summary>What is wrong with a saved option or field.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="saved">The value of the file.</param>
    /// <param name="current">The value it would replace, whose kind it must have.</param>
    /// <returns>The rest of a sentence that begins with the option; null if it fits.</returns>
    public static string? Fault(string name, object? saved, object? current)
    {
        if (current is null || (saved is null && current is bool))
        {
            return saved is null or bool or string ? null : Range(name, saved);
        }

        if (saved is null || Kind(saved) != Kind(current))
        {
            return $"is {(saved is null ? "None" : $"a {saved.GetType().Name}")}, which it cannot be";
        }

        // A pair (betas, etas, step sizes) stays a pair; lists of schedules have as many places as there are groups or milestones.
        if (saved is IReadOnlyList<object?> list && current is IReadOnlyList<object?> now && (current is PyTuple || Listed.Contains(name)))
        {
            return list.Count != now.Count ? $"has {list.Count} values, not {now.Count}"
                : list.FirstOrDefault(item => item is not (long or double)) is { } other ? $"holds a {other.GetType().Name}"
                : list.Contains(null) ? "holds None"
                : Range(name, saved);
        }

        return name switch
        {
            "milestones" when saved is PyDict counts && current is PyDict { Kind: PyDictKind.Counter } => counts.All(entry => IsWhole(entry.Key) && IsWhole(entry.Value)) ? null : "does not say how often each epoch comes",
            "_schedule_phases" when saved is List<object?> phases && current is List<object?> known => IsLike(phases, known) ? null : "holds what are no phases",
            _ => Range(name, saved),
        };
    }

    /// <summary>What is wrong with a saved value of a parameter's state.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="name">The value's name.</param>
    /// <param name="saved">The value of the file.</param>
    /// <returns>The rest of a sentence that begins with the value; null if it fits.</returns>
    public static string? Fault(Parameter parameter, string name, object? saved) => saved switch
    {
        null => null,
        bool or long or double when Means.Contains(name) => $"is a {saved.GetType().Name}, which it cannot be",
        bool => null,
        long or double => Range(name, saved),
        List<object?> when Means.Contains(name) || OptimizerState.Scalars.Contains(name) => "is a list, which it cannot be",
        List<object?> list => list.Select(item => Fault(parameter, name, item)).FirstOrDefault(fault => fault is not null),
        torch.Tensor { layout: not Layout.Strided } => "is sparse, which it cannot be",
        torch.Tensor tensor when tensor.is_complex() && OptimizerState.Scalars.Contains(name) => "is complex, which it cannot be",
        torch.Tensor tensor when tensor.is_complex() && !parameter.is_complex() => "is complex, the parameter is not",
        torch.Tensor tensor when OptimizerState.Scalars.Contains(name) => tensor.numel() == 1 ? Range(name, tensor.ToDouble()) : $"has {tensor.numel()} elements, not one",
        torch.Tensor => null,
        _ => $"is a {saved.GetType().Name}, which it cannot be",
    };

    private static string? Range(string name, object? saved)
    {
        if (saved is IReadOnlyList<object?> list)
        {
            // Milestones and rates are numbers; a schedule of schedules holds dictionaries, which these check themselves.
            return list.Select(item => item is string ? $"holds a {item.GetType().Name}" : Range(name, item)).FirstOrDefault(fault => fault is not null);
        }

        if (saved is not (long or double))
        {
            return null;
        }

        var value = Convert.ToDouble(saved, System.Globalization.CultureInfo.InvariantCulture);
        return Unbounded.Contains(name) ? null
            : double.IsNaN(value) ? "is not a number"
            : double.IsInfinity(value) ? "is infinite"
            : name is "betas" && (value is < 0 or >= 1) ? $"holds {PythonText.Of(value)}, not in [0, 1)"
            : name is "rho" && (value is < 0 or > 1) ? $"is {PythonText.Of(value)}, not in [0, 1]"
            : NotNegative.Contains(name) && value < 0 ? $"is {PythonText.Of(value)}, which is negative"
            : Counts.Contains(name) && (value is < -1 or > MostSteps) ? $"is {PythonText.Of(value)}, which is no count of steps"
            : Whole.Contains(name) && !IsWhole(saved) ? $"is {PythonText.Of(value)}, which is no whole number"
            : Lengths.Contains(name) && value <= 0 ? $"is {PythonText.Of(value)}, which is not positive"
            : null;
    }

    private static bool IsWhole(object? value) => (value is long and >= -(long)MostSteps and <= (long)MostSteps) || (value is double number && Math.Abs(number) <= MostSteps && number == Math.Floor(number));

    // The phases of OneCycleLR: where each ends, and the names of the groups' options that it goes between.
    private static bool IsLike(List<object?> saved, List<object?> current)
    {
        var phases = current.OfType<PyDict>().ToList();
        var names = phases.SelectMany(phase => phase).Select(entry => entry.Value).OfType<string>().ToHashSet(StringComparer.Ordinal);
        return saved.Count > 0 && saved.TrueForAll(item => item is PyDict phase && phases[0].All(entry =>
            phase.TryGetValue(entry.Key, out var value) && (entry.Value is string ? value is string name && names.Contains(name) : value is long or double)));
    }

    private static Type Kind(object value) => value is long or double ? typeof(double) : value is PyTuple ? typeof(List<object?>) : value.GetType();
}
