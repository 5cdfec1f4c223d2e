namespace Thelper.Train;

/// <summary>A session that went wrong although nothing failed: its loss or its weights were NaN or infinite. Everything that it made is kept.</summary>
/// <remarks>The command line prints the message and exits with code 3.</remarks>
/// <param name="message">What was not finite, where, and what to do.</param>
public sealed class DivergedException(string message) : Exception(message);
