using System.Globalization;
using Microsoft.Extensions.Logging;
using Thelper.Logging;
using Thelper.Tasks;

namespace Thelper.Metrics;

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

    /// <summary>Reads the largest possible value of a signal: a positive number or its text; 1 for null.</summary>
    public static double ReadRange(object? dataRange)
    {
        var range = dataRange switch
        {
            null => 1,
            double number => number,
            long number => number,
            int number => number,
            string text when double.TryParse(text, CultureInfo.InvariantCulture, out var number) => number,
            _ => double.NaN,
        };
        return range > 0 && double.IsFinite(range) ? range : throw new UserErrorException($"data_range must be a positive number, not {PythonRepr.Of(dataRange)}");
    }

    /// <summary>Class names that a consumer takes for the original's sake and has no use for, since it knows the task's: they must be well formed.</summary>
    /// <exception cref="UserErrorException">They are not.</exception>
    public static object? CheckClassNames(object? classNames)
    {
        if (classNames is not null)
        {
            ClassNameList.Read(classNames);
        }

        return classNames;
    }

    /// <summary>The class names of a task.</summary>
    /// <exception cref="UserErrorException">The task has none.</exception>
    public static IReadOnlyList<string> ClassNamesOf(Task task) =>
        (task as IClassTask)?.ClassNames ?? throw new UserErrorException($"this needs a task with classes, not {task.TypeName}");

    /// <summary>The index of a class.</summary>
    /// <param name="name">The class.</param>
    /// <param name="classNames">The names of all.</param>
    /// <param name="parameter">The parameter that names it, for the message.</param>
    /// <exception cref="UserErrorException">There is no such class.</exception>
    public static int IndexOfClass(string name, IReadOnlyList<string> classNames, string parameter = "target_name")
    {
        for (var i = 0; i < classNames.Count; i++)
        {
            if (classNames[i] == name)
            {
                return i;
            }
        }

        throw new UserErrorException($"{parameter}: there is no class '{name}'{NearestName.Hint(name, classNames)}");
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
