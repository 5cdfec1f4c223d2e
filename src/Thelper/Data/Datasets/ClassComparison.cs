using System.Globalization;
using Microsoft.Extensions.Logging;
using Thelper.Logging;
using Thelper.Tasks;
using Task = Thelper.Tasks.Task;

namespace Thelper.Data.Datasets;

/// <summary>Compares the classes that a data set of torchvision's knows with those of the task that the configuration gives it: its truths are indices, which mean nothing by themselves.</summary>
internal static class ClassComparison
{
    private const int MostShown = 10;

    /// <summary>Compares the two.</summary>
    /// <param name="name">The data set.</param>
    /// <param name="classes">Its classes by index.</param>
    /// <param name="task">Its task; one without classes for whole samples is left alone.</param>
    /// <param name="log">Told of names that differ.</param>
    /// <exception cref="UserErrorException">The task has fewer classes, or one of the same name at another index.</exception>
    public static void Check(string name, IReadOnlyList<string> classes, Task task, ILogger? log)
    {
        if (task is not Classification { LabelKey: "1" } classification)
        {
            return;
        }

        var given = classification.ClassNames;
        if (classes.Count > given.Count)
        {
            throw new UserErrorException(string.Create(
                CultureInfo.InvariantCulture, $"the dataset '{name}' has {classes.Count} classes ({Shown(classes)}), its task {given.Count} ({Shown(given)}); give the task as many class_names, in this order"));
        }

        for (var i = 0; i < classes.Count; i++)
        {
            if (given[i] != classes[i] && classification.ClassIndices.TryGetValue(classes[i], out var other))
            {
                throw new UserErrorException(string.Create(
                    CultureInfo.InvariantCulture, $"the class '{classes[i]}' of the dataset '{name}' has the index {i}, in its task {other}; give class_names in the order of the dataset: {Shown(classes)}"));
            }
        }

        if (Enumerable.Range(0, classes.Count).Where(i => given[i] != classes[i]).ToList() is { Count: > 0 } renamed)
        {
            log?.Info($"classes of the dataset '{name}' and what its task calls them: {string.Join(", ", renamed.Take(MostShown).Select(i => $"{classes[i]} = {given[i]}"))}{(renamed.Count > MostShown ? ", ..." : "")}");
        }
    }

    private static string Shown(IReadOnlyList<string> names) => string.Join(", ", names.Take(MostShown)) + (names.Count > MostShown ? ", ..." : "");
}
