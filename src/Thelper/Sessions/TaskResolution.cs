using Thelper.Config;
using Thelper.Tasks;
using Task = Thelper.Tasks.Task;

namespace Thelper.Sessions;

/// <summary>Decides which task a resumed session goes on with, if the data's differs from the checkpoint's.</summary>
internal static class TaskResolution
{
    /// <summary>Decides.</summary>
    /// <param name="old">The checkpoint's task.</param>
    /// <param name="fresh">The data's task.</param>
    /// <param name="mode"><c>old</c>, <c>new</c> or <c>compat</c> from the command line, or null.</param>
    /// <param name="config">The configuration; its <c>loaders.task_compat_mode</c> is asked next.</param>
    /// <param name="questions">Asked last.</param>
    /// <returns>The task, and whether the states of optimizer and scheduler still fit.</returns>
    /// <exception cref="UserErrorException">Nobody decides, or the tasks cannot be merged.</exception>
    public static (Task Task, bool KeepsOptimizer) Resolve(Task old, Task fresh, string? mode, ConfigNode config, Questions questions)
    {
        if (old.CheckCompat(fresh, exact: true))
        {
            return (fresh, true);
        }

        var canMerge = old.CheckCompat(fresh);
        if (mode is null && config.Get("data_config", "loaders")?.Get("task_compat_mode") is { Kind: not ConfigKind.Null } node)
        {
            mode = node.Value as string is "old" or "new" or "compat"
                ? (string)node.Value
                : throw new UserErrorException($"{node.Where}: expected 'old', 'new' or 'compat', got {node.Describe()}");
        }

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
}
