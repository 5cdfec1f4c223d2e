using System.Reflection;
using Thelper.Torch;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Mixing;

/// <summary>An operation that makes training samples of several: a stage of <c>train_mix</c> in the <c>loaders</c> section.</summary>
/// <remarks>Operations hold no state that changes while they work: loader threads share them.</remarks>
public abstract class MixOperation
{
    private protected MixOperation(double probability) => Probability = probability is > 0 and <= 1
        ? probability
        : throw new UserErrorException($"'probability' must be above 0 and at most 1, got {PythonRepr.Of(probability)}");

    /// <summary>How often it is applied, above 0 and at most 1.</summary>
    public double Probability { get; }

    /// <summary>The dotted name under which configurations know the operation; for an unregistered class the C# name.</summary>
    public string TypeName => GetType().GetCustomAttribute<TypeNameAttribute>()?.Name ?? GetType().FullName!;

    /// <summary>Why the operation does not fit a task, with the way out; null if it does.</summary>
    /// <param name="task">The task.</param>
    public abstract string? Refusal(Task task);
}
