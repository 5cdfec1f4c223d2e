using System.Globalization;
using System.Text;

namespace Thelper.Config;

/// <summary>Names out of configurations that files and folders are named after: they name, and lead nowhere.</summary>
internal static class FileName
{
    // A file system takes 255 bytes; the rest is for what is put around a name: epoch, extension, the mark of a temporary file.
    private const int MostBytes = 255 - 32;

    /// <summary>Reports a name that cannot be part of a file's name.</summary>
    /// <param name="at">Where it is given.</param>
    /// <param name="what">What it names, such as <c>metric</c>.</param>
    /// <param name="name">The name.</param>
    /// <param name="errors">Receives the mistake.</param>
    /// <returns>Whether it can be used.</returns>
    public static bool Check(ConfigNode at, string what, string name, ConfigErrors errors)
    {
        if (FaultOf(name) is not { } fault)
        {
            return true;
        }

        errors.Add(at, $"the {what}'s name {fault}; files are named after it");
        return false;
    }

    /// <summary>Why a name cannot be part of a file's name; null if it can.</summary>
    /// <param name="name">The name.</param>
    public static string? FaultOf(string name)
    {
        var bytes = Encoding.UTF8.GetByteCount(name);
        return name switch
        {
            "" => "is empty",
            "." or ".." => $"is '{name}', which is a folder's",
            _ when bytes > MostBytes => string.Create(CultureInfo.InvariantCulture, $"has {bytes} bytes; at most {MostBytes} leave room for an ending in the 255 of a file's name"),
            _ when PrintableText.HasControls(name) => $"has a control character ('{PrintableText.Line(name)}')",
            _ when name.IndexOfAny(['/', '\\']) >= 0 => $"has a separator of folders ('{PrintableText.Line(name)}')",
            _ when name[0] == '-' => $"begins with a dash ('{PrintableText.Line(name)}')",
            _ => null,
        };
    }
}
