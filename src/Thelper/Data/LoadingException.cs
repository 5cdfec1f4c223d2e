namespace Thelper.Data;

/// <summary>A sample could not be loaded because of a bug in a dataset or transform; the message names the sample.</summary>
public sealed class LoadingException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">Names the sample.</param>
    /// <param name="inner">The failure, with the trace of the loader thread.</param>
    public LoadingException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
