namespace Thelper.Vision.Formats;

/// <summary>An annotation file that cannot be read; the message names the file and, where there is one, the place in it.</summary>
public sealed class AnnotationException : UserErrorException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">The file, the place and what is wrong.</param>
    public AnnotationException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the error with the failure that revealed it.</summary>
    /// <param name="message">The file, the place and what is wrong.</param>
    /// <param name="inner">The underlying failure.</param>
    public AnnotationException(string message, Exception? inner)
        : base(message, inner)
    {
    }
}
