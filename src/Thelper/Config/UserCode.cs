using System.Diagnostics;
using System.Globalization;

namespace Thelper.Config;

/// <summary>Tells the user's own classes, from <c>.cs</c> and <c>.dll</c> files, from the program's.</summary>
public static class UserCode
{
    /// <summary>Where in the user's own code a failure began.</summary>
    /// <param name="error">What was thrown.</param>
    /// <returns><c>file(line)</c>, or file, class and method of a library without debugging information; null if no code of the user's was running.</returns>
    public static string? PlaceOf(Exception error)
    {
        foreach (var frame in new StackTrace(error, fNeedFileInfo: true).GetFrames())
        {
            if (frame.GetMethod() is { } method && CustomAssembly.FileOf(method.Module.Assembly) is { } file)
            {
                return frame.GetFileName() is { } source
                    ? string.Create(CultureInfo.InvariantCulture, $"{source}({frame.GetFileLineNumber()})")
                    : $"{file}:{method.DeclaringType?.FullName}.{method.Name}";
            }
        }

        return null;
    }
}
