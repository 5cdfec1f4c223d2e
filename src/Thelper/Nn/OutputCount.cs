using System.Collections;
using Thelper.Tasks;

namespace Thelper.Nn;

/// <summary>How many outputs a task asks of a model's last layer.</summary>
internal static class OutputCount
{
    /// <summary>The number of classes, or null for a task without classes.</summary>
    public static int? Of(Tasks.Task task) => task switch
    {
        IClassTask classes => classes.ClassNames.Count,
        _ => task.Parameters.FirstOrDefault(p => p.Key == "class_names").Value switch
        {
            ICollection names => names.Count,
            IReadOnlyCollection<object> names => names.Count,
            _ => null,
        },
    };

    /// <summary>The number of classes of a classification task.</summary>
    /// <exception cref="UserErrorException">The task is another one; <paramref name="model"/> is named.</exception>
    public static int OfClassification(Tasks.Task task, string model) => task is Classification classification
        ? classification.ClassNames.Count
        : throw new UserErrorException($"model '{model}' classifies images; it cannot be used for {task}");

    /// <summary>The number of classes of a task that labels pixels.</summary>
    /// <exception cref="UserErrorException">The task is another one; <paramref name="model"/> is named.</exception>
    public static int OfSegmentation(Tasks.Task task, string model) => task is not (Classification or Detection) && Of(task) is { } count
        ? count
        : throw new UserErrorException($"model '{model}' segments images; it cannot be used for {task}");
}
