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
        return saved is IReadOnlyList<object?> list && current is PyTuple pair && list.Count != pair.Count
            ? $"has {list.Count} values, not {pair.Count}"
            : Range(name, saved);
    }

    /// <summary>What is wrong with a saved value of a parameter's state.</summary>
    /// <param name="parameter">The parameter.</param>
    /// <param name="name">The value's name.</param>
    /// <param name="saved">The value of the file.</param>
    /// <returns>The rest of a sentence that begins with the value; null if it fits.</returns>
    public static string? Fault(Parameter parameter, string name, object? saved) => saved switch
    {
        null or bool => null,
        long or double => Range(name, saved),
        List<object?> list => list.Select(item => Fault(parameter, name, item)).FirstOrDefault(fault => fault is not null),
        torch.Tensor { layout: not Layout.Strided } => "is sparse, which it cannot be",
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
            : null;
    }

    private static Type Kind(object value) => value is long or double ? typeof(double) : value is PyTuple ? typeof(List<object?>) : value.GetType();
}
