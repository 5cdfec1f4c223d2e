namespace Thelper.Audit;

/// <summary>An audit has found labels that do not lie where their pixels are. Its report was given before.</summary>
/// <remarks>The command line prints the message and exits with code 4.</remarks>
/// <param name="message">How many steps, and what to do.</param>
public sealed class DriftException(string message) : Exception(message);
