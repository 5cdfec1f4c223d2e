using Thelper.Config;

namespace Thelper.Cli;

/// <summary>The operating system's refusal of a file or folder, where nothing nearer to it has made a message of it: no permission, a full disk, a share that is gone.</summary>
internal static class FileFailure
{
    /// <summary>The message.</summary>
    /// <param name="error">What was thrown.</param>
    /// <returns>What the system says, which has the path; null for a failure of another kind, or in the user's own code.</returns>
    public static string? Of(Exception error)
    {
        var cause = error.GetBaseException();
        if (!IsOfFiles(cause) || UserCode.PlaceOf(cause) is not null)
        {
            return null;
        }

        // The innermost one is the bare word of the system ("Permission denied"); the one around it knows the path.
        while (!IsOfFiles(error))
        {
            error = error.InnerException!;
        }

        return $"thelper: {error.Message}";
    }

    private static bool IsOfFiles(Exception error) => error is IOException or UnauthorizedAccessException;
}
