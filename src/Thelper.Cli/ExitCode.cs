namespace Thelper.Cli;

/// <summary>What the program tells its caller.</summary>
internal static class ExitCode
{
    /// <summary>The command did what it was asked to.</summary>
    public const int Success = 0;

    /// <summary>Out of memory, a failure in code of the user's, or a bug of ours; a stack trace was printed. Also the answer to a call without a command, after the help.</summary>
    public const int Failure = 1;

    /// <summary>A mistake of the user; one message was printed.</summary>
    public const int UserError = 2;

    /// <summary>A session has ended and kept what it made, but its loss or its weights were NaN or infinite; one message was printed.</summary>
    public const int Diverged = 3;

    /// <summary>An audit has found labels that do not lie where their pixels are.</summary>
    public const int Drifted = 4;

    /// <summary>Codes above this one: stopped by the signal of that number more.</summary>
    public const int Signalled = 128;
}
