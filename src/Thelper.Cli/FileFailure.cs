using Thelper.Config;

namespace Thelper.Cli;

/// <summary>The operating system's refusal of a file or folder, where nothing nearer to it has made a message of it: no permission, a full disk, a share that is gone.</summary>
internal static class FileFailure
{
    /// <summary>The message.</summary>
    /// <param name="error">What was thrown.</param>
    /// <returns>What the system says, which has the path; null for a failure of another kind, or in the user's own code.</returns>
    public static string? Of(Exception error) => error.GetBaseException() is var cause && cause is IOException or UnauthorizedAccessException && UserCode.PlaceOf(cause) is null
        ? $"thelper: {cause.Message}"
        : null;
}
