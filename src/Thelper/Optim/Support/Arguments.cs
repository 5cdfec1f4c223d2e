using Microsoft.Extensions.Logging;
using Thelper.Config;
using Thelper.Logging;
using Thelper.Tasks;

namespace Thelper.Optim.Support;

/// <summary>Checks and texts that metrics, consumers and factories share.</summary>
internal static class Arguments
{
    /// <summary>The original's text form of an object: a constructor call.</summary>
    public static string TextForm(string typeName, params ReadOnlySpan<(string Name, object? Value)> arguments)
    {
        var text = new System.Text.StringBuilder(typeName).Append('(');
        for (var i = 0; i < arguments.Length; i++)
        {
            text.Append(i == 0 ? "" : ", ").Append(arguments[i].Name).Append('=').Append(PythonRepr.Of(arguments[i].Value));
        }

        return text.Append(')').ToString();
    }

    /// <summary>Refuses a window without slots.</summary>
    public static int? CheckWindow(int? maxWinSize) =>
        maxWinSize is null or > 0 ? maxWinSize : throw new UserErrorException($"max_win_size must be a positive number of iterations, not {maxWinSize}");

    /// <summary>The class names of a task.</summary>
    /// <exception cref="UserErrorException">The task has none.</exception>
    public static IReadOnlyList<string> ClassNamesOf(Task task) =>
        task is Classification classification ? classification.ClassNames : throw new UserErrorException($"this needs a task with classes, not {task.TypeName}");

    /// <summary>The index of a class.</summary>
    /// <exception cref="UserErrorException">There is no such class.</exception>
    public static int IndexOfClass(string name, IReadOnlyList<string> classNames)
    {
        for (var i = 0; i < classNames.Count; i++)
        {
            if (classNames[i] == name)
            {
                return i;
            }
        }

        throw new UserErrorException($"target_name: there is no class '{name}'{NearestName.Hint(name, classNames)}");
    }

    /// <summary>Logs a warning, the first time that <paramref name="warned"/> is not set.</summary>
    public static void WarnOnce(ILogger? logger, ref bool warned, string message)
    {
        if (!warned)
        {
            warned = true;
            logger.Warn(message);
        }
    }
}
