using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Tasks;

namespace Thelper.Nn;

/// <content>Models that nothing trains any more.</content>
public static partial class ModelFactory
{
    private const int MostNames = 20;

    /// <summary>Makes a model that is used as it is. A model that was trained keeps what its outputs mean: a task may give its classes other names, and nothing else.</summary>
    /// <param name="section">The <c>model</c> section of a configuration.</param>
    /// <param name="task">The task; may be null where a checkpoint or the section has one.</param>
    /// <param name="types">Finds the types of model and task.</param>
    /// <param name="logger">Receives what <c>logs/modules.log</c> tells.</param>
    /// <returns>The model; the caller disposes it.</returns>
    /// <exception cref="UserErrorException">The section is wrong, weights do not fit, or the model was trained for another task.</exception>
    internal static Module CreateFinal(ConfigNode? section, Tasks.Task? task, TypeRegistry types, ILogger? logger) => Create(section, task, types, null, "checkpoint", logger, isFinal: true);

    private static void SetTask(Module model, Tasks.Task task, bool isFinal)
    {
        if (!isFinal)
        {
            model.SetTask(task);
            return;
        }

        var before = model.Task;
        if (before is IClassTask { ClassNames: var had } && task is IClassTask { ClassNames: var now } && (had.Count != now.Count || AreMoved(had, now)))
        {
            throw Refusal($"the {had.Count} classes {Names(had)}", $"{now.Count}, {Names(now)}");
        }

        // A program has no layer that could be replaced.
        var weights = model is ScriptNetwork ? null : model.state_dict();
        model.SetTask(task);
        if (weights is not null && model.state_dict().FirstOrDefault(entry => !weights.TryGetValue(entry.Key, out var old) || !ReferenceEquals(old, entry.Value)) is { Key: { } fresh })
        {
            throw Refusal($"{before}", $"{task}, for which '{fresh}' is drawn afresh");
        }
    }

    // New names at the same places are new names; a name at another place is another class.
    private static bool AreMoved(IReadOnlyList<string> had, IReadOnlyList<string> now)
    {
        var places = now.Index().ToDictionary(entry => entry.Item, entry => entry.Index);
        return had.Index().Any(entry => places.TryGetValue(entry.Item, out var place) && place != entry.Index);
    }

    private static UserErrorException Refusal(string before, string now) => new(
        $"the model was trained for {before}; the task has {now}. Nothing is trained here, so its answers would mean nothing: leave the task ('task' in the section 'export' or 'model', or the data sets that it comes from) out, name the classes as many and in the order in which they were trained, or train the model for them first");

    private static string Names(IReadOnlyList<string> names) => $"[{string.Join(", ", names.Take(MostNames))}{(names.Count > MostNames ? ", ..." : "")}]";
}
