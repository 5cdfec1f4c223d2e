using Thelper.Tasks;
using Task = Thelper.Tasks.Task;

namespace Thelper.Sessions;

/// <summary>Decides which task data are used for, if theirs differs from the checkpoint's.</summary>
internal static class TaskResolution
{
    /// <summary>Decides for a resumed session.</summary>
    /// <param name="old">The checkpoint's task.</param>
    /// <param name="fresh">The data's task.</param>
    /// <param name="mode"><c>old</c>, <c>new</c> or <c>compat</c>, as the command line or the configuration says; null where neither does.</param>
    /// <param name="questions">Asked where neither does.</param>
    /// <returns>The task, and whether the states of optimizer and scheduler still fit.</returns>
    /// <exception cref="UserErrorException">Nobody decides, or the tasks cannot be merged.</exception>
    public static (Task Task, bool KeepsOptimizer) Resolve(Task old, Task fresh, string? mode, Questions questions)
    {
        if (old.CheckCompat(fresh, exact: true))
        {
            return (fresh, true);
        }

        var canMerge = old.CheckCompat(fresh);
        mode ??= questions.Text(
            $"The task of the data differs from the checkpoint's.\n  old: {old}\n  new: {fresh}\nWhich one should the session go on with?",
            canMerge ? ["old", "new", "compat"] : ["old", "new"],
            bypass: null,
            "say --task-compat old, new or compat");
        return mode switch
        {
            "old" => (old, true),
            "new" => (fresh, false),
            _ => canMerge
                ? (old.GetCompat(fresh), false)
                : throw new UserErrorException($"The tasks cannot be merged; use --task-compat old or new.\n  old: {old}\n  new: {fresh}"),
        };
    }

    /// <summary>Decides where the model is only asked: it keeps its task if the data's has the same classes, or fewer, in another order.</summary>
    /// <param name="old">The checkpoint's task.</param>
    /// <param name="fresh">The data's task.</param>
    public static Task OrderedAs(Task old, Task fresh) =>
        old is IClassTask { ClassNames: var names } && fresh is IClassTask { ClassNames: var others } && !names.SequenceEqual(others) && old.CheckCompat(fresh) ? old : fresh;
}
